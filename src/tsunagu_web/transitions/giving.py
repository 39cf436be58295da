"""渡す、受け取る、取りやめる、しないと決める: the only ways a 引きつぎ changes, each with a line in the 経過."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append
from tsunagu_web.transitions.declared import Step, current_transition
from tsunagu_web.transitions.models import (
    Transition,
    TransitionCopy,
    TransitionNotNeeded,
    TransitionPassed,
    TransitionReceived,
    TransitionStopped,
)
from tsunagu_web.transitions.owed import standing

GIVEN, RECEIVED, STOPPED, NOT_NEEDED = "passed_on", "passed_on_ok", "passed_on_back", "passed_on_none"
PASSED = "passed_on_school"


@dataclass(frozen=True)
class Told:
    """What the writer tells, to whom and on what ground. `contacts`, `tasks`: numbers; `plan`: of the version, 0 for none."""

    to: str
    name: str
    ground: str
    answers: Mapping[str, str]
    contacts: Sequence[int] = ()
    tasks: Sequence[int] = ()
    plan: int = 0
    duty: bool = False


def give(case: Case, code: str, step: Step, crossing: date, user: User, role: str, told: Told) -> Transition:
    """Hand over. Call inside the recording transaction.

    Raises RefusedError C161 (the case has ended), C162 (it was given already).
    """
    case = _lock(case)
    if standing().filter(child_code=code, crossing=crossing).exists():
        raise RefusedError(
            "C162", "このこどもの引きつぎは、もう渡されています", "直すときは、渡したものを取りやめてから書いてください"
        )
    row = Transition.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        case=case,
        number=case.transitions.count() + 1,
        child_code=code,
        step=step.key,
        crossing=crossing,
        to=told.to,
        name=told.name or None,
        ground=told.ground,
        duty=told.duty,
        answers=json.dumps({key: words for key, words in told.answers.items() if words}, ensure_ascii=False),
        contacts=list(told.contacts),
        tasks=list(told.tasks),
        plan=told.plan,
        due_on=clock.today() + timedelta(days=current_transition().reply_days),
    )
    _tell(case, user, role, GIVEN, row)
    return row


def receive(row: Transition, user: User, role: str, *, on: date, said_by: str) -> None:
    """It came. Call inside the recording transaction. Raises RefusedError C163 (said before, or taken back)."""
    case = Case.objects.select_for_update().get(pk=row.case_id)
    if not standing().filter(pk=row.pk, received__isnull=True).exists():
        raise _gone()
    TransitionReceived.objects.create(
        at=clock.now(), by=user, role=role, transition=row, on=on, said_by=said_by or None
    )
    _tell(case, user, role, RECEIVED, row)


def pass_to_school(row: Transition, user: User, role: str, *, on: date, said_by: str) -> None:
    """学校教育課 gave what it took to the school. Call inside the recording transaction. Raises RefusedError C163 (written before,
    not received yet, or taken back)."""
    case = Case.objects.select_for_update().get(pk=row.case_id)
    if not standing().filter(pk=row.pk, to=Transition.BOARD, received__isnull=False, passed__isnull=True).exists():
        raise _gone()
    TransitionPassed.objects.create(at=clock.now(), by=user, role=role, transition=row, on=on, said_by=said_by)
    _tell(case, user, role, PASSED, row)


def stop(row: Transition, user: User, role: str, why: str) -> None:
    """Take it back, received or not: the child goes to another school after all, or the wrong one got it. Nobody reads it on a
    page any more, and another may be given; that it was received stays in the 経過. Call inside the recording transaction.

    Raises RefusedError C163 (taken back before).
    """
    case = Case.objects.select_for_update().get(pk=row.case_id)
    if not standing().filter(pk=row.pk).exists():
        raise _gone()
    TransitionStopped.objects.create(at=clock.now(), by=user, role=role, transition=row, why=why)
    _tell(case, user, role, STOPPED, row)


def not_needed(case: Case, code: str, crossing: date, user: User, role: str, why: str) -> None:
    """Nothing is handed over about this child. Call inside the recording transaction. Raises RefusedError C161, C162."""
    case = _lock(case)
    if standing().filter(child_code=code, crossing=crossing).exists():
        raise RefusedError("C162", "このこどもの引きつぎは、もう渡されています", "画面を開き直してください")
    TransitionNotNeeded.objects.create(
        at=clock.now(), by=user, role=role, case=case, child_code=code, crossing=crossing, why=why
    )
    append(case, user, role, NOT_NEEDED, case.state, case.due_at, words=why, told={"child": code})


def add_copy(row: Transition, user: User, role: str, holder_name: str) -> TransitionCopy:
    """Number one more copy. Call inside the recording transaction. Raises RefusedError C163 (taken back)."""
    Case.objects.select_for_update().get(pk=row.case_id)
    if not standing().filter(pk=row.pk).exists():
        raise _gone()
    return TransitionCopy.objects.create(
        at=clock.now(), by=user, role=role, transition=row, number=row.copies.count() + 1, holder_name=holder_name
    )


def _lock(case: Case) -> Case:
    case = Case.objects.select_for_update().get(pk=case.pk)
    if case.ended_at is not None:
        raise RefusedError("C161", "終わったケースでは、引きつぎを渡せません", "ケースを開き直してから渡してください")
    return case


def _gone() -> RefusedError:
    return RefusedError("C163", "この引きつぎは、もう受け取られたか、取りやめられています", "画面を開き直してください")


def _tell(case: Case, user: User, role: str, line: str, row: Transition) -> None:
    append(case, user, role, line, case.state, case.due_at, told={"child": row.child_code, "sheet": row.number})
