"""Log-in and log-out."""

from django.urls import path

from tsunagu_web.accounts import views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="log_in"),
    path("logout/", views.log_out, name="log_out"),
]
