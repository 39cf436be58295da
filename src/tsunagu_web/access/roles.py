"""The roles and what each may read: the matrix. What is not written here is refused.

Nobody has a right to export. 担当 (own cases) are the households of this month's 検討対象者一覧 and those with an open ケース; 学校教育課 has those of its
pupils, a school those of its own. A person with several offices (併任) holds several assignments, each by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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
    DATA_OWNER = "data_owner"
    ANALYST = "analyst"
    ANALYST_CONTRACTOR = "analyst_contractor"
    MATERNAL_HEALTH = "maternal_health"
    WELFARE = "welfare"
    SSW = "ssw"
    SSW_NAMED = "ssw_named"
    PRINCIPAL = "principal"
    CLASS_TEACHER = "class_teacher"
    NURSERY = "nursery"
    SUPERVISOR = "supervisor"
    PRIVACY_OFFICER = "privacy_officer"
    SYSTEM_ADMIN = "system_admin"
    MAINTENANCE = "maintenance"


@dataclass(frozen=True)
class Role:
    """A role, the purposes it may be assigned for, and its grants by field class.

    `files`: whose delivered files it may look after. `synthetic_only`: an outside firm's people, who work on invented
    towns alone: in a home with real children the role opens nothing.
    """

    key: RoleKey
    label: str
    purposes: tuple[Purpose, ...]
    grants: dict[Field, Grant] = field(default_factory=dict)
    files: Scope | None = None
    synthetic_only: bool = False
    enters: bool = False
    """May enter values on screen, of the sources its own section, or its own school, owns."""
    breaks_glass: bool = False
    """May open a child outside the own cases in an emergency."""
    offers: bool = False
    """May tell families of a service that its own section owns, and sees their names for that alone."""


_TOWN = Grant(Scope.TOWN)
_CASES = Grant(Scope.CASES)
_LISTED = Grant(Scope.LISTED)
"""判定担当 works on the month's list, without what people wrote freely; what becomes of a household afterwards is others' work."""
_PUPILS = Grant(Scope.SCHOOL_CASES)
_SCHOOL = Grant(Scope.OWN_SCHOOL_CASES)
_NAMED = Grant(Scope.NAMED_CASES)
_SCHOOL_ITEMS = Grant(Scope.OWN_SCHOOL_CASES, Form.SCHOOL_ONLY)
_WORK = (Purpose.CONSIDERING, Purpose.SUPPORTING)

_TABLE = (
    Role(
        RoleKey.SCREENER,
        "総括管理・判定担当",
        (Purpose.SCREENING, Purpose.CONSIDERING, Purpose.PREPARING),
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _LISTED,
            Field.SERVICES: _LISTED,
            Field.HEALTH: _LISTED,
            Field.ABUSE: Grant(Scope.LISTED, Form.CODED),
            Field.ADDRESS: _LISTED,
            Field.FINDING: _TOWN,
        },
        files=Scope.TOWN,
    ),
    Role(
        RoleKey.MANAGER,
        "総括管理・責任者",
        (Purpose.SCREENING, Purpose.CONSIDERING, Purpose.PREPARING, Purpose.AUDITING, Purpose.OPERATING),
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _CASES,
            Field.SERVICES: _CASES,
            Field.HEALTH: _CASES,
            Field.ABUSE: _CASES,
            Field.FINDING: _TOWN,
            Field.AUDIT: Grant(Scope.SECTION),
        },
        files=Scope.TOWN,
        breaks_glass=True,
    ),
    Role(
        RoleKey.FAMILY_CENTRE,
        "活用・こども家庭センター",
        _WORK,
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _CASES,
            Field.SERVICES: _CASES,
            Field.HEALTH: _CASES,
            Field.ABUSE: _CASES,
            Field.ADDRESS: _CASES,
            Field.SHELTERED: Grant(Scope.OVERRIDE),
            Field.FINDING: _CASES,
        },
        breaks_glass=True,
        enters=True,
        offers=True,
    ),
    Role(
        RoleKey.SCHOOL_BOARD,
        "活用・学校教育課（指導主事）",
        (Purpose.CONSIDERING,),
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _PUPILS,
            Field.SERVICES: Grant(Scope.SCHOOL_CASES, Form.SCHOOL_ONLY),
            Field.ABUSE: Grant(Scope.SCHOOL_CASES, Form.FLAG),
            Field.FINDING: Grant(Scope.SCHOOL_CASES, Form.BAND),
        },
        enters=True,
        offers=True,
    ),
    Role(RoleKey.AUDITOR, "監査", (Purpose.AUDITING,), {Field.AUDIT: _TOWN}),
    Role(
        RoleKey.DATA_OWNER,
        "保有・管理主体",
        (Purpose.PREPARING,),
        {Field.AUDIT: Grant(Scope.SECTION)},
        files=Scope.SECTION,
        enters=True,
        offers=True,
    ),
    Role(RoleKey.ANALYST, "分析主体（職員）", (Purpose.ANALYSING,), {Field.COUNTS: _TOWN}),
    Role(RoleKey.ANALYST_CONTRACTOR, "分析主体（受託者）", (Purpose.ANALYSING,), synthetic_only=True),
    Role(
        RoleKey.MATERNAL_HEALTH,
        "活用・母子保健",
        _WORK,
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _CASES,
            Field.SERVICES: _CASES,
            Field.HEALTH: _CASES,
            Field.ABUSE: Grant(Scope.CASES, Form.FLAG),
            Field.ADDRESS: _CASES,
            Field.FINDING: _CASES,
        },
        enters=True,
        offers=True,
    ),
    Role(
        RoleKey.WELFARE,
        "活用・福祉介護課",
        _WORK,
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _CASES,
            Field.SERVICES: _CASES,
            Field.ABUSE: Grant(Scope.CASES, Form.FLAG),
            Field.FINDING: Grant(Scope.CASES, Form.BAND),
        },
        enters=True,
        offers=True,
    ),
    Role(RoleKey.SSW, "活用・SSW", _WORK, {Field.NAME: _SCHOOL, Field.SERVICES: _SCHOOL_ITEMS}),
    Role(
        RoleKey.SSW_NAMED,
        "活用・SSW（要対協の調査に指名）",
        (Purpose.SUPPORTING,),
        {
            Field.NAME: _NAMED,
            Field.SERVICES: _NAMED,
            Field.HEALTH: _NAMED,
            Field.ABUSE: _NAMED,
            Field.ADDRESS: _NAMED,
        },
    ),
    Role(
        RoleKey.PRINCIPAL,
        "活用・学校管理職",
        _WORK,
        {Field.NAME: _SCHOOL, Field.SERVICES: _SCHOOL_ITEMS},
        enters=True,
    ),
    # 担任 and 園 get the sheet addressed to them and open no child's page: no row of the URL table that carries a
    # child names them. Their grants say how far such a sheet may go.
    Role(RoleKey.CLASS_TEACHER, "活用・担任", _WORK, {Field.NAME: Grant(Scope.OWN_CLASS_CASES)}),
    Role(RoleKey.NURSERY, "活用・園", _WORK, {Field.NAME: Grant(Scope.OWN_FACILITY_CASES)}),
    Role(
        RoleKey.SUPERVISOR,
        "活用・スーパーバイザー",
        (Purpose.CONSIDERING,),
        {
            Field.COUNTS: _TOWN,
            Field.NAME: _CASES,
            Field.SERVICES: _CASES,
            Field.HEALTH: _CASES,
            Field.ABUSE: _CASES,
            Field.FINDING: _CASES,
        },
    ),
    Role(RoleKey.PRIVACY_OFFICER, "個人情報保護担当", (Purpose.DISCLOSURE,), {Field.AUDIT: _TOWN}),
    Role(RoleKey.SYSTEM_ADMIN, "システム管理者", (Purpose.OPERATING,)),
    Role(RoleKey.MAINTENANCE, "受託保守", (Purpose.OPERATING,), synthetic_only=True),
)

ROLES: dict[RoleKey, Role] = {role.key: role for role in _TABLE}


GLASS: dict[Field, Grant] = {
    name: Grant(Scope.GLASS) for name in (Field.NAME, Field.SERVICES, Field.HEALTH, Field.ABUSE, Field.ADDRESS)
}
"""What an emergency opens of one household for four hours: no finding, and no address of somebody protected."""


OFFERING: dict[Field, Grant] = {Field.NAME: Grant(Scope.SECTION)}
"""What the section that owns a service sees of the households that could use it: whom to tell, and nothing of why."""


def opens_cases(role: Role) -> bool:
    """Whether a role may open the cases behind a count. Only such roles see counts: small numbers give people away."""
    return Field.COUNTS in role.grants and Field.NAME in role.grants


def meets_families(role: Role) -> bool:
    """Whether the role's work is ever with a family or what is known of it: nobody who has no other is asked to talk about one, or gets
    paper of it, by a slip."""
    return Field.NAME in role.grants or role.enters
