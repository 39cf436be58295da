"""The one clock of the product: the time it is in Japan, whatever time zone the server is set to."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

JAPAN = timezone(timedelta(hours=9), "日本時間")
"""Fixed: Japan has kept nine hours before UTC all year since 1951, and a server without internet may lack zone data."""


def now() -> datetime:
    """This moment, with its time zone."""
    return datetime.now(JAPAN)


def today() -> date:
    """The day it is in the town."""
    return now().date()


def in_japan(seconds: float) -> datetime:
    """The moment of a file's or the system's seconds since 1970."""
    return datetime.fromtimestamp(seconds, JAPAN)
