"""Log-in and log-out."""

from django.urls import path

from tsunagu_web.accounts import change_views, password_views, second_views, views

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="log_in"),
    path("login/second/", second_views.second_factor, name="second_factor"),
    path("login/second/new/", second_views.second_factor_new, name="second_factor_new"),
    path("login/second/passkey/offer/", second_views.passkey_offer, name="passkey_offer"),
    path("login/second/passkey/keep/", second_views.passkey_keep, name="passkey_keep"),
    path("login/second/passkey/ask/", second_views.passkey_ask, name="passkey_ask"),
    path("login/second/passkey/answer/", second_views.passkey_answer, name="passkey_answer"),
    path("password/", password_views.password, name="password"),
    path("people/", change_views.people, name="people"),
    path("people/change/", change_views.person_change, name="person_change"),
    path("people/decide/", change_views.person_decide, name="person_decide"),
    path("logout/", views.log_out, name="log_out"),
]
