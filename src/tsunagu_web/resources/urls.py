"""社会資源: the directory, and what of it was named for one case."""

from django.urls import include, path

import tsunagu_web.casework.urls  # noqa: F401  registers the converter of 受理番号
from tsunagu_web.resources import case_views, file_views, views

of_a_case = [
    path("", case_views.case_resources, name="case_resources"),
    path("choose/<int:resource>/", case_views.resource_choose, name="resource_choose"),
    path("<int:one>/", case_views.referral, name="referral"),
    path("<int:one>/step/", case_views.referral_step, name="referral_step"),
]

urlpatterns = [
    path("cases/<case_number:number>/support/resources/", include(of_a_case)),
    path("resources/", views.resources, name="resources"),
    path("resources/add/", views.resource_add, name="resource_add"),
    path("resources/file/", file_views.resource_file, name="resource_file"),
    path("resources/paper/", file_views.resource_paper, name="resource_paper"),
    path("resources/load/", file_views.resource_load, name="resource_load"),
    path("resources/gaps/", views.resource_gaps, name="resource_gaps"),
    path("resources/<int:number>/", views.resource, name="resource"),
    path("resources/<int:number>/change/", views.resource_change, name="resource_change"),
    path("resources/<int:number>/confirm/", views.resource_confirm, name="resource_confirm"),
    path("resources/<int:number>/withdraw/", views.resource_withdraw, name="resource_withdraw"),
]
