"""Who may log in to a town's own home: added, listed and closed at the terminal, each time with a row in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from tsunagu.base.errors import RefusedError
from tsunagu_web import audit
from tsunagu_web.access.fields import Scope
from tsunagu_web.access.roles import ROLES, RoleKey
from tsunagu_web.accounts.addresses import mark_of
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.accounts.passwords import new_password


@dataclass(frozen=True)
class NewPerson:
    """What a town says of somebody who shall use the pages."""

    username: str
    display_name: str
    section: str
    role: RoleKey
    starts_on: date
    ends_on: date
    schools: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    school_class: str = ""
    households: tuple[str, ...] = ()


def known_roles() -> list[tuple[str, str]]:
    """(key, name on the pages) of every role."""
    return [(role.value, ROLES[role].label) for role in RoleKey]


def role_of(key: str) -> RoleKey:
    """The role of a key (screener) or of its name on the pages. Raises RefusedError U002 with the roles there are."""
    named = {ROLES[role].label: role for role in RoleKey}
    try:
        return named.get(key.strip()) or RoleKey(key)
    except ValueError:
        known = "、".join(f"{label}（{key}）" for key, label in known_roles())
        raise RefusedError("U002", f"「{key}」という役割はありません", f"次から選んでください：{known}") from None


def add_person(person: NewPerson) -> str:
    """Make the account with its role until its last day; the password, which is told once and kept nowhere.

    Raises RefusedError U003 when the 利用者番号 is taken, U004 when the last day lies before the first, U006 when the
    role ends at a school, nursery or household and none is named.
    """
    if person.ends_on < person.starts_on:
        raise RefusedError("U004", "終わりの日が始まりの日より前です", "--until に先の日を書いてください")
    _needs_a_place(person)
    if User.objects.filter(username=person.username).exists():
        raise RefusedError("U003", f"利用者番号「{person.username}」はもう使われています", "別の番号にしてください")
    password = new_password()
    with transaction.atomic():
        user = User.objects.create_user(
            person.username, password, display_name=person.display_name, section=person.section
        )
        User.objects.filter(pk=user.pk).update(ends_on=person.ends_on)
        for purpose in ROLES[person.role].purposes:
            RoleAssignment.objects.create(
                user=user,
                role=person.role.value,
                purpose=purpose.value,
                starts_on=person.starts_on,
                ends_on=person.ends_on,
                schools=list(person.schools),
                facilities=list(person.facilities),
                school_class=person.school_class,
                households=list(person.households),
            )
        audit.record(user=None, action="user.add", object=f"user:{person.username}", purpose=None, result="ok")
    return password


def note_address(username: str, address: str) -> None:
    """Keep a mark of where somebody lives, for the privacy officer's page. Raises RefusedError U005 when there is nobody."""
    with transaction.atomic():
        if not User.objects.filter(username=username).update(address_mark=mark_of(address) if address else ""):
            raise nobody(username)
        audit.record(user=None, action="user.address", object=f"user:{username}", purpose=None, result="ok")


def nobody(username: str) -> RefusedError:
    """There is no account of this number."""
    return RefusedError("U005", f"利用者番号「{username}」の人はいません", "tsunagu users list で確かめてください")


_PLACES = {
    Scope.OWN_SCHOOL_CASES: ("schools",),
    Scope.OWN_FACILITY_CASES: ("facilities",),
    Scope.OWN_CLASS_CASES: ("schools", "school_class"),
    Scope.NAMED_CASES: ("schools", "households"),
}
_OPTIONS = {"schools": "--school", "facilities": "--facility", "school_class": "--class", "households": "--household"}


def missing_places(role: RoleKey, told: Mapping[str, object]) -> set[str]:
    """What a role needs named before it opens anything (schools, facilities, school_class, households) and is not."""
    scopes = {grant.scope for grant in ROLES[role].grants.values()}
    return {name for scope in scopes for name in _PLACES.get(scope, ()) if not told.get(name)}


def _needs_a_place(person: NewPerson) -> None:
    missing = missing_places(person.role, asdict(person))
    if missing:
        asked = "、".join(sorted(_OPTIONS[name] for name in missing))
        raise RefusedError("U006", "この役割は、学校・園・世帯を決めないと何も開けません", f"{asked} を書いてください")


def close_person(username: str) -> None:
    """No log-in from now on; what the person did stays on record. Raises RefusedError U005 when there is nobody."""
    with transaction.atomic():
        if not User.objects.filter(username=username).update(is_active=False):
            raise nobody(username)
        audit.record(user=None, action="user.close", object=f"user:{username}", purpose=None, result="ok")


def people() -> list[tuple[str, str, str, str, str]]:
    """(利用者番号, 氏名, 所属, 役割, 状態) of everybody, in the order of numbers."""
    told = []
    for user in User.objects.order_by("username"):
        roles = {ROLES[RoleKey(one.role)].label: one.ends_on for one in user.assignments.all()}
        named = "、".join(f"{role}（{end}まで）" if end else role for role, end in roles.items())
        told.append(
            (user.username, user.display_name, user.section, named, "利用できる" if user.is_active else "閉じた")
        )
    return told
