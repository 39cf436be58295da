"""確認する、取り消す、担当者を決める: each about one child, by one person."""

from __future__ import annotations

from django.db import IntegrityError

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import open_case, open_cases
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.team import join
from tsunagu_web.in_support.finding import ChildFinding, has_workers
from tsunagu_web.in_support.models import FindingRead
from tsunagu_web.reading import RunView


def keep_read(run: RunView, found: ChildFinding, user: User, role: str, *, seen: int, words: str) -> FindingRead:
    """This person read the finding as it stands. `seen`: pk of the row read last that stood on the page, 0 for none. Call
    inside the recording transaction.

    Raises RefusedError C100 (read or taken back in another window since).
    """
    _refuse_unseen(found, user, seen)
    return FindingRead.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        child_code=found.child.child_code,
        run_id=run.meta["run_id"],
        as_of=run.as_of,
        marks=[one.mark for one in found.points],
        words=words or None,
    )


def take_back(run: RunView, found: ChildFinding, user: User, role: str, *, seen: int) -> FindingRead:
    """What this person read last was a mistake: it waits again. Call inside the recording transaction.

    Raises RefusedError C100 (taken back before, or read anew since).
    """
    newest = _refuse_unseen(found, user, seen)
    if newest is None:
        raise _somebody_else()
    return FindingRead.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        child_code=found.child.child_code,
        run_id=run.meta["run_id"],
        as_of=run.as_of,
        takes_back=newest,
    )


def assign(run: RunView, found: ChildFinding, person: User, by: User, role: str, words: str) -> Case:
    """Let somebody have the household in hand: its case, opened where there is none, gets its first worker. Call inside the
    recording transaction.

    Raises RefusedError C101 (somebody has it in hand since), C102 (a case was opened at the same moment), C080 (may not read it).
    """
    # Asked again under the lock: another head may have named somebody since the page's own look.
    case = open_cases().select_for_update().filter(household_code=found.child.household_code).first()
    if not found.unassigned or (case is not None and has_workers(case)):
        raise RefusedError("C101", "担当者は、もう決まっています", "画面を開き直してください")
    if case is None:
        try:
            case = open_case(
                by,
                role,
                found.child.household_code,
                [found.child.child_code],
                Case.SUPPORTED,
                state=current_process().supported,
                words=words,
                told={"run": run.meta["run_id"]},
            )
        except IntegrityError:
            raise RefusedError(
                "C102", "同じときに、ほかの人がこの世帯のケースを開きました", "画面を開き直してください"
            ) from None
    join(case, run, person, by, role, words)
    return case


def _refuse_unseen(found: ChildFinding, user: User, seen: int) -> FindingRead | None:
    # One person's own rows: two windows of that person wait for each other here.
    User.objects.select_for_update().get(pk=user.pk)
    rows = FindingRead.objects.filter(by=user, child_code=found.child.child_code, takes_back__isnull=True)
    newest = rows.filter(taken_back__isnull=True).order_by("-id").first()
    if (newest.pk if newest else 0) != seen:
        raise _somebody_else()
    return newest


def _somebody_else() -> RefusedError:
    return RefusedError(
        "C100", "別の画面で、もう確認されたか取り消されています", "いまの画面を見て、選び直してください"
    )
