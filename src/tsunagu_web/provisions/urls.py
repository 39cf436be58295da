"""提供."""

from django.urls import path

from tsunagu_web.provisions import views

urlpatterns = [path("", views.provisions, name="provisions")]
