"""担当: whether a household was somebody's to look at, at a moment that has passed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from tsunagu.month import Home, logged_runs
from tsunagu_web.access.url_groups import SUPPORT_ROLES
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.reading import RunView, earlier_run
from tsunagu_web.town import home_folder

WORKERS = frozenset(role.value for role in SUPPORT_ROLES)
"""Who has cases by being in their team. Whoever judges the month or is in charge of all has every case."""


class Caseload:
    """The cases, their teams and the lists of the past, each read once."""

    def __init__(self, run: RunView) -> None:
        self._cases = list(Case.objects.prefetch_related("members"))
        self._lists = _lists(run)

    def is_outside(self, viewer: User, code: str, household: str, at: datetime, roles: str) -> bool:
        """Whether the household was not the viewer's then: nobody's case and on no list that was shown, or the case of a team
        the viewer was not in, of a meeting or task the viewer had no part in."""
        of_child = [one for one in self._cases if one.household_code == household or code in one.children]
        there = [one for one in of_child if one.opened_at <= at and (one.ended_at is None or at < one.ended_at)]
        if not there:
            shown = [listed for since, listed in self._lists if since is None or since <= at]
            return bool(shown) and shown[-1] is not None and household not in shown[-1]
        if not WORKERS & {*roles.split(",")}:
            return False
        return not any(self._is_theirs(case, viewer, at) for case in there)

    def _is_theirs(self, case: Case, viewer: User, at: datetime) -> bool:
        team = [one for one in case.members.all() if one.joined_at <= at and (one.left_at is None or at < one.left_at)]
        if not team or viewer.pk in {one.person_id for one in team}:
            return True
        part = Q(agenda_items__meeting__attendees__user=viewer, agenda_items__at__lte=at)
        part |= Q(tasks__versions__holder=viewer, tasks__versions__at__lte=at) | Q(
            events__by=viewer, events__at__lte=at
        )
        return Case.objects.filter(part, pk=case.pk).exists()


def _lists(run: RunView) -> list[tuple[datetime | None, frozenset[str] | None]]:
    """When each run reached the pages and the households on its list, oldest first; None: the run is no longer kept, and nothing
    is known of its list. A home that logged no run has the one on the pages."""
    found: list[tuple[datetime | None, frozenset[str] | None]] = []
    for entry in logged_runs(Home(home_folder())):
        with earlier_run(run, entry["run"]) as one:
            found.append((datetime.fromisoformat(entry["finished_at"]), one.listed_households if one else None))
    return found or [(None, run.listed_households)]
