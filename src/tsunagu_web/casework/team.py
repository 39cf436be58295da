"""担当者: who is in a case's team, who may be, and how somebody joins and leaves. Each change stands in the 経過 as well."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import authorize
from tsunagu_web.access.url_table import BY_ACTION
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.moving import append
from tsunagu_web.casework.reading import LOOK, things_of
from tsunagu_web.reading import RunView

JOINED, LEFT = "joined", "left"


def members_of(case: Case) -> QuerySet[CaseMember]:
    """The team now, in the order of joining."""
    return case.members.filter(left_at__isnull=True).select_related("person", "joined_by").order_by("id")


def in_team(case: Case, user: User) -> bool:
    """Whether somebody is in the team now."""
    return case.members.filter(left_at__isnull=True, person=user).exists()


def may_join(case: Case, run: RunView) -> list[User]:
    """People with an open account who may read the case, by section."""
    things, today = things_of(case, run), clock.today()
    roles = [role.value for role in BY_ACTION[LOOK].roles]
    people = User.objects.filter(assignments__role__in=roles, is_active=True).distinct().order_by("section", "id")
    return [
        one
        for one in people
        if one.may_log_in_on(today) and any(authorize(one, LOOK, thing).allowed for thing in things)
    ]


def join(case: Case, run: RunView, person: User, by: User, role: str, words: str | None = None) -> None:
    """Put somebody in the team. Call inside the recording transaction.

    Raises RefusedError C080 (may not read this case), C081 (is in the team already, or the case has ended).
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if person not in may_join(held, run):
        raise RefusedError(
            "C080",
            f"{person.display_name}さんは、この世帯のケースを見られる役割がありません",
            "担当の範囲にある人を選んでください",
        )
    if held.ended_at is not None or in_team(held, person):
        raise RefusedError("C081", "もう担当者か、ケースが終わっています", "画面を開き直してください")
    CaseMember.objects.create(case=held, person=person, joined_at=clock.now(), joined_by=by)
    append(held, by, role, JOINED, held.state, held.due_at, words=words, told={"person": person.username})


def leave(case: Case, person: User, by: User, role: str, words: str | None = None) -> None:
    """Take somebody out of the team; what only the team may see is closed with it. Call inside the recording transaction.

    Raises RefusedError C082 when the person is not in the team.
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    mine = held.members.filter(left_at__isnull=True, person=person)
    if mine.update(left_at=clock.now(), left_by=by) != 1:
        raise RefusedError("C082", "いまの担当者ではありません", "画面を開き直してください")
    person.named_in.filter(override__case=held, ended_at__isnull=True).update(ended_at=clock.now())
    append(held, by, role, LEFT, held.state, held.due_at, words=words, told={"person": person.username})
