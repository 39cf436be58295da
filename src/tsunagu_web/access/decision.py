"""authorize(): the one function that decides. Role and field class and scope and purpose; deny by default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.http import Http404

from tsunagu_web.access.fields import Field, Form, Grant, Scope
from tsunagu_web.access.objects import CaseObject, FileObject, PageObject, Reach, ServiceObject, ValueObject
from tsunagu_web.access.purposes import Purpose
from tsunagu_web.access.roles import GLASS, OFFERING, ROLES, Role, RoleKey
from tsunagu_web.access.url_table import BY_ACTION, UrlRow
from tsunagu_web.accounts import clock
from tsunagu_web.town import is_demo

if TYPE_CHECKING:
    from tsunagu_web.accounts.models import RoleAssignment

Thing = PageObject | CaseObject | FileObject | ValueObject | ServiceObject
_NOTHING: Mapping[Field, Grant] = MappingProxyType({})


@dataclass(frozen=True)
class Decision:
    """Whether, under which role and purpose, and which field classes in which form. `reason` is for the record, not the screen."""

    allowed: bool
    reason: str
    role: Role | None = None
    purpose: Purpose | None = None
    grants: Mapping[Field, Grant] = field(default_factory=lambda: _NOTHING)

    @property
    def role_key(self) -> str:
        """The role of what was allowed, as rows and the record keep it."""
        assert self.role is not None, "nothing was allowed"
        return str(self.role.key.value)

    def field_classes(self) -> tuple[str, ...]:
        """The codes of the classes granted, sorted."""
        return tuple(sorted(str(name) for name in self.grants))


class Refused(Http404):
    """What may not be seen answers exactly as what does not exist."""

    def __init__(self, action: str, thing: object, decision: Decision) -> None:
        self.action, self.thing, self.decision = action, thing, decision
        super().__init__("refused")


def reaches(scope: Scope, thing: Thing, reach: Reach) -> bool:
    """Whether a scope covers a thing, within the bounds of the assignment. Pages that list many ask again for each."""
    if isinstance(thing, PageObject) or scope is Scope.TOWN:
        return True
    if isinstance(thing, ValueObject):
        return reaches(scope, thing.case, reach)
    if isinstance(thing, FileObject):
        # Who keeps one school's files keeps no section's.
        return scope is Scope.SECTION and thing.owner == reach.section and not reach.schools
    if isinstance(thing, ServiceObject):
        return False
    return scope in _CASE_SCOPES and thing.is_case and _CASE_SCOPES[scope](thing, reach)


def _in_own_school(thing: CaseObject, reach: Reach) -> bool:
    return thing.is_pupil and thing.place in reach.schools


_CASE_SCOPES: Mapping[Scope, Callable[[CaseObject, Reach], bool]] = {
    Scope.CASES: lambda thing, reach: True,
    Scope.LISTED: lambda thing, reach: thing.listed,
    Scope.SCHOOL_CASES: lambda thing, reach: thing.is_pupil,
    Scope.OWN_SCHOOL_CASES: _in_own_school,
    Scope.OWN_FACILITY_CASES: lambda thing, reach: not thing.is_pupil and thing.place in reach.facilities,
    Scope.OWN_CLASS_CASES: lambda thing, reach: (
        _in_own_school(thing, reach) and bool(reach.school_class) and thing.school_class == reach.school_class
    ),
    Scope.OVERRIDE: lambda thing, reach: (thing.child_code, thing.household_code) in reach.overrides,
    Scope.NAMED_CASES: lambda thing, reach: _in_own_school(thing, reach) and thing.household_code in reach.households,
}


def _under(user: Any, assignment: RoleAssignment, row: UrlRow, thing: Thing) -> Decision | None:
    role = ROLES[RoleKey(assignment.role)]
    purpose = Purpose(assignment.purpose)
    if role.key not in row.roles or purpose not in row.purposes or purpose not in role.purposes:
        return None
    if role.synthetic_only and not is_demo():
        return None
    case = thing.case if isinstance(thing, ValueObject) else thing
    if isinstance(case, CaseObject) and role.key in case.withheld:
        return None
    reach = assignment.reach
    if isinstance(thing, ServiceObject):
        return _offering(role, purpose, reach, row, thing)
    if Field.SHELTERED in row.fields:
        reach = replace(reach, overrides=user.shown_by_override(clock.today()))
    if isinstance(thing, FileObject) and not (role.files and reaches(role.files, thing, reach)):
        return None
    grants = {
        name: grant for name, grant in role.grants.items() if name in row.fields and reaches(grant.scope, thing, reach)
    }
    if row.needs and not row.needs & grants.keys():
        return None
    if isinstance(thing, ValueObject) and not _enters(role, reach, thing, grants):
        return None
    return Decision(True, "", role, purpose, MappingProxyType(grants))


def _offering(role: Role, purpose: Purpose, reach: Reach, row: UrlRow, thing: ServiceObject) -> Decision | None:
    """The section that owns a service may tell families of it, whether or not they are its cases; 教育委員会 for 就学 alone."""
    if not role.offers or not reach.section or thing.owner != reach.section:
        return None
    if role.key is RoleKey.SCHOOL_BOARD and not thing.school:
        return None
    grants = {name: grant for name, grant in OFFERING.items() if name in row.fields}
    return Decision(True, "", role, purpose, MappingProxyType(grants))


def _enters(role: Role, reach: Reach, thing: ValueObject, grants: Mapping[Field, Grant]) -> bool:
    """The owner section enters its own source's values: whoever keeps its files for any child, who keeps a school's for any of
    its pupils, and others for the children and field classes they read in full anyway."""
    if not role.enters:
        return False
    if thing.of_each_school or reach.schools:
        # A school enters what it holds itself, and nothing else; no section enters it for a school.
        if not (thing.of_each_school and _in_own_school(thing.case, reach)):
            return False
        if role.files is Scope.SECTION:
            return True
    elif not reach.section or thing.owner != reach.section:
        return False
    elif role.files is Scope.SECTION:
        return True
    grant = grants.get(Field(thing.field_class)) if thing.field_class in set(Field) else None
    return Field.NAME in grants and grant is not None and grant.form in (Form.FULL, Form.SCHOOL_ONLY)


def _through_glass(assignment: RoleAssignment, row: UrlRow) -> Decision | None:
    """An emergency opened the household: the role must still be one that may, and the page one it reaches."""
    role, purpose = ROLES[RoleKey(assignment.role)], Purpose(assignment.purpose)
    if not role.breaks_glass or role.key not in row.roles or purpose not in row.purposes:
        return None
    grants = {name: grant for name, grant in GLASS.items() if name in row.fields}
    if row.needs and not row.needs & grants.keys():
        return None
    return Decision(True, "", role, purpose, MappingProxyType(grants))


def authorize(
    user: Any, action: str, object: Thing, purpose: Purpose | None = None, *, roles: frozenset[RoleKey] | None = None
) -> Decision:
    """Decide whether `user` may do `action` on `object`; of the own roles only by one of `roles`, where these are named.

    `purpose` None means: the one of the user's own assignments that opens most of it, of equal ones the first; with
    several offices (併任) one looks under the office that is in charge. Unknown actions, people without a role in force,
    and everything not declared are refused.
    """
    row = BY_ACTION.get(action)
    if row is None:
        return Decision(False, "表にない動作")
    if not getattr(user, "is_authenticated", False):
        return Decision(False, "ログインしていない")
    asked = [
        held
        for held in assignments(user)
        if (purpose is None or held.purpose == purpose) and (roles is None or held.role in roles)
    ]
    opened = [decision for held in asked if (decision := _under(user, held, row, object)) is not None]
    if isinstance(object, CaseObject) and object.household_code in user.opened_by_glass(clock.now()):
        through = [decision for held in asked if (decision := _through_glass(held, row)) is not None]
        opened += [_with_what_was_open(decision, opened) for decision in through]
    if len(opened) == 1:
        return opened[0]
    return max(opened, key=_reach_of, default=Decision(False, "役割・範囲・目的のどれかが合わない"))


def _with_what_was_open(glass: Decision, opened: list[Decision]) -> Decision:
    """An emergency adds to what the same role may see of the child anyway; it never takes the place of it."""
    own = next((one.grants for one in opened if (one.role, one.purpose) == (glass.role, glass.purpose)), _NOTHING)
    return replace(glass, grants=MappingProxyType({**own, **glass.grants}))


def _reach_of(decision: Decision) -> tuple[int, int, int]:
    forms = [grant.form for grant in decision.grants.values()]
    return len(forms), sum(grant.reads_facts for grant in decision.grants.values()), forms.count(Form.FULL)


def assignments(user: Any) -> list[RoleAssignment]:
    """The roles in force today, read once per request (the user object lives as long as the request)."""
    held = getattr(user, "_assignments_today", None)
    if held is None:
        held = user.assignments_on(clock.today())
        user._assignments_today = held
    return list(held)


def know_assignments(user: Any, held: list[RoleAssignment]) -> None:
    """Let `assignments` find the roles in force today of somebody, read with those of others."""
    user._assignments_today = held


def require(user: Any, action: str, object: Thing, purpose: Purpose | None = None) -> Decision:
    """As authorize, but a refusal ends the request with 404 (and leaves its row in the record).

    Raises Refused.
    """
    decision = authorize(user, action, object, purpose)
    if not decision.allowed:
        raise Refused(action, object, decision)
    return decision
