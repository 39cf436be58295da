"""The numbers of the whole town: per type, by age, month over month, and which child stands in which type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.access import Field, Form, authorize
from tsunagu_web.reading import RunView, age_and_grade, month_label

BAR_WIDTH = 260
"""Width of the longest bar in the picture by age, in its own units."""


@dataclass(frozen=True)
class TypeRow:
    """One type this month, and the change from the month before (None: there is none)."""

    id: str
    label: str
    flagged: int
    not_flagged: int
    undeterminable: int
    outside: int
    change: int | None


def type_labels(run: RunView) -> dict[str, str]:
    """The types in the order of the criteria: id → label."""
    return {criterion["type"]: criterion["label"] for criterion in run.criteria}


def per_type(run: RunView, months: list[dict[str, Any]]) -> list[TypeRow]:
    """Table one."""
    before = months[-2]["per_type"] if len(months) > 1 else None
    rows = []
    for kind, label in type_labels(run).items():
        now = run.counts["per_type"][kind]
        change = now["flagged"] - before[kind]["flagged"] if before and kind in before else None
        rows.append(
            TypeRow(kind, label, now["flagged"], now["not_flagged"], now["undeterminable"], now["outside"], change)
        )
    return rows


@dataclass(frozen=True)
class AgeRow:
    """One age at the fiscal year's end, with the widths of its bar."""

    age: int
    children: int
    flagged: int
    flagged_width: float
    children_width: float


def by_age(run: RunView) -> list[AgeRow]:
    """Table two: children and flagged by age."""
    counts = sorted((int(age), row) for age, row in run.counts["by_age"].items())
    most = max((row["children"] for _, row in counts), default=0) or 1
    return [
        AgeRow(
            age,
            row["children"],
            row["flagged"],
            round(row["flagged"] / most * BAR_WIDTH, 1),
            round(row["children"] / most * BAR_WIDTH, 1),
        )
        for age, row in counts
    ]


@dataclass(frozen=True)
class MonthRow:
    """One month: children judged and flagged, and flagged per type in the order of the types."""

    label: str
    children: int
    flagged_any: int
    undeterminable: int
    flagged: list[int]


def by_month(run: RunView, months: list[dict[str, Any]]) -> list[MonthRow]:
    """Table four, newest first, at most thirteen months."""
    kinds = list(type_labels(run))
    return [
        MonthRow(
            month_label(row["as_of"]),
            row["children"],
            row["flagged_any"],
            row["undeterminable"],
            [row["per_type"].get(kind, {}).get("flagged", 0) for kind in kinds],
        )
        for row in reversed(months[-13:])
    ]


@dataclass(frozen=True)
class ChildRow:
    """One flagged child × the six types. A cell is (yes, no or unknown; points, None where only the band may be seen)."""

    code: str
    words: str
    cells: list[tuple[str, int | None]]
    total: int | None
    may_open: bool


ANSWERS = {"flagged": "yes", "not_flagged": "no", "undeterminable": "unknown", "outside": "outside"}


def child_row(run: RunView, user: Any, child: ServedChild, form: Form) -> ChildRow:
    """A row of table three for a person who sees the finding in `form`."""
    band = form is Form.BAND
    return ChildRow(
        child.child_code,
        age_and_grade(child.sex, child.age, child.grade),
        [
            (ANSWERS[child.state(position)], None if band or criterion.get("tree") else child.points[position])
            for position, criterion in enumerate(run.criteria)
        ],
        None if band else child.total_points,
        authorize(user, "child.look", run.case(child)).allowed,
    )


def own_flagged(run: RunView, user: Any) -> list[tuple[ServedChild, Form]]:
    """The flagged children among a person's own cases, for those whose right ends there."""
    found = []
    for child in run.children_of(sorted(run.listed_households)):
        decision = authorize(user, "child.look", run.case(child))
        if 1 in child.states and decision.allowed and Field.FINDING in decision.grants:
            found.append((child, decision.grants[Field.FINDING].form))
    return found
