"""こどもをさがす."""

from django.urls import path

from tsunagu_web.person_search import views

urlpatterns = [path("", views.find, name="find")]
