"""What this person may know of the needs of a child of a case: only that narrows the directory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tsunagu_web.access import Field, authorize
from tsunagu_web.casework.finding import Place
from tsunagu_web.casework.reading import things_of
from tsunagu_web.conferences.change import newest_decisions
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.dashboards.groups import districts_of
from tsunagu_web.reading import RunView
from tsunagu_web.resources.matching import NO_ADDRESS, NO_DISTRICT, Need

LOOK = "case.resources"
HOUSEHOLD = "世帯で使うときは、使う人の年齢で確かめます"
NOT_CHECKED = "正否確認がまだです"
NOT_SHOWN = "この役割では困難の類型を表示しません"
RIGHT, WRONG, UNSURE = "right", "wrong", "unknown"


def need_of(place: Place, run: RunView, user: Any, code: str) -> Need:
    """The need of one child of the case, or ("") of the household.

    Types are those people found right at the 正否確認 or found beside; a judgement nobody confirmed counts for nothing here. For
    a role that reads no findings they are not known, so that what is offered tells nothing of them either.
    """
    children = run.serving.children_of(place.case.household_code)
    child = next((one for one in children if one.child_code == code), None)
    about = [child] if child else [one for one in children if one.child_code in place.codes]
    things = {thing.child_code: thing for thing in things_of(place.case, run)}
    grants = [authorize(user, LOOK, things[one.child_code]).grants for one in about]
    reads = bool(about) and all(Field.FINDING in one for one in grants)
    rows = newest_decisions(one.child_code for one in about) if reads else {}
    types, asked = confirmed_types(rows.values())
    wrong = _wrong_for_all([rows.get(one.child_code) for one in about])
    area = None if place.hides else districts_of(children).get(place.case.household_code)
    return Need(
        age=child.age if child else None,
        why_no_age="" if child else HOUSEHOLD,
        types=types if rows else None,
        asked=asked,
        wrong=wrong,
        why_no_types=NOT_CHECKED if reads or not about else NOT_SHOWN,
        area=area,
        why_no_area=NO_ADDRESS if place.hides else NO_DISTRICT,
        hides=place.hides,
    )


def _wrong_for_all(decisions: list[ChildDecision | None]) -> frozenset[str]:
    """困難の類型 that people said 該当しない of, of every child: of one who was not decided, or not asked of, nobody knows."""
    said = [{kind for kind, answer in row.checks.items() if answer == WRONG} if row else set() for row in decisions]
    return frozenset(set.intersection(*said)) if said else frozenset()


def confirmed_types(decisions: Iterable[ChildDecision]) -> tuple[frozenset[str], frozenset[str]]:
    """困難の類型 people found right or found beside; and those of which they said わからない."""
    rows = list(decisions)
    right = {kind for row in rows for kind, answer in row.checks.items() if answer == RIGHT}
    right |= {kind for row in rows for kind in row.found}
    asked = {kind for row in rows for kind, answer in row.checks.items() if answer == UNSURE}
    return frozenset(right), frozenset(asked - right)
