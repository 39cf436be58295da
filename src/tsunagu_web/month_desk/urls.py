"""The month's desk. A month is named by the day its data stand for."""

from datetime import date

from django.urls import path, register_converter

from tsunagu_web.month_desk import drift_views, views


class Day:
    """YYYY-MM-DD."""

    regex = r"20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"

    def to_python(self, value: str) -> date:
        """A day of the calendar; ValueError (no such page) for 2026-02-31."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """As ISO text."""
        return value.isoformat()


register_converter(Day, "day")

urlpatterns = [
    path("", views.months, name="months"),
    path("<day:as_of>/", views.desk, name="month_desk"),
    path("<day:as_of>/hand-in/", views.hand_in, name="month_hand_in"),
    path("<day:as_of>/decide/", views.decide, name="month_decide"),
    path("<day:as_of>/drift/", drift_views.drift, name="month_drift"),
    path("<day:as_of>/drift/accept/", drift_views.accept_drift, name="month_accept_drift"),
    path("<day:as_of>/start/", views.start, name="month_start"),
]
