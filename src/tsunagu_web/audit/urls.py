"""The record, read."""

from django.urls import path

from tsunagu_web.audit import views

urlpatterns = [path("", views.records, name="records")]
