"""要対協: whether a child is registered, was, never was, or nobody can say, by the ledger's file and the cases of the household."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.serving import FactsTold
from tsunagu_web.casework.models import CaseEvent
from tsunagu_web.casework.reading import reads_pregnancies
from tsunagu_web.casework.registration import EXPECTING, KEY
from tsunagu_web.narrowing.declared import UNKNOWN

LEDGER = "要対協"
"""What the facts of the 進行管理台帳 are called."""
NOW, BEFORE, NEVER = "now", "before", "never"


@dataclass(frozen=True)
class ToldInCase:
    """The newest registration somebody wrote in a case of the household, and whether that case is open."""

    on: date
    is_open: bool


def registrations_told(user: Any, households: Collection[str]) -> dict[str, ToldInCase]:
    """Household → the newest of its registrations; one as 特定妊婦 only for who may know that somebody expects a child."""
    events = CaseEvent.objects.filter(case__household_code__in=households, told__registration__isnull=False)
    pregnancies, found = reads_pregnancies(user), {}
    for event in events.select_related("case").order_by("pk"):
        told = event.told[KEY]
        if told["kind"] != EXPECTING or pregnancies:
            on, is_open = date.fromisoformat(told["on"]), event.case.ended_at is None
            found[event.case.household_code] = ToldInCase(on, is_open)
    return found


def where_it_stands(facts: FactsTold | None, told: ToldInCase | None, *, came: bool, as_of: date) -> str:
    """NOW, BEFORE, NEVER or UNKNOWN. `facts`: rows of the ledger; `came`: whether its file did.

    What was written in a case after the ledger's day is newer than the ledger. That a case ended takes no child off the
    ledger: of one that was registered there, and of whom the ledger holds nothing, nobody can say.
    """
    periods = facts.periods if facts else ()
    if any(until is None or until > as_of.isoformat() for _, until in periods):
        return NOW
    if told is not None and told.is_open and not any((until or "") > told.on.isoformat() for _, until in periods):
        return NOW
    if periods:
        return BEFORE
    unsure = told is not None or not came or (facts is not None and facts.withdrawn)
    return UNKNOWN if unsure else NEVER
