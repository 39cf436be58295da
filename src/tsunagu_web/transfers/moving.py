"""移管する、返事を書く, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import IntegrityError

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import append, move_case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.reading import RunView
from tsunagu_web.transfers.declared import current_transfer
from tsunagu_web.transfers.models import Transfer, TransferReply

MOVE, REPLIED = "transfer", "transfer_reply"


@dataclass(frozen=True)
class Told:
    """Where the family went, and what was said to whom."""

    town: str
    section: str
    moved_on: date
    spoken_to: str
    spoken_on: date
    words: str


def transfer_case(case: Case, user: User, thing: CaseObject, role: str, told: Told, *, seen: int) -> Transfer:
    """End the case as handed over. Call inside the recording transaction. Raises RefusedError as move_case."""
    reason = f"{told.town} {told.section}へ移管。{told.words}"
    event = move_case(case, user, thing, MOVE, seen=seen, words=reason, told={"town": told.town}, through="transfer")
    return Transfer.objects.create(
        at=clock.now(),
        by=user,
        role=role,
        case=case,
        event=event.seq,
        town=told.town,
        section=told.section,
        moved_on=told.moved_on,
        spoken_to=told.spoken_to,
        spoken_on=told.spoken_on,
        words=told.words,
        due_on=clock.today() + timedelta(days=current_transfer().reply_days),
    )


def keep_reply(transfer: Transfer, user: User, role: str, *, on: date, said_by: str, words: str) -> TransferReply:
    """The other municipality said that it came. Call inside the recording transaction.

    Raises RefusedError C151 (it was written down before).
    """
    case = Case.objects.select_for_update().get(pk=transfer.case_id)
    try:
        if hasattr(transfer, "reply"):
            raise IntegrityError
        reply = TransferReply.objects.create(
            at=clock.now(), by=user, role=role, transfer=transfer, on=on, said_by=said_by, words=words or None
        )
    except IntegrityError:
        raise RefusedError("C151", "返事は、もう書かれています", "画面を開き直してください") from None
    append(case, user, role, REPLIED, case.state, case.due_at, words=words or None, told={"town": transfer.town})
    return reply


def standing(case: Case) -> Transfer | None:
    """The transfer by which the case ended; None where it did not, or was opened again since."""
    newest = case.transfers.select_related("reply", "by").order_by("-id").first()
    return newest if newest is not None and case.ended_at is not None else None


def transfer_things(case: Case, run: RunView) -> list[CaseObject]:
    """As things_of; a case that was handed over is in hand for as long as no answer came, whatever the days."""
    things, handed = things_of(case, run), standing(case)
    if handed is None or hasattr(handed, "reply"):
        return things
    return [replace(one, in_hand=True) for one in things]


def waiting_for_reply(run: RunView, user: User) -> list[tuple[Transfer, bool]]:
    """Transfers without an answer of the cases this person hands over, and whether the day is past; the oldest first."""
    found = Transfer.objects.filter(reply__isnull=True, case__ended_at__isnull=False).select_related("case")
    return [
        (one, one.due_on < clock.today())
        for one in found.order_by("due_on", "id")
        if standing(one.case) == one
        and any(authorize(user, "transfer.reply", thing).allowed for thing in transfer_things(one.case, run))
    ]
