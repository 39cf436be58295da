"""The fiscal years a page of counts can show, and the children of one of them whose case a person may open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Min

from tsunagu.base.clock import JAPAN
from tsunagu.base.school_years import fiscal_year_end, fiscal_year_of, fiscal_year_start
from tsunagu_web.access import CaseObject, authorize
from tsunagu_web.casework.funnel_steps import FunnelStep
from tsunagu_web.casework.models import Case
from tsunagu_web.dashboards.counting import ChildLine, once
from tsunagu_web.dashboards.histories import entries
from tsunagu_web.reading import RunView

LOOK = "funnel.look"


@dataclass(frozen=True)
class Year:
    """One 年度, and all there are to choose from."""

    number: int
    choices: list[int]

    @property
    def first(self) -> date:
        """1 April."""
        return fiscal_year_start(self.number)

    @property
    def last(self) -> date:
        """31 March."""
        return fiscal_year_end(self.number)

    def holds(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last


def year_asked(run: RunView, asked: str) -> Year:
    """The year somebody asks for; of the years with a case and that of the run the newest when it is none of these."""
    earliest = Case.objects.aggregate(first=Min("opened_at"))["first"]
    now = fiscal_year_of(run.as_of)
    then = fiscal_year_of(earliest.astimezone(JAPAN).date()) if earliest else now
    choices = list(range(min(then, now), max(then, now) + 1))
    return Year(next((one for one in choices if str(one) == asked), choices[-1]), choices)


def lines_of(run: RunView, user: Any, year: Year, steps: Iterable[FunnelStep]) -> list[ChildLine]:
    """Each child of the year once, of those whose case this person may open, or might have while it was open."""
    found = [one for one in entries(steps, year.first) if year.holds(one.day)]
    return [line for line in once(found) if _may_open(run, user, line)]


def _may_open(run: RunView, user: Any, line: ChildLine) -> bool:
    child = run.serving.child(line.child)
    thing = run.case(child, in_hand=True) if child else CaseObject("", line.household, False, None, in_hand=True)
    return authorize(user, LOOK, thing).allowed
