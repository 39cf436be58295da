"""Days ahead that follow from a child's birthday and the declared table alone: no record is read, no involvement told."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.base.dates import add_months, fiscal_age, fiscal_year_of
from tsunagu_web.first_contact.declared import Checkup, FirstContactRules, SchoolEntry, Yearly

BEFORE_SCHOOL = 6
"""年長: the age on the last day of the 年度 in which 就学時健診 is held."""


@dataclass(frozen=True)
class Window:
    """From when until when, both counted."""

    first: date
    last: date


def next_checkup(
    rules: FirstContactRules, born: date, day: date, done: Collection[str] = ()
) -> tuple[Checkup, Window] | None:
    """The next 乳幼児健診 of a child on a day, its window open or ahead; those `done` are passed over. None: there is none."""
    for one in sorted(rules.checkups, key=lambda checkup: checkup.from_months):
        window = Window(add_months(born, one.from_months), add_months(born, one.to_months + 1) - timedelta(days=1))
        if window.last >= day and one.key not in done:
            return one, window
    return None


def school_entry(entry: SchoolEntry, born: date, day: date) -> Window | None:
    """就学時健診 of a child who is 年長 this 年度, until its last month is over."""
    if fiscal_age(born, day) != BEFORE_SCHOOL:
        return None
    year, (first, last) = fiscal_year_of(day), entry.months
    window = Window(_month(year, first).first, _month(year, last).last)
    return window if window.last >= day else None


def next_report(yearly: Yearly, day: date) -> Window:
    """The month a report is due next."""
    window = whole_month(day.year, yearly.month)
    return window if window.last >= day else whole_month(day.year + 1, yearly.month)


def whole_month(year: int, month: int) -> Window:
    """From the first to the last day of a month."""
    return Window(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _month(fiscal_year: int, month: int) -> Window:
    return whole_month(fiscal_year + (month < 4), month)
