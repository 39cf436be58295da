"""学校に届いたケース. Numbers as in `casework.urls`."""

from django.urls import path

from tsunagu_web.school_cases import sheet_views, views

urlpatterns = [
    path("<case_number:number>/", views.school_case, name="school_case"),
    path("<case_number:number>/move/", views.move, name="school_case_move"),
    path("<case_number:number>/contacts/", views.contact, name="school_contact"),
    path("<case_number:number>/sheet/", views.sheet, name="school_sheet"),
    path("<case_number:number>/sheet/file/", sheet_views.school_file, name="school_file"),
    path("<case_number:number>/sheet/read/", sheet_views.school_read, name="school_read"),
]
