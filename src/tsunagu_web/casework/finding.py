"""The case a page is about, if this person may do there what the page does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tsunagu_web.access import Decision, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.reading import children_seen, things_of
from tsunagu_web.reading import RunView


@dataclass(frozen=True)
class Place:
    """Where a request works: the case, what was decided about it, who asks, and the children this person may see."""

    case: Case
    decision: Decision
    user: User
    role: str
    children: list[tuple[str, str]]
    hides: bool

    @property
    def codes(self) -> list[str]:
        """Codes of the children, for the record."""
        return [code for code, _ in self.children]


def place_of_request(request: HttpRequest, run: RunView, number: str) -> Place:
    """The case under the page's own action. Raises Refused as for one that does not exist."""
    action = request.row.action  # type: ignore[attr-defined]
    case = Case.objects.filter(number=number).first()
    decision = _decide(request.user, action, case, run) if case else None
    if case is None or decision is None or decision.role is None:
        raise Refused(action, f"case:{number}", Decision(False, "いない、または範囲の外"))
    return Place(
        case,
        decision,
        user_of(request),
        decision.role_key,
        children_seen(case, run, request.user),
        hides_places(case, run),
    )


def may(user: Any, action: str, case: Case, run: RunView) -> bool:
    """Whether this person may do something else with the case."""
    return _decide(user, action, case, run) is not None


def _decide(user: Any, action: str, case: Case, run: RunView) -> Decision | None:
    decisions = (authorize(user, action, thing) for thing in things_of(case, run))
    return next((decision for decision in decisions if decision.allowed), None)
