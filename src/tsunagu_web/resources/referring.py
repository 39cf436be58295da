"""案内: a person chooses a resource for a family; a 対応事項 comes of it, and step by step it is kept what came of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.reading import RunView
from tsunagu_web.resources.declared import current_resources
from tsunagu_web.resources.following import may_step
from tsunagu_web.resources.models import Referral, ReferralStep, Resource, ResourceVersion
from tsunagu_web.support.models import TaskVersion
from tsunagu_web.support.tasks import Told, add_task, end_task, lock_open

STEP_WORDS = ("fact", "heard", "heard_from", "opinion")
HANDED_ON = "仕事の引きつぎ（"
"""The sealed texts of a step."""


@dataclass(frozen=True)
class Came:
    """What came of a referral: one step. `outcome`: with it the 対応事項 ends, as resources and support declare their choices."""

    step: str
    on: date
    words: Mapping[str, str]
    holder: User
    result: str = ""
    follow_on: date | None = None
    outcome: str = ""


def refer(
    case: Case,
    run: RunView,
    user: User,
    role: str,
    resource: Resource,
    told: Told,
    *,
    wish: str,
    wish_words: str,
) -> Referral:
    """Choose a resource for a family: a 対応事項 and the first step of the referral. Call inside the recording transaction.

    The writer looks again when the 対応事項 is due. Raises RefusedError C180 (it is no longer there), and what add_task raises.
    """
    version = resource.versions.get(seq=resource.newest)
    if version.state == ResourceVersion.WITHDRAWN:
        raise RefusedError("C180", f"「{version.name}」は取りやめになっています", "ほかの社会資源を選んでください")
    task = add_task(case, run, user, role, told).task
    referral = Referral.objects.create(
        case=case,
        number=case.referrals.count() + 1,
        at=clock.now(),
        by=user,
        role=role,
        resource=resource,
        child_code=told.child_code,
        task=task,
        wish=wish,
        wish_words=wish_words or None,
    )
    first = Came(current_resources().first, clock.today(), {}, user, follow_on=told.due_on)
    _append(referral, 1, user, role, first)
    return referral


def take_step(referral: Referral, user: User, role: str, came: Came, *, seen: int) -> ReferralStep:
    """The next step. `seen`: number of the step the writer saw. Call inside the recording transaction.

    Raises RefusedError C044 (the case has ended), C181 (somebody was quicker), C182 (this step does not follow), and what end_task
    raises.
    """
    lock_open(referral.case)
    newest = newest_step(referral)
    if newest.seq != seen:
        raise RefusedError("C181", "ほかの人が先に書きました", "いまのようすを見て、もう一度書いてください")
    if came.step not in current_resources().step(newest.step).next:
        raise RefusedError("C182", "いまのようすの次には選べません", "画面を開き直して、選べるものから選んでください")
    if came.outcome:
        words = " ".join(came.words.get(name) or "" for name in ("fact", "heard")).strip()
        task = end_task(
            referral.task,
            user,
            role,
            seen=referral.task.newest,
            done=True,
            outcome=came.outcome,
            on=came.on,
            words=words,
        )
        assert task.state == TaskVersion.DONE
    return _append(referral, seen + 1, user, role, came)


def hand_on(referral: Referral, run: RunView, person: User, to: User, user: User, role: str, note: str) -> ReferralStep:
    """From now on `to` looks again instead of `person`, on the same day: the newest step once more, with the note. Call inside the
    recording transaction.

    Raises RefusedError C199 (`to` may not write its next step), C044 (the case has ended), C181 (`person` no longer holds it).
    """
    lock_open(referral.case)
    newest = newest_step(referral)
    if newest.holder != person or newest.follow_on is None:
        raise RefusedError("C181", "ほかの人が先に書きました", "いまのようすを見て、もう一度選んでください")
    if not may_step(to, referral, run):
        raise RefusedError(
            "C199",
            f"{to.display_name}さんは、この世帯の案内のようすを書ける役割がありません",
            "担当の範囲にある人を選んでください",
        )
    words = {"fact": f"{HANDED_ON}{person.display_name}から{to.display_name}へ）：{note}"}
    came = Came(newest.step, clock.today(), words, to, newest.result, newest.follow_on)
    return _append(referral, newest.seq + 1, user, role, came)


def newest_told(referral: Referral) -> ReferralStep:
    """The newest step in which something was done with the family: work that only went to a colleague says nothing of it."""
    steps = list(referral.steps.order_by("-seq"))
    return next((one for one in steps if not str(one.fact or "").startswith(HANDED_ON)), steps[-1])


def newest_step(referral: Referral) -> ReferralStep:
    """The step that counts."""
    return referral.steps.select_related("by", "holder").order_by("-seq")[0]


def _append(referral: Referral, seq: int, user: User, role: str, came: Came) -> ReferralStep:
    """Two writers at once: the second breaks on `referral_steps_in_order` and nothing of it stays."""
    return ReferralStep.objects.create(
        referral=referral,
        seq=seq,
        at=clock.now(),
        by=user,
        role=role,
        step=came.step,
        on=came.on,
        result=came.result,
        follow_on=came.follow_on,
        holder=came.holder,
        **{name: came.words.get(name) or None for name in STEP_WORDS},
    )
