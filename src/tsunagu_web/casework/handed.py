"""学校へ渡したか: to whom of a school a case has come. Until then it is not there for them, like one that does not exist.

Only where the 進め方 gives a school's people a turn of their own; elsewhere nothing is handed over and nothing withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from tsunagu_web.access import RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.casework.models import Case, CaseEvent
from tsunagu_web.casework.moving import STILL_SEEN
from tsunagu_web.casework.process import Process

AT_SCHOOL = frozenset({RoleKey.PRINCIPAL, RoleKey.SSW})
"""Who of a school may have a turn."""


@dataclass(frozen=True)
class Withheld:
    """From which roles cases are withheld. `newest`: household → its newest case; `else_from`: from whom any other one is."""

    of_cases: Mapping[int, frozenset[RoleKey]]
    newest: Mapping[str, int]
    else_from: frozenset[RoleKey]

    def of(self, household: str) -> frozenset[RoleKey]:
        """The roles for which this household is not there yet: those its newest case has not come to."""
        return self.of_cases.get(self.newest.get(household, 0), self.else_from)

    def of_case(self, case: Case) -> frozenset[RoleKey]:
        """The roles for which this case is not there: it has not come to them, or a later one of the household has not."""
        return self.of(case.household_code) | self.of_cases.get(case.pk, self.else_from)


def handed_by(process: Process) -> dict[RoleKey, frozenset[str]]:
    """Role of a school → the states that are its turn: with the first of them the case has come to it."""
    turns = {role: frozenset(one.key for one in process.states if role in one.owner) for role in AT_SCHOOL}
    return {role: states for role, states in turns.items() if states}


def withheld(process: Process) -> Withheld:
    """What the cases open now, or ended lately, say. One that was opened again begins anew, and so does a later case."""
    turns = handed_by(process)
    if not turns:
        return Withheld({}, {}, frozenset())
    everybody = frozenset(turns)
    in_hand = Q(case__ended_at__isnull=True) | Q(case__ended_at__gt=clock.now() - STILL_SEEN)
    # A case need not begin in the first state: one of a household that is supported already begins where support stands.
    begins = {"", *(one.key for one in process.states if one.ended)}
    counts = Q(from_state__in=begins) | Q(to_state__in={process.first}.union(*turns.values()))
    steps = CaseEvent.objects.filter(in_hand, counts).order_by("case_id", "seq")
    found: dict[int, frozenset[RoleKey]] = {}
    newest: dict[str, int] = {}
    for case, household, before, after in steps.values_list(
        "case_id", "case__household_code", "from_state", "to_state"
    ):
        if before != after and (before in begins or after == process.first):
            found[case] = everybody
        came_to = {role for role, states in turns.items() if after in states}
        found[case] = found.get(case, everybody) - came_to
        newest[household] = case
    return Withheld(found, newest, everybody)
