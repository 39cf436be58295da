"""The arithmetic of 一覧から支援まで: every child once, at the furthest step, whatever way it went. Plain data in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu_web.dashboards.histories import Entry


@dataclass(frozen=True)
class ChildLine:
    """One child of the year: by its first entry, with the steps it reached in all of them."""

    child: str
    household: str
    day: date
    run_id: str | None
    reached: frozenset[str]

    @property
    def month(self) -> str:
        """2026-10."""
        return f"{self.day:%Y-%m}"


@dataclass(frozen=True)
class StepCount:
    """One step. `children`, `households`: passed through it; `stay`: children whose furthest step it is; `past`: children
    further on who never passed through it (危険 leaves the order, and not every step is for everybody)."""

    key: str
    label: str
    children: int
    households: int
    stay: int
    past: int


def once(found: Iterable[Entry]) -> list[ChildLine]:
    """Each child once, however many cases it had: in the month of the first."""
    lines: dict[str, ChildLine] = {}
    for entry in sorted(found, key=lambda one: one.day):
        before = lines.get(entry.child)
        lines[entry.child] = ChildLine(
            entry.child,
            before.household if before else entry.household,
            before.day if before else entry.day,
            (before.run_id if before else None) or entry.run_id,
            entry.reached | (before.reached if before else frozenset()),
        )
    return list(lines.values())


def furthest(line: ChildLine, order: Sequence[str]) -> int:
    """Place of the furthest step reached; -1 for none yet."""
    return max((place for place, key in enumerate(order) if key in line.reached), default=-1)


def count_steps(lines: Sequence[ChildLine], steps: Sequence[tuple[str, str]]) -> list[StepCount]:
    """The funnel of some children. `steps`: key and label in their order."""
    order = [key for key, _ in steps]
    places = [(line, furthest(line, order)) for line in lines]
    found = []
    for place, (key, label) in enumerate(steps):
        here = [line for line, _ in places if key in line.reached]
        found.append(
            StepCount(
                key,
                label,
                len(here),
                len({line.household for line in here}),
                sum(far == place for _, far in places),
                sum(far > place and key not in line.reached for line, far in places),
            )
        )
    return found


def not_begun(lines: Sequence[ChildLine], steps: Sequence[tuple[str, str]]) -> int:
    """Children whose case is open and who came to no step yet."""
    order = [key for key, _ in steps]
    return sum(furthest(line, order) < 0 for line in lines)


@dataclass(frozen=True)
class Group:
    """Some of the children, and how many of them passed through each step."""

    label: str
    children: int
    households: int
    reached: list[int]


def grouped(
    lines: Sequence[ChildLine],
    steps: Sequence[tuple[str, str]],
    labels: Iterable[tuple[str, str]],
    kinds_of: Callable[[ChildLine], Iterable[str]],
) -> list[Group]:
    """A row for each of `labels` (key and words) in their order; a child stands in every group it belongs to."""
    found = []
    for key, label in labels:
        some = [line for line in lines if key in kinds_of(line)]
        steps_of = [step.children for step in count_steps(some, steps)]
        found.append(Group(label, len(some), len({line.household for line in some}), steps_of))
    return found
