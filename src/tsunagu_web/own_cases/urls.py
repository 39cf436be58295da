"""The list of own cases."""

from django.urls import path

from tsunagu_web.own_cases import views

urlpatterns = [path("", views.own_cases, name="own_cases")]
