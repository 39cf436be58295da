"""The clock of sessions and assignments, in one place so that tests can move it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """This moment, with its time zone."""
    return timezone.localtime()


def today() -> date:
    """The day it is in the town."""
    return now().date()
