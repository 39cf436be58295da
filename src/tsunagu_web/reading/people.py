"""Accounts and teams, read at once for a page that asks of many cases who else could act."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tsunagu_web.access.decision import know_assignments
from tsunagu_web.accounts.models import RoleAssignment, User
from tsunagu_web.casework.models import CaseMember


def everybody(day: date) -> dict[int, User]:
    """Every account by its key, with its roles in force on a day: two questions, however many people there are."""
    people, held = {user.pk: user for user in User.objects.all()}, dict[int, list[RoleAssignment]]()
    not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    for row in RoleAssignment.objects.filter(not_over, starts_on__lte=day).order_by("id"):
        held.setdefault(row.user_id, []).append(row)
    for user in people.values():
        know_assignments(user, held.get(user.pk, []) if user.may_log_in_on(day) else [])
    return people


def teams(people: dict[int, User]) -> dict[int, list[User]]:
    """Open case → who is in its team, in the order of joining."""
    found: dict[int, list[User]] = {}
    rows = CaseMember.objects.filter(left_at=None, case__ended_at=None).order_by("id")
    for case, person in rows.values_list("case_id", "person_id"):
        found.setdefault(case, []).append(people[person])
    return found
