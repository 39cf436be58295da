"""支援措置: how the list stands, a newer one, and the hours it may be old."""

from django.urls import path

from tsunagu_web.protection_desk import views

urlpatterns = [
    path("", views.protection, name="protection"),
    path("take/", views.take, name="protection_take"),
    path("limit/", views.limit, name="protection_limit"),
]
