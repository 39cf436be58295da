"""就学・進学の引きつぎ."""

from django.urls import include, path

import tsunagu_web.casework.urls  # noqa: F401  (the form of a 受理番号 in addresses)
from tsunagu_web.transitions import sheet_views, views

of_a_sheet = [
    path("", sheet_views.transition_sheet, name="transition_sheet"),
    path("copies/", sheet_views.transition_copy, name="transition_copy"),
    path("copies/<int:copy>/", sheet_views.transition_paper, name="transition_paper"),
    path("receive/", sheet_views.transition_receive, name="transition_receive"),
    path("pass/", sheet_views.transition_pass, name="transition_pass"),
    path("stop/", sheet_views.transition_stop, name="transition_stop"),
]

urlpatterns = [
    path("cases/<case_number:number>/transition/<str:code>/", views.transition, name="transition"),
    path("cases/<case_number:number>/transition/<str:code>/none/", views.transition_none, name="transition_none"),
    path("transitions/<case_number:number>/<int:one>/", include(of_a_sheet)),
]
