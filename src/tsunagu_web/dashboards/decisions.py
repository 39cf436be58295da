"""決定の内訳: what meetings decided of the children of a year, and whether the judgement was right of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tsunagu_web.conferences.change import newest_decisions
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.dashboards.counting import ChildLine

UNDECIDED = "まだ決めていない"


@dataclass(frozen=True)
class DecisionCount:
    """Children of whom this was decided last, and their households."""

    label: str
    children: int
    households: int


@dataclass(frozen=True)
class CheckCount:
    """正否確認 of one type. `checked`: children of whom people were asked whether it is so; the three answers add up to it.
    `found`: children in whom people found the type though the judgement had not reached it."""

    label: str
    checked: int
    right: int
    wrong: int
    unknown: int
    found: int


def decided_of(lines: Iterable[ChildLine]) -> dict[str, ChildDecision]:
    """Child → the newest decision since it came; none for a child that was decided upon only before."""
    day = {line.child: line.day for line in lines}
    return {child: row for child, row in newest_decisions(day).items() if row.decided_on >= day[child]}


def decision_counts(lines: Sequence[ChildLine], decided: Mapping[str, ChildDecision]) -> list[DecisionCount]:
    """The four decisions, and the children nobody has decided upon: together every child once."""
    said = {line: decided[line.child].decision if line.child in decided else UNDECIDED for line in lines}
    found = []
    for label in (*(one for one, _ in ChildDecision.DECISIONS), UNDECIDED):
        some = [line for line, decision in said.items() if decision == label]
        found.append(DecisionCount(label, len(some), len({line.household for line in some})))
    return found


def check_counts(labels: Mapping[str, str], decided: Mapping[str, ChildDecision]) -> list[CheckCount]:
    """The types of which something was said, in the order of `labels` (key of the type → words)."""
    found = []
    for key, label in labels.items():
        said = [row.checks[key] for row in decided.values() if key in row.checks]
        beside = sum(key in row.found for row in decided.values())
        if said or beside:
            answers = (said.count("right"), said.count("wrong"), said.count("unknown"))
            found.append(CheckCount(label, len(said), *answers, beside))
    return found
