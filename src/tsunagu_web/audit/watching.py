"""気をつけて見る記録: looks outside the viewer's caseload of then, and at children with the viewer's surname or address.

Names and addresses are compared here and shown to nobody: the page says only that they are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from tsunagu_web.access import Field
from tsunagu_web.accounts.addresses import mark_of
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.caseload import Caseload
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.reading import RunView

OUTSIDE, SURNAME, ADDRESS = "担当の外", "見た人と同じ名字", "見た人と同じ住所"


@dataclass(frozen=True)
class Looks:
    """All looks of one person at one child, on whatever page or paper of that child or its household: how often, the number of
    the newest row, and the moments with the roles held then, one for each day."""

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

    def __init__(self, run: RunView) -> None:
        self._run, self._caseload = run, Caseload(run)
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
            OUTSIDE: any(self._caseload.is_outside(viewer, looks.child_code, household, *one) for one in moments),
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


def looks() -> list[Looks]:
    """Every look at one child or household since the record began, by person and child, the newest first.

    Lists of many children are no look at one of them: whoever opens the month's list did not choose whom it holds.
    """
    rows = AuditRow.objects.filter(result="ok").exclude(children=[]).exclude(object__startswith="page:")
    times, newest = Counter[tuple[str, str]](), dict[tuple[str, str], int]()
    moments: dict[tuple[str, str], dict[str, tuple[datetime, str]]] = {}
    for seq, user, roles, at, children in rows.order_by("seq").values_list("seq", "user", "roles", "at", "children"):
        for code in children:
            key = (user, code)
            times[key] += 1
            newest[key] = seq
            moments.setdefault(key, {})[at[:10]] = (datetime.fromisoformat(at), roles)
    found = [Looks(*key, times[key], newest[key], tuple(moments[key].values())) for key in newest]
    return sorted(found, key=lambda one: -one.newest)


def _surname(name: str) -> str:
    return name.replace("\u3000", " ").split(" ")[0]
