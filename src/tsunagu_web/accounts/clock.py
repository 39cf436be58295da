"""The clock of sessions and assignments, in one place so that tests can move it. It is the product's one clock."""

from __future__ import annotations

from datetime import date, datetime

from tsunagu.base import clock


def now() -> datetime:
    """This moment, with its time zone."""
    return clock.now()


def today() -> date:
    """The day it is in the town."""
    return now().date()
