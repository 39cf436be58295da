"""Where the record of an answer stands: file and line, as the desk shows them, for the pages that name a record by number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from tsunagu.base.errors import TsunaguError
from tsunagu.identity import IdentityJudgement
from tsunagu.month import record_asked
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.casework.places import must_name_no_place, without_places
from tsunagu_web.reading import RunView, current_run

NOT_THERE = "いまの月の記録にありません"
WITHHELD = "表示しません"
UNKNOWN = "いまは確かめられません"
NOT_YOURS = "判定担当に見えます"
_UNREADABLE = (TsunaguError, sqlite3.DatabaseError, KeyError, UnicodeDecodeError)


@dataclass(frozen=True)
class Place:
    """File, sheet and line of a record; or `why` none is told."""

    file: str = ""
    sheet: str | None = None
    line: int | None = None
    why: str = ""


def places_of(user: AbstractBaseUser | AnonymousUser, given: Iterable[IdentityJudgement]) -> dict[str, Place]:
    """The place of each answer's record (by its key) in the run on the pages.

    Of a record of which somebody protected may be meant no place is told, as on the desk. Whoever opens only the pairs of two
    people is told the places of those. Where no run can be read, nothing is known of any place.
    """
    asked = list(given)
    all_pairs = authorize(user, "pair.look", PageObject("pairs")).allowed
    told = {one.pair.record for one in asked if all_pairs or one.two_people}
    found = {one.pair.record: Place(why=NOT_YOURS) for one in asked}
    try:
        with current_run() as run:
            for key in told:
                record = record_asked(run.serving, key)
                if record is None:
                    found[key] = Place(why=NOT_THERE)
                elif record.withheld:
                    found[key] = Place(why=WITHHELD)
                else:
                    found[key] = Place(record.place["file"], record.place["sheet"], record.place["line"])
    except _UNREADABLE:
        return {one.pair.record: Place(why=UNKNOWN) for one in asked}
    return found


def reason_without_place(record_key: str, why: str) -> None:
    """Asks back a place in the reason of an answer about a record of which somebody protected may be meant, or that no run tells of.
    Raises RefusedError C195, C196."""
    with _run_there() as run:
        must_name_no_place(_hides(run, record_key), run, why)


def reasons_told(reasons: Iterable[tuple[str, str]]) -> list[str]:
    """Reasons as they are read: (key of the record, what was written), with gaps where reason_without_place would ask, and in all of
    them while nobody's address is shown."""
    with _run_there() as run:
        nobody = run is None or bool(run.feed.why_hidden)
        return [without_places(why, run) if why and (nobody or _hides(run, key)) else why for key, why in reasons]


@contextmanager
def _run_there() -> Iterator[RunView | None]:
    with ExitStack() as opened:
        try:
            run = opened.enter_context(current_run())
        except _UNREADABLE:
            run = None
        yield run


def _hides(run: RunView | None, record_key: str) -> bool:
    record = record_asked(run.serving, record_key) if run else None
    return record is None or record.withheld
