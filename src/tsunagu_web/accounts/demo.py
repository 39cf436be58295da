"""Five invented people for a demo home. Their passwords are printed on purpose: nothing real may ever be loaded there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tsunagu.base.errors import RefusedError
from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.town import is_demo

if TYPE_CHECKING:
    from tsunagu_web.accounts.models import User

STARTS_ON = date(2020, 1, 1)


@dataclass(frozen=True)
class DemoPerson:
    """Who one may be in the demo."""

    username: str
    display_name: str
    section: str
    role: RoleKey

    @property
    def password(self) -> str:
        """Fixed text; only ever set in a demo home."""
        return f"tsunagu-demo-{self.username}"

    @property
    def role_label(self) -> str:
        """The role in Japanese."""
        return ROLES[self.role].label


DEMO_PEOPLE = (
    DemoPerson("hantei", "田中", "こども課こども支援班", RoleKey.SCREENER),
    DemoPerson("sekinin", "山本", "こども課こども支援班", RoleKey.MANAGER),
    DemoPerson("center", "佐々木", "こども課こども家庭班", RoleKey.FAMILY_CENTRE),
    DemoPerson("shido", "井上", "学校教育課", RoleKey.SCHOOL_BOARD),
    DemoPerson("kansa", "小林", "総務課", RoleKey.AUDITOR),
)


def make_demo_users() -> list[User]:
    """Make the five users with their roles; those that are there already stay as they are.

    Raises RefusedError (U001) in a home that is not a demo: known passwords have no place beside real children.
    """
    from tsunagu_web.accounts.models import RoleAssignment, User

    if not is_demo():
        raise RefusedError(
            "U001",
            "デモの利用者は、デモのホームにしか作れません",
            "tsunagu init --demo で作ったホームで実行してください",
        )
    made = []
    for person in DEMO_PEOPLE:
        user = User.objects.filter(username=person.username).first()
        if user is None:
            user = User.objects.create_user(
                person.username, person.password, display_name=person.display_name, section=person.section
            )
        for purpose in ROLES[person.role].purposes:
            RoleAssignment.objects.get_or_create(
                user=user, role=person.role.value, purpose=purpose.value, starts_on=STARTS_ON
            )
        made.append(user)
    return made
