"""The rows of 成果の表, told by what stands in the case store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import F

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import RoleKey
from tsunagu_web.accounts.models import RoleAssignment
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.dashboards.counting import ChildLine
from tsunagu_web.support.models import TaskVersion


@dataclass(frozen=True)
class Days:
    """From 受理 of a list to a plan, in whole days. `open`: cases still without one; `ended`: that ended without one."""

    done: int
    median: float | None
    shortest: int | None
    longest: int | None
    open: int
    ended: int

    @property
    def of(self) -> int:
        """All cases that are counted."""
        return self.done + self.open + self.ended

    @property
    def median_words(self) -> str:
        """12, 12.5; empty when there is none."""
        return "" if self.median is None else f"{self.median:g}"


def days_to(states: Sequence[str], cases: Sequence[Case]) -> Days:
    """How long the cases took until they first came into one of the states."""
    first: dict[int, datetime] = {}
    came = CaseEvent.objects.filter(case__in=cases, to_state__in=states).exclude(from_state=F("to_state"))
    for case, at in came.order_by("at").values_list("case", "at"):
        first.setdefault(case, at)
    taken = sorted(
        (first[case.pk].astimezone(JAPAN).date() - case.opened_at.astimezone(JAPAN).date()).days
        for case in cases
        if case.pk in first
    )
    still = [case for case in cases if case.pk not in first]
    return Days(
        len(taken),
        float(median(taken)) if taken else None,
        taken[0] if taken else None,
        taken[-1] if taken else None,
        sum(case.ended_at is None for case in still),
        sum(case.ended_at is not None for case in still),
    )


def tasks_done_by(roles: Sequence[RoleKey], cases: Sequence[Case]) -> int:
    """対応事項 of the cases that ended with an outcome, held by somebody who has or had one of the roles."""
    people = set(RoleAssignment.objects.filter(role__in=[role.value for role in roles]).values_list("user", flat=True))
    done = TaskVersion.objects.filter(task__case__in=cases, seq=F("task__newest"), state=TaskVersion.DONE)
    return done.filter(holder__in=people).count()


def reached(key: str, lines: Sequence[ChildLine]) -> tuple[int, int]:
    """Children and households that reached a step."""
    some = [line for line in lines if key in line.reached]
    return len(some), len({line.household for line in some})
