"""The whole town."""

from django.urls import path

from tsunagu_web.overview import views

urlpatterns = [path("", views.overview, name="overview")]
