"""The five roles and what each may read: the matrix. What is not written here is refused.

Nobody has a right to export. 担当 (own cases) are the households of this month's 検討対象者一覧; 学校教育課 has those of its pupils.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tsunagu_web.access.fields import Field, Form, Grant, Scope
from tsunagu_web.access.purposes import Purpose


class RoleKey(StrEnum):
    """役割. The keys are stable: assignments and audit rows hold them."""

    SCREENER = "screener"
    MANAGER = "manager"
    FAMILY_CENTRE = "family_centre"
    SCHOOL_BOARD = "school_board"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Role:
    """A role, the purposes it may be assigned for, and its grants by field class."""

    key: RoleKey
    label: str
    purposes: tuple[Purpose, ...]
    grants: dict[Field, Grant]


_TOWN = Grant(Scope.TOWN)
_CASES = Grant(Scope.CASES)

ROLES: dict[RoleKey, Role] = {
    role.key: role
    for role in (
        Role(
            RoleKey.SCREENER,
            "総括管理・判定担当",
            (Purpose.SCREENING, Purpose.CONSIDERING, Purpose.PREPARING),
            {
                Field.COUNTS: _TOWN,
                Field.NAME: _TOWN,
                Field.SERVICES: _TOWN,
                Field.HEALTH: _TOWN,
                Field.ABUSE: _TOWN,
                Field.ADDRESS: _CASES,
                Field.FINDING: _TOWN,
            },
        ),
        Role(
            RoleKey.MANAGER,
            "総括管理・責任者",
            (Purpose.SCREENING, Purpose.CONSIDERING, Purpose.PREPARING, Purpose.AUDITING),
            {
                Field.COUNTS: _TOWN,
                Field.NAME: _CASES,
                Field.SERVICES: _CASES,
                Field.HEALTH: _CASES,
                Field.ABUSE: _CASES,
                Field.FINDING: _TOWN,
                Field.AUDIT: Grant(Scope.SECTION),
            },
        ),
        Role(
            RoleKey.FAMILY_CENTRE,
            "活用・こども家庭センター",
            (Purpose.CONSIDERING, Purpose.SUPPORTING),
            {
                Field.COUNTS: _TOWN,
                Field.NAME: _CASES,
                Field.SERVICES: _CASES,
                Field.HEALTH: _CASES,
                Field.ABUSE: _CASES,
                Field.ADDRESS: _CASES,
                Field.FINDING: _CASES,
            },
        ),
        Role(
            RoleKey.SCHOOL_BOARD,
            "活用・学校教育課（指導主事）",
            (Purpose.CONSIDERING,),
            {
                Field.COUNTS: _TOWN,
                Field.NAME: Grant(Scope.SCHOOL_CASES),
                Field.SERVICES: Grant(Scope.SCHOOL_CASES, Form.SCHOOL_ONLY),
                Field.ABUSE: Grant(Scope.SCHOOL_CASES, Form.FLAG),
                Field.FINDING: Grant(Scope.SCHOOL_CASES, Form.BAND),
            },
        ),
        Role(
            RoleKey.AUDITOR,
            "個人情報保護担当・監査",
            (Purpose.AUDITING,),
            {Field.AUDIT: _TOWN},
        ),
    )
}


def opens_cases(role: Role) -> bool:
    """Whether a role may open the cases behind a count. Only such roles see counts: small numbers give people away."""
    return Field.COUNTS in role.grants and Field.NAME in role.grants
