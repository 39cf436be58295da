"""Invented people for a demo home, at least one for each role. Their passwords are printed on purpose: nothing real may ever be loaded there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tsunagu.base.errors import RefusedError
from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.town import is_demo, is_training

if TYPE_CHECKING:
    from tsunagu_web.accounts.models import RoleAssignment, User

STARTS_ON = date(2020, 1, 1)


@dataclass(frozen=True)
class DemoPerson:
    """Who one may be in the demo: one role, or several for somebody with several offices (併任)."""

    username: str
    display_name: str
    section: str
    role: RoleKey
    also: tuple[RoleKey, ...] = ()
    schools: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    school_class: str = ""
    households: tuple[str, ...] = ()

    @property
    def password(self) -> str:
        """Fixed text; only ever set in a demo home."""
        return f"tsunagu-demo-{self.username}"

    @property
    def roles(self) -> tuple[RoleKey, ...]:
        """All roles, the first office first."""
        return (self.role, *self.also)

    @property
    def role_label(self) -> str:
        """The role in Japanese."""
        return "、".join(ROLES[role].label for role in self.roles)


_SCHOOLS = ("みどり小学校", "あおば中学校")
"""Schools of the invented town."""

DEMO_PEOPLE = (
    DemoPerson("hantei", "田中", "こども課こども支援班", RoleKey.SCREENER),
    DemoPerson("sekinin", "山本", "こども課こども支援班", RoleKey.MANAGER),
    DemoPerson("center", "佐々木", "こども課こども家庭班", RoleKey.FAMILY_CENTRE),
    DemoPerson("shido", "井上", "学校教育課", RoleKey.SCHOOL_BOARD),
    DemoPerson("kansa", "小林", "総務課", RoleKey.AUDITOR),
    DemoPerson("hoyu", "大野", "学校教育課", RoleKey.DATA_OWNER),
    DemoPerson("bunseki", "三浦", "企画課", RoleKey.ANALYST),
    DemoPerson("itaku", "西", "分析の受託者", RoleKey.ANALYST_CONTRACTOR),
    DemoPerson("boshi", "村上", "健康づくり課", RoleKey.MATERNAL_HEALTH),
    DemoPerson("fukushi", "石田", "福祉介護課福祉班", RoleKey.WELFARE),
    DemoPerson("ssw", "森", "学校教育課", RoleKey.SSW, schools=_SCHOOLS),
    DemoPerson("shimei", "岡", "学校教育課", RoleKey.SSW_NAMED, schools=_SCHOOLS, households=("K-0001", "K-0004")),
    DemoPerson("kocho", "原", "みどり小学校", RoleKey.PRINCIPAL, schools=_SCHOOLS[:1]),
    DemoPerson("tannin", "上田", "みどり小学校", RoleKey.CLASS_TEACHER, schools=_SCHOOLS[:1], school_class="3年1組"),
    DemoPerson("en", "和田", "みどり幼稚園", RoleKey.NURSERY, facilities=("みどり幼稚園",)),
    DemoPerson("sv", "吉川", "こども家庭センター（非常勤）", RoleKey.SUPERVISOR),
    DemoPerson("kojin", "清水", "総務課", RoleKey.PRIVACY_OFFICER),
    DemoPerson("kanri", "藤田", "情報政策課", RoleKey.SYSTEM_ADMIN),
    DemoPerson("hoshu", "東", "保守の受託者", RoleKey.MAINTENANCE),
    DemoPerson("kennin", "平野", "こども課こども家庭班", RoleKey.WELFARE, also=(RoleKey.FAMILY_CENTRE,)),
)

DEMO_COLLEAGUES = (
    DemoPerson("teate", "中村", "こども課こども支援班", RoleKey.DATA_OWNER),
    DemoPerson("iryo", "加藤", "こども課こども支援班", RoleKey.DATA_OWNER),
)
"""Two of the section that pays the allowances: a letter about one is prepared by one of them and approved by the other."""
ALL_DEMO_PEOPLE = (*DEMO_PEOPLE, *DEMO_COLLEAGUES)
"""Whom a demo prints; tests of access need one person of each role."""


def make_demo_users(people: Sequence[DemoPerson] = DEMO_PEOPLE) -> list[User]:
    """Make the users with their roles; those that are there already stay as they are.

    Raises RefusedError (U001) in a home that is not a demo: known passwords have no place beside real children, nor in a
    training home, where each person is somebody.
    """
    from tsunagu_web.accounts.models import RoleAssignment, User

    if not is_demo() or is_training():
        raise RefusedError(
            "U001",
            "デモの利用者は、デモのホームにしか作れません",
            "tsunagu init --demo で作ったホームで実行してください",
        )
    there = {user.username: user for user in User.objects.all()}
    new = {person: User.objects.new_user(person.username, person.password, display_name=person.display_name, section=person.section)
           for person in people if person.username not in there}  # fmt: skip
    there |= {user.username: user for user in User.objects.bulk_create(new.values())}
    RoleAssignment.objects.bulk_create([one for person, user in new.items() for one in assignments_of(user, person)])
    return [there[person.username] for person in people]


def assignments_of(user: User, person: DemoPerson) -> list[RoleAssignment]:
    """What the person may do, not kept yet."""
    from tsunagu_web.accounts.models import RoleAssignment

    return [
        RoleAssignment(
            user=user,
            role=role.value,
            purpose=purpose.value,
            starts_on=STARTS_ON,
            schools=list(person.schools),
            facilities=list(person.facilities),
            school_class=person.school_class,
            households=list(person.households),
        )
        for role in person.roles
        for purpose in ROLES[role].purposes
    ]
