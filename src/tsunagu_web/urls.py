"""Every page, gathered from the features. A page without a row in access/url_table.py cannot be opened."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("tsunagu_web.today.urls")),
    path("", include("tsunagu_web.accounts.urls")),
    path("worklist/", include("tsunagu_web.worklist.urls")),
    path("overview/", include("tsunagu_web.overview.urls")),
    path("dashboards/", include("tsunagu_web.dashboards.urls")),
    path("types/", include("tsunagu_web.types.urls")),
    path("children/", include("tsunagu_web.child.urls")),
    path("", include("tsunagu_web.values.urls")),
    path("month/", include("tsunagu_web.month_desk.urls")),
    path("layouts/", include("tsunagu_web.layouts.urls")),
    path("identity/", include("tsunagu_web.review_desk.urls")),
    path("protection/", include("tsunagu_web.protection_desk.urls")),
    path("break-glass/", include("tsunagu_web.break_glass.urls")),
    path("", include("tsunagu_web.overrides.urls")),
    path("cases/", include("tsunagu_web.casework.urls")),
    path("conferences/", include("tsunagu_web.conferences.urls")),
    path("in-support/", include("tsunagu_web.in_support.urls")),
    path("alarms/", include("tsunagu_web.row_alarms.urls")),
    path("", include("tsunagu_web.expecting.urls")),
    path("cases/", include("tsunagu_web.transfers.urls")),
    path("", include("tsunagu_web.transitions.urls")),
    path("", include("tsunagu_web.support.urls")),
    path("", include("tsunagu_web.resources.urls")),
    path("cases/", include("tsunagu_web.first_contact.urls")),
    path("", include("tsunagu_web.inquiries.urls")),
    path("provisions/", include("tsunagu_web.provisions.urls")),
    path("notes/", include("tsunagu_web.notes.note_urls")),
    path("nominations/", include("tsunagu_web.notes.nomination_urls")),
    path("entitlements/", include("tsunagu_web.entitlements.urls")),
    path("aligning/", include("tsunagu_web.aligning.urls")),
    path("school-cases/", include("tsunagu_web.school_cases.urls")),
    path("own-cases/", include("tsunagu_web.own_cases.urls")),
    path("find/", include("tsunagu_web.person_search.urls")),
    path("receipts/", include("tsunagu_web.receipts.urls")),
    path("dictionary/", include("tsunagu_web.dictionary.urls")),
    path("jobs/", include("tsunagu_web.operations.urls")),
    path("training/", include("tsunagu_web.training.urls")),
    path("records/", include("tsunagu_web.audit.urls")),
]

handler400 = "tsunagu_web.pages.errors.bad_request"
handler403 = "tsunagu_web.pages.errors.forbidden"
handler404 = "tsunagu_web.pages.errors.not_found"
handler500 = "tsunagu_web.pages.errors.server_error"
