"""緊急閲覧 and its reviews."""

from django.urls import path

from tsunagu_web.break_glass import views

urlpatterns = [
    path("", views.break_glass, name="break_glass"),
    path("reviews/", views.reviews, name="break_glass_reviews"),
    path("take/", views.take, name="break_glass_take"),
    path("reviewed/", views.reviewed, name="break_glass_reviewed"),
]
