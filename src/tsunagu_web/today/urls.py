"""The first page."""

from django.urls import path

from tsunagu_web.today import views

urlpatterns = [path("", views.today, name="today")]
