"""はじめの接点."""

from django.urls import path

import tsunagu_web.casework.urls  # noqa: F401  registers the converter of 受理番号
from tsunagu_web.first_contact import views

urlpatterns = [
    path("<case_number:number>/first-contact/", views.first_contact, name="first_contact"),
    path("<case_number:number>/first-contact/take/", views.first_contact_take, name="first_contact_take"),
]
