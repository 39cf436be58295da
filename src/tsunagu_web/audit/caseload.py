"""担当: whether a household was somebody's to look at, at a moment that has passed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Min
from django.db.models.functions import Greatest

from tsunagu.month import Home, logged_runs
from tsunagu_web.access import ROLES, Field
from tsunagu_web.access.url_groups import SUPPORT_ROLES
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.conferences.models import AgendaItem
from tsunagu_web.reading import RunView, earlier_run
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.town import home_folder

WORKERS = frozenset(role.value for role in SUPPORT_ROLES)
"""Who has cases by being in their team. Whoever judges the month or is in charge of all has every case."""
WITH_CASES = frozenset(key.value for key, role in ROLES.items() if Field.NAME in role.grants)
"""Whose roles reach children through 担当 at all. Whoever only keeps files or rights opens what the own section holds."""
Listed = frozenset[str] | None
"""Households of a list; None: the run is no longer kept, or its file cannot be read, and nothing is known of its list."""


class Caseload:
    """The cases, who had part in them and the lists that were shown from `since` on, each read once."""

    def __init__(self, run: RunView, since: datetime) -> None:
        self._of_household: dict[str, list[Case]] = defaultdict(list)
        self._of_child: dict[str, list[Case]] = defaultdict(list)
        for case in Case.objects.prefetch_related("members"):
            self._of_household[case.household_code].append(case)
            for code in case.children:
                self._of_child[code].append(case)
        self._parts = _parts()
        self._since, self._lists = since, _lists(run, since)

    def is_outside(self, viewer: User, code: str, household: str, at: datetime, roles: str) -> bool:
        """Whether the household was not the viewer's then: nobody's case and on no list that was shown, or the case of a team
        the viewer was not in, of a meeting or task the viewer had no part in."""
        held = {*roles.split(",")}
        if not WITH_CASES & held:
            return False
        of_child = {one.pk: one for one in (*self._of_household[household], *self._of_child[code])}.values()
        there = [one for one in of_child if one.opened_at <= at and (one.ended_at is None or at < one.ended_at)]
        if not there:
            shown = [listed for since, listed in self._lists if since is None or since <= at]
            return bool(shown) and shown[-1] is not None and household not in shown[-1]
        return bool(WORKERS & held) and not any(self._is_theirs(case, viewer, at) for case in there)

    def without_lists(self, until: datetime) -> list[tuple[date, date]]:
        """From when until when nobody can say which households were on the list, oldest first."""
        marks = [(since or self._since, listed) for since, listed in self._lists]
        spans: list[tuple[date, date]] = []
        if not marks or marks[0][0] > self._since:
            marks.insert(0, (self._since, None))
        for place, (first, listed) in enumerate(marks):
            last = marks[place + 1][0] if place + 1 < len(marks) else until
            begins, ends = max(first, self._since), min(last, until)
            if listed is not None or begins >= ends:
                continue
            if spans and spans[-1][1] == begins.date():
                begins = datetime.combine(spans.pop()[0], begins.time(), begins.tzinfo)
            spans.append((begins.date(), ends.date()))
        return spans

    def _is_theirs(self, case: Case, viewer: User, at: datetime) -> bool:
        team = [one for one in case.members.all() if one.joined_at <= at and (one.left_at is None or at < one.left_at)]
        if not team or viewer.pk in {one.person_id for one in team}:
            return True
        began = self._parts.get((case.pk, viewer.pk))
        return began is not None and began <= at


def _parts() -> dict[tuple[int, int], datetime]:
    """Case and person → since when the person has had part in it: in a meeting that has both, by a task or by a line of the 経過."""
    told: Iterable[tuple[int, int | None, datetime]] = (
        *AgendaItem.objects.order_by()
        .values_list("case_id", "meeting__attendees__user_id")
        .annotate(since=Min(Greatest("at", "meeting__attendees__at"))),
        *TaskVersion.objects.order_by().values_list("task__case_id", "holder_id").annotate(Min("at")),
        *CaseEvent.objects.order_by().values_list("case_id", "by_id").annotate(Min("at")),
    )
    found: dict[tuple[int, int], datetime] = {}
    for case, person, at in told:
        if person is not None:
            found[case, person] = min(at, found.get((case, person), at))
    return found


def _lists(run: RunView, since: datetime) -> list[tuple[datetime | None, Listed]]:
    """When each run reached the pages and the households on its list, oldest first, beginning with the one shown at `since`. A
    home that logged no run has the one on the pages."""
    logged = [
        (datetime.fromisoformat(entry["finished_at"]), entry["run"]) for entry in logged_runs(Home(home_folder()))
    ]
    before = [one for one in logged if one[0] <= since][-1:]
    found: list[tuple[datetime | None, Listed]] = [
        (at, _listed(run, run_id)) for at, run_id in (*before, *(one for one in logged if one[0] > since))
    ]
    return found if logged else [(None, run.listed_households)]


def _listed(run: RunView, run_id: str) -> Listed:
    try:
        with earlier_run(run, run_id) as one:
            return one.listed_households if one else None
    except (sqlite3.DatabaseError, KeyError, ValueError):
        return None
