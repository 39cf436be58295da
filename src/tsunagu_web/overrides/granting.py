"""頼む、認める、やめる. What an 例外表示 in force opens is decided by authorize() alone; nothing here opens anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import ROLES, Field, RoleKey, authorize
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.team import in_team, members_of
from tsunagu_web.overrides.models import Override, OverridePerson
from tsunagu_web.reading import RunView

SHOWN = "sheltered.look"
DECIDE = "override.decide"


@dataclass(frozen=True)
class Asked:
    """What somebody asks for."""

    reason: str
    until: date
    people: Sequence[User]


def can_be_named(case: Case) -> list[User]:
    """The people of the team whose role may be shown a protected place at all."""
    return [one.person for one in members_of(case) if _may_be_shown(one.person)]


def ask(case: Case, child: ServedChild, by: User, asked: Asked) -> Override:
    """Keep what is asked for; nothing opens. Call inside the recording transaction.

    Raises RefusedError C083 (the asker is not in the team), C084 (the child is not protected, or the case has ended), C085
    (the last day is over or too far), C086 (somebody named may not be).
    """
    held = Case.objects.select_for_update().get(pk=case.pk)
    if not in_team(held, by):
        raise RefusedError("C083", "例外表示を頼めるのは、このケースの担当者だけです", "担当者に頼んでもらってください")
    if held.ended_at is not None or not child.protected or child.household_code != held.household_code:
        raise RefusedError(
            "C084", "支援措置のあるこどもの、開いているケースではありません", "ケースの画面を開き直してください"
        )
    days, today = current_process().override_days, clock.today()
    if not today <= asked.until <= today + timedelta(days=days):
        raise RefusedError(
            "C085",
            f"最後の日は、今日から{days}日先までです",
            "要る日数だけにしてください。足りなければ、そのときに頼み直せます",
        )
    able = {one.pk for one in can_be_named(held)}
    if not asked.people or any(one.pk not in able for one in asked.people):
        raise RefusedError(
            "C086", "名指しできない人が入っているか、だれも選ばれていません", "このケースの担当者から選んでください"
        )
    override = Override.objects.create(
        case=held,
        child_code=child.child_code,
        reason=asked.reason,
        until=asked.until,
        asked_by=by,
        asked_at=clock.now(),
    )
    OverridePerson.objects.bulk_create(OverridePerson(override=override, person=one) for one in asked.people)
    return override


def decide(override: Override, by: User, *, granted: bool, words: str) -> None:
    """Grant or refuse, once. Call inside the recording transaction.

    Raises RefusedError C087 (nothing waits, or its last day is over), C088 (the asker, or somebody named, decides).
    """
    held = Override.objects.select_for_update().get(pk=override.pk)
    if held.decided_at is not None or held.withdrawn_at is not None or held.until < clock.today():
        raise RefusedError("C087", "決めるのを待っている例外表示ではありません", "画面を開き直してください")
    if by.pk == held.asked_by_id or held.people.filter(person=by).exists():
        raise RefusedError(
            "C088", "頼んだ人と、名指しされた人は、決められません", "ほかの責任者に決めてもらってください"
        )
    held.decided_by, held.decided_at, held.granted, held.words = by, clock.now(), granted, words
    held.save()


def withdraw(override: Override, by: User) -> None:
    """End it now, whether it was granted or still waits. Call inside the recording transaction.

    Raises RefusedError C089 when it has ended or was refused.
    """
    held = Override.objects.select_for_update().get(pk=override.pk)
    if held.withdrawn_at is not None or held.granted is False or held.until < clock.today():
        raise RefusedError("C089", "もう終わっている例外表示です", "画面を開き直してください")
    held.withdrawn_by, held.withdrawn_at = by, clock.now()
    held.save()


def may_decide(override: Override, run: RunView, user: User) -> bool:
    """Whether this person may decide: by role and scope, and neither who asked nor who is named."""
    child = run.serving.child(override.child_code)
    if (
        child is None
        or override.asked_by_id == user.pk
        or any(one.person_id == user.pk for one in override.people.all())
    ):
        return False
    return authorize(user, DECIDE, run.case(child)).allowed


def in_force(run: RunView, child: ServedChild) -> list[Override]:
    """The 例外表示 of a child that are open for at least one person now."""
    if not child.protected:
        return []
    granted = Override.objects.filter(
        child_code=child.child_code, granted=True, withdrawn_at__isnull=True, until__gte=clock.today()
    )
    found = granted.select_related("asked_by", "decided_by").prefetch_related("people__person").order_by("until", "id")
    return [one for one in found if seen_by(one, run, child)]


def seen_by(override: Override, run: RunView, child: ServedChild | None) -> list[User]:
    """Of the people it names those for whom the place opens at this moment, as authorize() says."""
    if child is None or not child.protected or not override.granted or override.withdrawn_at is not None:
        return []
    if override.until < clock.today():
        return []
    named = [one.person for one in override.people.all() if one.ended_at is None]
    return [one for one in named if authorize(one, SHOWN, run.case(child)).allowed]


def _may_be_shown(person: User) -> bool:
    """A role in force today whose grants hold the place of somebody protected."""
    return any(Field.SHELTERED in ROLES[RoleKey(held.role)].grants for held in assignments(person))
