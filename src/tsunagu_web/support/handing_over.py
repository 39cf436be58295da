"""仕事の引きつぎ: the cases, tasks and 案内 one person holds go to another, each by name. Only who holds them changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case, CaseMember
from tsunagu_web.casework.reading import things_of
from tsunagu_web.casework.team import in_team, join, leave
from tsunagu_web.inquiries.models import Sheet
from tsunagu_web.reading import RunView
from tsunagu_web.resources.following import newest_steps, sees_child
from tsunagu_web.resources.models import Referral, ReferralStep
from tsunagu_web.resources.referring import hand_on
from tsunagu_web.support.models import Task, TaskVersion
from tsunagu_web.support.reading import newest_versions
from tsunagu_web.support.tasks import change_task, told_of

HAND_OVER = "hand_over.do"
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Leaving:
    """Somebody whose account is closed (`until` None) or ends soon, and what the person still holds."""

    person: User
    until: date | None
    cases: int
    tasks: int
    referrals: int


@dataclass(frozen=True)
class Held:
    """One thing a person holds: a case, or with `task` a 対応事項 of it, or with `referral` a 案内 the person looks at again.
    `key`: as the form names it."""

    key: str
    case: Case
    due: date | None
    task: Task | None = None
    referral: Referral | None = None

    @property
    def label(self) -> str:
        """As pages name it."""
        if self.task is not None:
            return f"対応事項 {self.case.number}-{self.task.number}"
        return (
            f"社会資源の案内 {self.case.number}-{self.referral.number}"
            if self.referral
            else f"ケース {self.case.number}"
        )


class HandOverError(RefusedError):
    """One of the things cannot go to that person; `held` says which. Code and words are those of the refusal."""

    def __init__(self, held: Held, error: RefusedError) -> None:
        super().__init__(error.code, error.message, error.remedy)
        self.held = held


def held_by(person: User, run: RunView, user: User) -> list[Held]:
    """What somebody holds of the cases this person may hand over: by case, the case before its tasks and these before its 案内."""
    members = CaseMember.objects.filter(person=person, left_at__isnull=True, case__ended_at__isnull=True)
    found = [_case(one.case) for one in members.select_related("case")]
    tasks = newest_versions().filter(holder=person, state=TaskVersion.OPEN, task__case__ended_at__isnull=True)
    found += [_task(one) for one in tasks]
    steps = _steps_to_take().filter(holder=person)
    found += [_referral(one) for one in steps if sees_child(one.referral, run, user)]
    may: dict[int, bool] = {}
    for one in found:
        if one.case.pk not in may:
            may[one.case.pk] = any(authorize(user, HAND_OVER, thing).allowed for thing in things_of(one.case, run))
    return sorted(
        (one for one in found if may[one.case.pk]),
        key=lambda one: (
            one.case.number,
            one.referral.number if one.referral else 0,
            one.task.number if one.task else 0,
        ),
    )


def sheets_of(person: User) -> list[Sheet]:
    """Sheets addressed to somebody by name that wait for an answer: they are asked anew of another."""
    waiting = Sheet.objects.filter(
        holder=person, answers__isnull=True, stopped__isnull=True, case__ended_at__isnull=True
    )
    return list(waiting.select_related("case").order_by("id"))


def hand_over(run: RunView, items: Sequence[Held], person: User, to: User, by: User, role: str, note: str) -> None:
    """Let `to` hold these from now on, all or none. Call inside the recording transaction.

    Raises HandOverError with C080, C082 (a case), C042, C043, C045 (a task), C199, C181 (a 案内).
    """
    for held in items:
        try:
            if held.task is not None:
                version = held.task.versions.select_related("holder").get(seq=held.task.newest)
                told = replace(told_of(version), holder=to)
                change_task(held.task, run, by, role, told, seen=held.task.newest, why=note)
                continue
            if held.referral is not None:
                hand_on(held.referral, run, person, to, by, role, note)
                continue
            if not in_team(held.case, to):
                join(held.case, run, to, by, role, note)
            leave(held.case, person, by, role, note)
        except RefusedError as error:
            raise HandOverError(held, error) from None


def leaving_soon() -> list[Leaving]:
    """People who cannot work on what they hold, or soon cannot, in the order of their last days."""
    today = clock.today()
    ending = Q(is_active=False) | Q(ends_on__lte=today + SOON)
    open_cases = Q(cases_held__left_at__isnull=True, cases_held__case__ended_at__isnull=True)
    people = User.objects.filter(ending).annotate(held=Count("cases_held", filter=open_cases))
    tasks = dict(
        newest_versions()
        .filter(holder__in=people, state=TaskVersion.OPEN, task__case__ended_at__isnull=True)
        .values_list("holder")
        .annotate(Count("id"))
    )
    steps = dict(_steps_to_take().filter(holder__in=people).values_list("holder").annotate(Count("id")))
    told = [
        Leaving(one, one.ends_on if one.is_active else None, one.held, tasks.get(one.pk, 0), steps.get(one.pk, 0))
        for one in people
        if one.held or one.pk in tasks or one.pk in steps
    ]
    return sorted(told, key=lambda one: (one.until or date.min, one.person.username))


def _case(case: Case) -> Held:
    return Held(f"case:{case.number}", case, case.due_at.date() if case.due_at else None)


def _task(version: TaskVersion) -> Held:
    case, task = version.task.case, version.task
    return Held(f"task:{case.number}-{task.number}", case, version.due_on, task)


def _referral(step: ReferralStep) -> Held:
    case, referral = step.referral.case, step.referral
    return Held(f"referral:{case.number}-{referral.number}", case, step.follow_on, referral=referral)


def _steps_to_take() -> QuerySet[ReferralStep]:
    """Newest steps of 案内 of open cases that somebody has to look at again."""
    return newest_steps().filter(follow_on__isnull=False, referral__case__ended_at__isnull=True)
