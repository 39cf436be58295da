"""仕事の量: what waits for whom, by role and by person. It says where help is needed; nobody is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.access import ROLES, RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.process import Process
from tsunagu_web.inquiries.models import Sheet
from tsunagu_web.reading import RunView
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.reading import may_look, newest_versions

SOON, REVIEWS_WITHIN = 7, 31
"""Days: what is due soon; how far ahead 見直し日 are told."""
WORKING = frozenset(
    {RoleKey.MANAGER, RoleKey.FAMILY_CENTRE, RoleKey.SCHOOL_BOARD, RoleKey.MATERNAL_HEALTH, RoleKey.WELFARE}
)
"""Whoever holds one of these has a row, also one of zeros: where there is room counts too."""


@dataclass(frozen=True)
class RoleRow:
    """Open cases whose turn it is this role's; `reviews`: of them those whose 見直し日 comes within REVIEWS_WITHIN days."""

    label: str
    cases: int
    overdue: int
    soon: int
    reviews: int


@dataclass(frozen=True)
class PersonRow:
    """What one person has to do. `ended`: no role in force any more, so somebody has to take over."""

    name: str
    section: str
    ended: bool
    households: int
    tasks: int
    overdue: int
    soon: int
    asked: int
    asked_overdue: int
    to_answer: int


def open_and_unowned(process: Process) -> tuple[int, int]:
    """All open cases, and of them those nobody's turn it is: their state is declared no longer."""
    states = list(open_cases().values_list("state", flat=True))
    return len(states), sum(not process.state(state).owner for state in states)


def by_role(process: Process) -> list[RoleRow]:
    """A row for each role the 進め方 names, in the order of the roles; a case two roles share stands in both."""
    now, found = clock.now(), defaultdict[RoleKey, list[tuple[datetime | None, bool]]](list)
    for state, due in open_cases().values_list("state", "due_at"):
        declared = process.state(state)
        for role in declared.owner:
            found[role].append((due, declared.review))
    named = {role for state in process.states for role in state.owner}
    return [_role_row(role, found[role], now) for role in ROLES if role in named]


def _role_row(role: RoleKey, cases: list[tuple[datetime | None, bool]], now: datetime) -> RoleRow:
    dues = [due for due, _ in cases if due is not None]
    return RoleRow(
        ROLES[role].label.removeprefix("活用・"),
        len(cases),
        sum(due < now for due in dues),
        sum(now <= due < now + timedelta(days=SOON) for due in dues),
        sum(review and due is not None and due < now + timedelta(days=REVIEWS_WITHIN) for due, review in cases),
    )


def by_person() -> list[PersonRow]:
    """Everybody with something to do, and everybody of a working role: by section and name, never by amount."""
    today, tasks = clock.today(), defaultdict[int, list[TaskVersion]](list)
    for version in newest_versions().filter(state=TaskVersion.OPEN, holder__isnull=False):
        if version.holder_id is not None:
            tasks[version.holder_id].append(version)
    asked, waiting = defaultdict[int, list[date]](list), defaultdict[int, int](int)
    for by, holder, due in _waiting_sheets().values_list("by", "holder", "due_on"):
        asked[by].append(due)
        if holder is not None:
            waiting[holder] += 1
    in_force = _in_force(today)
    working = {user for user, roles in in_force.items() if roles & WORKING}
    found = User.objects.filter(pk__in={*tasks, *asked, *waiting, *working})
    # In Python: the two stores sort Japanese differently.
    people = sorted(found, key=lambda one: (one.section, one.display_name, one.pk))
    return [
        _person(one, tasks[one.pk], asked[one.pk], waiting[one.pk], one.pk not in in_force, today) for one in people
    ]


def own_row(run: RunView, user: Any) -> PersonRow:
    """One's own row: tasks of households one may still see."""
    held = newest_versions().filter(state=TaskVersion.OPEN, holder=user)
    tasks = [version for version in held if may_look(version.task.case, run, user)]
    asked = list(_waiting_sheets().filter(by=user).values_list("due_on", flat=True))
    return _person(user, tasks, asked, _waiting_sheets().filter(holder=user).count(), False, clock.today())


def tasks_outside() -> tuple[int, int]:
    """対応事項 held by somebody without an account (提供): how many, and how many of them are overdue."""
    dues = list(newest_versions().filter(state=TaskVersion.OPEN, holder__isnull=True).values_list("due_on", flat=True))
    return len(dues), sum(due < clock.today() for due in dues)


def _person(
    user: User, tasks: list[TaskVersion], asked: Iterable[date], waiting: int, ended: bool, today: date
) -> PersonRow:
    asked = list(asked)
    return PersonRow(
        user.display_name,
        user.section,
        ended,
        len({version.task.case.household_code for version in tasks}),
        len(tasks),
        sum(version.due_on < today for version in tasks),
        sum(today <= version.due_on < today + timedelta(days=SOON) for version in tasks),
        len(asked),
        sum(due < today for due in asked),
        waiting,
    )


def _waiting_sheets() -> Any:
    """情報収集シート that somebody still waits for."""
    return Sheet.objects.filter(answers__isnull=True, stopped__isnull=True, case__ended_at__isnull=True).order_by()


def _in_force(day: date) -> dict[int, set[RoleKey]]:
    """User → the roles in force, of those whose account may be used."""
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    found: dict[int, set[RoleKey]] = defaultdict(set)
    for held in RoleAssignment.objects.filter(not_over, starts_on__lte=day).select_related("user"):
        if held.user.may_log_in_on(day):
            found[held.user_id].add(RoleKey(held.role))
    return dict(found)


def next_reviews(process: Process) -> list[tuple[str, int]]:
    """Month (2026-11) → open cases whose 見直し日 is in it, in order; what is past stands in its own month."""
    states = [state.key for state in process.states if state.review]
    found: dict[str, int] = defaultdict(int)
    for due in open_cases().filter(state__in=states, due_at__isnull=False).values_list("due_at", flat=True):
        assert due is not None
        found[f"{due.astimezone(JAPAN):%Y-%m}"] += 1
    return sorted(found.items())
