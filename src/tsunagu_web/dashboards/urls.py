"""Counts of what became of the lists."""

from django.urls import path

from tsunagu_web.dashboards import funnel_views

urlpatterns = [path("funnel/", funnel_views.funnel, name="funnel")]
