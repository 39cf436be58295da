"""要対協登録: the day, the kind and the row of the 進行管理台帳, told with the move that registers a household.

They are kept in the event of that move: nothing personal, appended like every other line of the 経過, never edited.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case, CaseEvent

KINDS = ("要保護", "要支援", "特定妊婦")
EXPECTING = "特定妊婦"
KEY = "registration"


@dataclass(frozen=True)
class Registration:
    """One registration of a household."""

    on: date
    kind: str
    ledger_row: int
    event: CaseEvent


def check_registration(case: Case, told: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    """What the event keeps of it.

    Raises RefusedError C060 (day, kind or row of the ledger is missing), C061 (the day is still to come), C062 (another
    case has this row of the ledger), C064 (特定妊婦, and the case carries no pregnancy).
    """
    on, kind, row = told.get("registered_on"), told.get("registered_as"), told.get("ledger_row")
    if on is None or kind not in KINDS or not row:
        raise RefusedError(
            "C060", "要対協の登録には、登録日と区分と進行管理台帳の番号が要ります", "三つとも書いてください"
        )
    if kind == EXPECTING and not case.pregnancies.exists():
        raise RefusedError(
            "C064",
            "特定妊婦として登録できるのは、妊婦のケースだけです",
            "先に「妊婦」の画面で、妊婦をこのケースに加えてください",
        )
    if on > moment.date():
        raise RefusedError("C061", "要対協の登録日が、まだ来ていない日です", "登録した日を書いてください")
    others = CaseEvent.objects.exclude(case__household_code=case.household_code)
    if others.filter(told__registration__row=row).exists():
        raise RefusedError(
            "C062", f"台帳の番号 {row} は、別の世帯の登録に使われています", "進行管理台帳を見て、番号を確かめてください"
        )
    return {KEY: {"on": on.isoformat(), "kind": kind, "row": row}}


def registration_of(case: Case) -> Registration | None:
    """The newest registration told in a case; None when it was not registered through it."""
    for event in case.events.select_related("by").order_by("-seq"):
        told = event.told.get(KEY)
        if told:
            return Registration(date.fromisoformat(told["on"]), told["kind"], told["row"], event)
    return None
