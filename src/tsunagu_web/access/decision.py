"""authorize(): the one function that decides. Role and field class and scope and purpose; deny by default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.http import Http404

from tsunagu_web.access.fields import Field, Grant, Scope
from tsunagu_web.access.objects import CaseObject, PageObject
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import ROLES, Role, RoleKey
from tsunagu_web.access.url_table import BY_ACTION, UrlRow
from tsunagu_web.accounts import clock

if TYPE_CHECKING:
    from tsunagu_web.accounts.models import RoleAssignment

Thing = PageObject | CaseObject
_NOTHING: Mapping[Field, Grant] = MappingProxyType({})


@dataclass(frozen=True)
class Decision:
    """Whether, under which role and purpose, and which field classes in which form. `reason` is for the record, not the screen."""

    allowed: bool
    reason: str
    role: Role | None = None
    purpose: Purpose | None = None
    grants: Mapping[Field, Grant] = field(default_factory=lambda: _NOTHING)

    def field_classes(self) -> tuple[str, ...]:
        """The codes of the classes granted, sorted."""
        return tuple(sorted(str(name) for name in self.grants))


class Refused(Http404):
    """What may not be seen answers exactly as what does not exist."""

    def __init__(self, action: str, thing: object, decision: Decision) -> None:
        self.action, self.thing, self.decision = action, thing, decision
        super().__init__("refused")


def reaches(scope: Scope, thing: Thing) -> bool:
    """Whether a scope covers a thing. Pages that list many ask again for each child."""
    if isinstance(thing, PageObject) or scope is Scope.TOWN:
        return True
    if scope is Scope.CASES:
        return thing.listed
    return scope is Scope.SCHOOL_CASES and thing.listed and thing.is_pupil


def _under(assignment: RoleAssignment, row: UrlRow, thing: Thing) -> Decision | None:
    role = ROLES[RoleKey(assignment.role)]
    purpose = Purpose(assignment.purpose)
    if role.key not in row.roles or purpose not in row.purposes or purpose not in role.purposes:
        return None
    grants = {name: grant for name, grant in role.grants.items() if name in row.fields and reaches(grant.scope, thing)}
    if row.needs and not row.needs & grants.keys():
        return None
    return Decision(True, "", role, purpose, MappingProxyType(grants))


def authorize(user: Any, action: str, object: Thing, purpose: Purpose | None = None) -> Decision:
    """Decide whether `user` may do `action` on `object`.

    `purpose` None means: the first of the user's own purposes that opens it. Unknown actions, people without a role in
    force, and everything not declared are refused.
    """
    row = BY_ACTION.get(action)
    if row is None:
        return Decision(False, "表にない動作")
    if not getattr(user, "is_authenticated", False):
        return Decision(False, "ログインしていない")
    for assignment in assignments(user):
        if purpose is not None and assignment.purpose != purpose:
            continue
        decision = _under(assignment, row, object)
        if decision is not None:
            return decision
    return Decision(False, "役割・範囲・目的のどれかが合わない")


def assignments(user: Any) -> list[RoleAssignment]:
    """The roles in force today, read once per request (the user object lives as long as the request)."""
    held = getattr(user, "_assignments_today", None)
    if held is None:
        held = user.assignments_on(clock.today())
        user._assignments_today = held
    return list(held)


def require(user: Any, action: str, object: Thing, purpose: Purpose | None = None) -> Decision:
    """As authorize, but a refusal ends the request with 404 (and leaves its row in the record).

    Raises Refused.
    """
    decision = authorize(user, action, object, purpose)
    if not decision.allowed:
        raise Refused(action, object, decision)
    return decision
