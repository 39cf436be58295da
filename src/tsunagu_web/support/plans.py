"""サポートプラン: each wording is a version, and each showing to the family a line of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.support.models import ChildWish, Plan, PlanShown
from tsunagu_web.support.tasks import lock_open


def newest_plan(case: Case) -> Plan | None:
    """The version in force."""
    return case.plans.order_by("-seq").first()


def write_plan(
    case: Case,
    user: User,
    role: str,
    *,
    seen: int,
    words: Mapping[str, str],
    wishes: Mapping[str, str],
    next_talk: date,
) -> Plan:
    """The next version. `seen`: number of the version the writer saw (0: none); `wishes`: child code → words.

    Call inside the recording transaction. Raises RefusedError C043 (somebody wrote another version since), C044.
    """
    lock_open(case)
    before = newest_plan(case)
    if (before.seq if before else 0) != seen:
        raise RefusedError("C043", "ほかの人が先に書き替えました", "いまのプランを見て、もう一度書いてください")
    told = {name: words.get(name) or None for name in ("parent_wish", "family_does")}
    plan = Plan.objects.create(
        case=case,
        seq=seen + 1,
        at=clock.now(),
        by=user,
        role=role,
        goals=words["goals"],
        we_do=words["we_do"],
        next_talk=next_talk,
        **told,
    )
    for child, wish in wishes.items():
        ChildWish.objects.create(plan=plan, child_code=child, words=wish or None)
    return plan


def show_plan(plan: Plan, user: User, role: str, *, on: date, to_whom: str, agreed: bool, why_not: str) -> PlanShown:
    """It was shown to the family. Call inside the recording transaction.

    Raises RefusedError C044, C049 (it is no longer the version in force).
    """
    lock_open(plan.case)
    newest = newest_plan(plan.case)
    if newest is None or newest.pk != plan.pk:
        raise RefusedError(
            "C049", "見せたあとに、新しい版が書かれています", "いまの版を見せてから、もう一度書いてください"
        )
    return PlanShown.objects.create(
        plan=plan, at=clock.now(), by=user, role=role, on=on, to_whom=to_whom, agreed=agreed, why_not=why_not or None
    )
