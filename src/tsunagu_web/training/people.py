"""Who takes part: one invented person for each role, with a password drawn by chance and printed once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from tsunagu_web import audit
from tsunagu_web.access import RoleKey
from tsunagu_web.accounts.demo import DEMO_PEOPLE, DemoPerson, assignments_of
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.accounts.passwords import new_password
from tsunagu_web.training.plan import Targets


@dataclass(frozen=True)
class LogIn:
    """A log-in as it is printed. The password is kept nowhere."""

    username: str
    password: str
    person: DemoPerson


def trainees(targets: Targets) -> list[DemoPerson]:
    """One person for each role, at the places of the children the exercises are about."""
    school, facility = targets["school"], targets["facility"]
    at = {
        RoleKey.SSW: {"schools": (school,)},
        RoleKey.SSW_NAMED: {"schools": (school,), "households": (targets["named_household"],)},
        RoleKey.PRINCIPAL: {"schools": (school,), "section": school},
        RoleKey.CLASS_TEACHER: {"schools": (school,), "section": school, "school_class": targets["school_class"]},
        RoleKey.NURSERY: {"facilities": (facility,), "section": facility},
    }
    return [replace(one, **at.get(one.role, {})) for one in DEMO_PEOPLE if not one.also]  # type: ignore[arg-type]


def make_people(people: Sequence[DemoPerson]) -> list[LogIn]:
    """Make them, each with a row in the record."""
    made = []
    for person in people:
        password = new_password()
        with transaction.atomic():
            user = User.objects.create_user(
                person.username, password, display_name=person.display_name, section=person.section
            )
            RoleAssignment.objects.bulk_create(assignments_of(user, person))
            audit.record(user=None, action="user.add", object=f"user:{user.username}", purpose=None, result="ok")
        made.append(LogIn(person.username, password, person))
    return made
