"""The month's list."""

from django.urls import path

from tsunagu_web.worklist import views

urlpatterns = [path("", views.worklist, name="worklist")]
