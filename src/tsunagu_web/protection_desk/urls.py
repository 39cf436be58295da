"""支援措置: how the list stands, a newer one, and the hours it may be old."""

from django.urls import path

from tsunagu_web.protection_desk import views

urlpatterns = [
    path("", views.protection, name="protection"),
    path("take/", views.take, name="protection_take"),
    path("left-out/", views.show_left_out, name="protection_left_out"),
    path("left-out/agree/", views.agree_left_out, name="protection_agree"),
    path("limit/", views.limit, name="protection_limit"),
]
