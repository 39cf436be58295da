"""会議."""

from django.urls import path, register_converter

import tsunagu_web.casework.urls  # noqa: F401  (the form of a 受理番号 in addresses)
from tsunagu_web.conferences import emergency_views, household_views, paper, recheck_views, views


class Number:
    """2026-01."""

    regex = r"\d{4}-\d{2,3}"

    def to_python(self, value: str) -> str:
        """As written."""
        return value

    def to_url(self, value: str) -> str:
        """As written."""
        return value


register_converter(Number, "meeting_number")

urlpatterns = [
    path("", views.conferences, name="conferences"),
    path("copies/", paper.copies_out, name="conference_copies_out"),
    path("changed/", recheck_views.rechecks_page, name="rechecks"),
    path("changed/<case_number:number>/keep/", recheck_views.recheck_keep, name="recheck_keep"),
    path("call/", views.call, name="conference_call"),
    path("urgent/<case_number:case>/", emergency_views.hold_urgent, name="conference_urgent"),
    path("<meeting_number:number>/", views.conference, name="conference"),
    path("<meeting_number:number>/attendees/", views.attendees, name="conference_attendees"),
    path("<meeting_number:number>/agenda/", views.agenda, name="conference_agenda"),
    path("<meeting_number:number>/minutes/", views.minutes, name="conference_minutes"),
    path("<meeting_number:number>/close/", views.closing, name="conference_close"),
    path("<meeting_number:number>/copies/", paper.copies, name="conference_copies"),
    path("<meeting_number:number>/copies/back/", paper.copy_back, name="conference_copy_back"),
    path("<meeting_number:number>/copies/paper/", paper.packs, name="conference_packs"),
    path("<meeting_number:number>/copies/<int:copy>/lock/", paper.lock, name="conference_lock"),
    path("<meeting_number:number>/copies/<int:copy>/", paper.pack, name="conference_pack"),
    path("<meeting_number:number>/<case_number:case>/", household_views.household, name="conference_household"),
    path("<meeting_number:number>/<case_number:case>/view/", household_views.own_view, name="conference_view"),
    path("<meeting_number:number>/<case_number:case>/decide/", household_views.decide, name="conference_decide"),
    path(
        "<meeting_number:number>/<case_number:case>/urgent/",
        emergency_views.decide_urgent,
        name="conference_urgent_decide",
    ),
]
