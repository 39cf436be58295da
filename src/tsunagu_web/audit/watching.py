"""気をつけて見る記録: looks outside the caseload, and at children with the viewer's surname or address.

Names and addresses are compared here and shown to nobody: the page says only that they are the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Max

from tsunagu_web.access import Field
from tsunagu_web.accounts.addresses import mark_of
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditRow
from tsunagu_web.reading import RunView

OUTSIDE, SURNAME, ADDRESS = "担当の外", "見た人と同じ名字", "見た人と同じ住所"


@dataclass(frozen=True)
class Looks:
    """All looks of one person at one child's page: how often, and the number of the newest row."""

    user: str
    child_code: str
    times: int
    newest: int


@dataclass(frozen=True)
class Watched:
    """Looks somebody should ask about, and why."""

    looks: Looks
    why: tuple[str, ...]


class Watcher:
    """Compares looks with the current run. A child no longer in it cannot be compared, which is said."""

    def __init__(self, run: RunView) -> None:
        self._run = run
        self._people = {user.username: user for user in User.objects.all()}
        self._children: dict[str, tuple[bool, str, str] | None] = {}

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
        listed, surname, address = found
        reasons = {
            OUTSIDE: not listed,
            SURNAME: bool(surname) and surname == _surname(viewer.display_name),
            ADDRESS: bool(address) and bool(viewer.address_mark) and address == viewer.address_mark,
        }
        return tuple(why for why, holds in reasons.items() if holds)

    def _child(self, code: str) -> tuple[bool, str, str] | None:
        if code not in self._children:
            child = self._run.serving.child(code)
            told = None
            if child is not None:
                records = self._run.serving.records(code, (Field.NAME, Field.ADDRESS))
                address = str(records.get(Field.ADDRESS, {}).get("address", ""))
                told = (
                    self._run.case(child).is_case,
                    _surname(str(records.get(Field.NAME, {}).get("name", ""))),
                    mark_of(address) if address else "",
                )
            self._children[code] = told
        return self._children[code]


def looks() -> list[Looks]:
    """Every look at a child's page since the record began, by person and child, the newest first."""
    counted = AuditRow.objects.filter(action="child.look", result="ok").values_list("user", "children")
    counted = counted.annotate(times=Count("seq"), newest=Max("seq")).order_by("-newest")
    return [Looks(user, children[0], times, newest) for user, children, times, newest in counted]


def _surname(name: str) -> str:
    return name.replace("\u3000", " ").split(" ")[0]
