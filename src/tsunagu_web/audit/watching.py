"""気をつけて見る記録: looks outside the viewer's caseload of then, and at children with the viewer's surname or address.

Names and addresses are compared here and shown to nobody: the page says only that they are the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Substr

from tsunagu_web.access import Field
from tsunagu_web.accounts.addresses import mark_of
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.caseload import Caseload
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.reading import RunView

OUTSIDE, SURNAME, ADDRESS = "担当の外", "見た人と同じ名字", "見た人と同じ住所"
DAYS = 92
"""Three months are gone through at once; those before are reached by going back."""
HOUR = len("2026-10-31T09")
OFFERED = "letter:"
"""A letter is of whoever owns the service, in nobody's 担当; names and addresses are compared all the same."""
KINDS = (
    "child",
    "case",
    "values",
    "value",
    "sheet",
    "task",
    "sighting",
    "contact",
    "hand_sheet",
    "plan",
    "referral",
    "transition",
    "no_transition",
    "transfer",
    "override",
    "glass",
    "woman",
    "letter",
)
"""Kinds of thing that are one child or household. Pages, services, meetings, files and pairs hold many, or what came there."""
ONE_HOUSEHOLD = Q(object__startswith="meeting:", object__contains=":case:")
for _kind in KINDS:
    ONE_HOUSEHOLD |= Q(object__startswith=f"{_kind}:")


@dataclass(frozen=True)
class Looks:
    """All looks of one person at one child, on whatever page or paper of that child or its household: how often, the number of
    the newest row, and the moments with the roles held then: the first and the last of each hour and kind of thing, so that
    who joins a team after looking does not hide the first look by a second."""

    user: str
    child_code: str
    times: int
    newest: int
    moments: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True)
class Watched:
    """Looks somebody should ask about, and why."""

    looks: Looks
    why: tuple[str, ...]


class Watcher:
    """Compares names and addresses with the current run, and each look with the cases of its own time. A child no longer in
    the run cannot be compared, which is said."""

    def __init__(self, run: RunView, since: datetime) -> None:
        self._run, self.caseload = run, Caseload(run, since)
        self._people = {user.username: user for user in User.objects.all()}
        self._children: dict[str, tuple[str, str, str] | None] = {}

    def watched(self, looks: Iterable[Looks]) -> list[Watched]:
        """The looks with a reason to ask, in the order given."""
        before = self._run.serving.withheld
        # Addresses are compared here and shown to nobody, so an old list of protected people is no reason not to compare;
        # of whoever is protected, and while nobody knows who is, there is none to compare.
        self._run.serving.withheld = replace(before, addresses=False)
        try:
            told = [Watched(one, self._why(one)) for one in looks]
        finally:
            self._run.serving.withheld = before
        return [one for one in told if one.why]

    def _why(self, looks: Looks) -> tuple[str, ...]:
        viewer = self._people.get(looks.user)
        found = self._child(looks.child_code)
        if viewer is None or found is None:
            return ()
        household, surname, address = found
        moments = looks.moments
        reasons = {
            OUTSIDE: any(self.caseload.is_outside(viewer, looks.child_code, household, *one) for one in moments),
            SURNAME: bool(surname) and surname == _surname(viewer.display_name),
            ADDRESS: bool(address) and bool(viewer.address_mark) and address == viewer.address_mark,
        }
        return tuple(why for why, holds in reasons.items() if holds)

    def _child(self, code: str) -> tuple[str, str, str] | None:
        if code not in self._children:
            child = self._run.serving.child(code)
            told = None
            if child is not None:
                records = self._run.serving.records(code, (Field.NAME, Field.ADDRESS))
                address = str(records.get(Field.ADDRESS, {}).get("address", ""))
                told = (
                    child.household_code,
                    _surname(str(records.get(Field.NAME, {}).get("name", ""))),
                    mark_of(address) if address else "",
                )
            self._children[code] = told
        return self._children[code]


def looks(since: date, until: date) -> list[Looks]:
    """Every look at one child or household from `since` to `until`, both days counted, by person and child, the newest first.

    Lists of many children are no look at one of them: whoever opens the month's list did not choose whom it holds.
    """
    rows = (
        AuditRow.objects.filter(ONE_HOUSEHOLD, result="ok", at__gte=str(since), at__lt=str(until + timedelta(days=1)))
        .exclude(children=[])
        .exclude(user="")
        .annotate(hour=Substr("at", 1, HOUR))
        .order_by()
        .values_list("user", "roles", "object", "children", "hour")
        .annotate(Min("at"), Max("at"), Max("seq"), Count("seq"))
    )
    times, newest = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    moments: dict[tuple[str, str], set[tuple[datetime, str]]] = defaultdict(set)
    for user, roles, thing, children, _, first, last, seq, count in rows:
        for code in children:
            key = (user, code)
            times[key] += count
            newest[key] = max(newest[key], seq)
            if not thing.startswith(OFFERED):
                moments[key] |= {(datetime.fromisoformat(at), roles) for at in (first, last)}
    found = [Looks(*key, times[key], newest[key], tuple(sorted(moments[key]))) for key in newest]
    return sorted(found, key=lambda one: -one.newest)


def window(today: date, back: int) -> tuple[date, date]:
    """The days gone through at once: those up to today, or `back` times as many before."""
    until = today - timedelta(days=DAYS * back)
    return until - timedelta(days=DAYS - 1), until


def _surname(name: str) -> str:
    return name.replace("\u3000", " ").split(" ")[0]
