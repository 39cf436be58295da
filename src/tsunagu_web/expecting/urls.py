"""妊婦・特定妊婦."""

from django.urls import path

import tsunagu_web.casework.urls  # noqa: F401  (the form of a 受理番号 in addresses)
from tsunagu_web.expecting import case_views, views

urlpatterns = [
    path("expecting/", views.expecting, name="expecting"),
    path("expecting/begin/", views.expecting_begin, name="expecting_begin"),
    path("expecting/aside/", views.expecting_aside, name="expecting_aside"),
    path("cases/<case_number:number>/expecting/", case_views.pregnancy, name="pregnancy"),
    path("cases/<case_number:number>/expecting/change/", case_views.pregnancy_change, name="pregnancy_change"),
    path("cases/<case_number:number>/expecting/end/", case_views.pregnancy_end, name="pregnancy_end"),
    path("cases/<case_number:number>/expecting/birth/", case_views.pregnancy_birth, name="pregnancy_birth"),
]
