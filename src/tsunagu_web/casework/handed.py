"""学校へ渡したか: to whom of a school a case has come. Until then it is not there for them, like one that does not exist.

Only where the 進め方 gives a school's people a turn of their own; elsewhere nothing is handed over and nothing withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from tsunagu_web.access import RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import CaseEvent
from tsunagu_web.casework.moving import STILL_SEEN
from tsunagu_web.casework.process import Process

AT_SCHOOL = frozenset({RoleKey.PRINCIPAL, RoleKey.SSW})
"""Who of a school may have a turn."""


@dataclass(frozen=True)
class Withheld:
    """From which roles households are withheld: by household with a case, and from whom any other one is."""

    of_cases: Mapping[str, frozenset[RoleKey]]
    else_from: frozenset[RoleKey]

    def of(self, household: str) -> frozenset[RoleKey]:
        """The roles for which this household is not there yet."""
        return self.of_cases.get(household, self.else_from)


def handed_by(process: Process) -> dict[RoleKey, frozenset[str]]:
    """Role of a school → the states that are its turn: with the first of them the case has come to it."""
    turns = {role: frozenset(one.key for one in process.states if role in one.owner) for role in AT_SCHOOL}
    return {role: states for role, states in turns.items() if states}


def withheld(process: Process) -> Withheld:
    """What the cases open now, or ended lately, say. One that was opened again begins anew, and so does a later case."""
    turns = handed_by(process)
    if not turns:
        return Withheld({}, frozenset())
    everybody = frozenset(turns)
    in_hand = Q(case__ended_at__isnull=True) | Q(case__ended_at__gt=clock.now() - STILL_SEEN)
    counts = {process.first}.union(*turns.values())
    steps = CaseEvent.objects.filter(in_hand, to_state__in=counts).order_by("case", "seq")
    found: dict[str, frozenset[RoleKey]] = {}
    for household, before, after in steps.values_list("case__household_code", "from_state", "to_state"):
        if after == process.first and before != after:
            found[household] = everybody
        came_to = {role for role, states in turns.items() if after in states}
        found[household] = found.get(household, everybody) - came_to
    return Withheld(found, everybody)
