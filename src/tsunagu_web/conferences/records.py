"""The records of one child at a meeting: by lane, the routine ones on one line, and the two sides that are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.base.missing import Missing
from tsunagu.serving import ServedChild
from tsunagu_web.access import RoleKey
from tsunagu_web.child.arrived import Arrived, arrived_by_lane
from tsunagu_web.child.facts import by_subject, hidden_lanes, visible_facts, withdrawn_lanes
from tsunagu_web.conferences.side_by_side import Answered, Concerns, Known, concerns_of
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import Telling

ROUTINE = "予防接種"
"""Records of which nearly every child has a dozen: at a meeting one line, and all of them unfolded."""
ROUTINE_TABLE = "vaccinations"


@dataclass(frozen=True)
class Routine:
    """The records of ROUTINE on one line. `facts`: newest first; `lacks`: items of the judgement that say what is not there, or
    that nobody knows, and only for who reads the items."""

    facts: list[dict[str, Any]]
    lacks: list[str]

    @property
    def words(self) -> str:
        """予防接種 9種類　MRの予防接種の記録がない."""
        return "　".join([f"{ROUTINE} {len(self.facts)}種類", *self.lacks])


@dataclass(frozen=True)
class MeetingSubject:
    """One lane: its facts, newest first, and the routine ones by themselves (None where there is none, and nothing lacks).
    `in_doubt`: how many more there were, whose record may be somebody else's."""

    lane: str
    facts: list[dict[str, Any]]
    arrived: Arrived
    routine: Routine | None
    in_doubt: int


@dataclass(frozen=True)
class MeetingRecords:
    """All lanes the readers may see, and of these what stands side by side."""

    subjects: list[MeetingSubject]
    sides: list[Concerns]

    @property
    def count(self) -> int:
        """How many records there are, the routine ones too."""
        return sum(len(one.facts) + len(one.routine.facts if one.routine else ()) for one in self.subjects)

    def stands_aside(self, fact: Mapping[str, Any]) -> bool:
        """Whether a fact stands on one of the two sides already."""
        return any(one is fact for side in self.sides for line in side.lines for one in line.facts)


def records_of(
    run: RunView,
    child: ServedChild,
    records: Mapping[str, Any],
    telling: Telling,
    *,
    reads_items: bool,
    roles: Sequence[RoleKey],
    answered: Sequence[Answered],
) -> MeetingRecords:
    """`records`: of the classes granted; `roles`: under which everybody reads; `answered`: the sheets about the child."""
    grants = telling.grants
    kinds = {kind["label"]: kind["lane"] for kind in run.fact_kinds}
    lacks = _lacks(run, child, telling) if reads_items else []
    facts, doubted = visible_facts(records, grants, telling.inside), withdrawn_lanes(records, grants)
    told = []
    for one in by_subject(facts, arrived_by_lane(run.fact_kinds), hidden_lanes(grants)):
        routine = [fact for fact in one.facts if fact["label"] == ROUTINE]
        others = [fact for fact in one.facts if fact["label"] != ROUTINE]
        shown = Routine(routine, lacks) if (routine or lacks) and kinds.get(ROUTINE) == one.lane else None
        told.append(MeetingSubject(one.lane, others, one.arrived, shown, doubted.get(one.lane, 0)))
    sides = concerns_of(Known(facts, doubted, run.fact_kinds, grants, roles, answered))
    return MeetingRecords(told, sides)


def _lacks(run: RunView, child: ServedChild, telling: Telling) -> list[str]:
    """What the items that ask for ROUTINE say: one that is so, and one of which nobody knows, with the reason."""
    said = []
    for place, indicator in enumerate(run.indicators):
        asks = indicator.get("tables") == [ROUTINE_TABLE] and not telling.item(indicator)
        if asks and (answer := child.answer(place)) != "no":
            unknown = f"かどうかは、わからない（{Missing(child.answers[place]).label}）" if answer == "unknown" else ""
            said.append(indicator["short"] + unknown)
    return said
