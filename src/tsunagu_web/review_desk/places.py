"""Where the record of an answer stands: file and line, as the desk shows them, for the pages that name a record by number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from tsunagu.base.errors import TsunaguError
from tsunagu.identity import IdentityJudgement
from tsunagu.month import record_asked
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.reading import current_run

NOT_THERE = "いまの月の記録にありません"
WITHHELD = "表示しません"
UNKNOWN = "いまは確かめられません"
NOT_YOURS = "判定担当に見えます"


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
    except (TsunaguError, sqlite3.DatabaseError, KeyError, UnicodeDecodeError):
        return {one.pair.record: Place(why=UNKNOWN) for one in asked}
    return found
