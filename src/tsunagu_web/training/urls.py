"""研修, on a training home only."""

from django.urls import path

from tsunagu_web.training import views

urlpatterns = [
    path("", views.training, name="training"),
    path("again/", views.training_again, name="training_again"),
    path("people/", views.training_people, name="training_people"),
]
