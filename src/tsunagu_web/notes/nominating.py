"""推薦する、取り下げる."""

from __future__ import annotations

from django.db.models import QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.notes.models import Nomination, NominationTakenBack


def of_own_section(user: User) -> QuerySet[Nomination]:
    """What the person's section nominated; of somebody without a section, the own ones."""
    mine = {"section": user.section} if user.section else {"by": user}
    return Nomination.objects.filter(**mine)


def nominate(user: User, role: str, child_code: str, certainty: str, reason: str) -> Nomination:
    """Ask that a child be talked about: it enters the list of the next month that is run. Call inside the recording transaction.

    Raises RefusedError C053 when the section did so today and did not take it back.
    """
    moment = clock.now()
    today = clock.today()
    same = of_own_section(user).filter(child_code=child_code, nominated_on=today)
    if same.filter(taken_back__isnull=True).exists():
        raise RefusedError(
            "C053",
            "このこどもは、同じ課から今日もう推薦されています",
            "理由を書き直すときは、前のものを取り下げてから推薦してください",
        )
    return Nomination.objects.create(
        at=moment,
        by=user,
        role=role,
        child_code=child_code,
        nominated_on=today,
        section=user.section,
        certainty=certainty,
        reason=reason,
    )


def take_back(nomination: Nomination, user: User, role: str, reason: str) -> NominationTakenBack:
    """Take back one of the own section's. Call inside the recording transaction.

    Raises RefusedError C054 when it is another section's or was taken back before.
    """
    if not of_own_section(user).filter(pk=nomination.pk, taken_back__isnull=True).exists():
        raise RefusedError(
            "C054", "取り下げられる推薦ではありません", "自分の課の、まだ取り下げていないものを選んでください"
        )
    return NominationTakenBack.objects.create(at=clock.now(), by=user, role=role, nomination=nomination, reason=reason)
