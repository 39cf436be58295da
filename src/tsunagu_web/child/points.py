"""点数のうつりかわり: points per type and 総ポイント数 by month, as a line and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu_web.reading import month_label

LEFT, WIDTH, TOP, FLOOR = 30, 360, 27, 92
MONTHS = 13
NOT_JUDGED = "情報不足"
STEP_MOST = 90
"""Two months stand side by side, not at both ends of the picture."""


@dataclass(frozen=True)
class Point:
    """A month's 総ポイント数 and its place in the picture."""

    x: float
    y: float
    total: int
    month: str


@dataclass(frozen=True)
class Course:
    """The months, oldest first. `rows`: label, what each month says — the types that ever had points or could not be judged,
    then the total."""

    points: list[Point]
    months: list[str]
    rows: list[tuple[str, list[int | str]]]

    @property
    def is_line(self) -> bool:
        """One month has no course yet, and a line along the floor says nothing the table does not."""
        return not self.is_first_month and any(point.total for point in self.points)

    @property
    def is_first_month(self) -> bool:
        """The child was never judged before."""
        return len(self.points) == 1

    @property
    def line(self) -> str:
        """For <polyline points>."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def spoken(self) -> str:
        """The picture in words."""
        return "総ポイント数 " + "、".join(f"{point.month}{point.total}" for point in self.points)


def course(history: list[dict[str, Any]], labels: dict[str, str]) -> Course:
    """The last thirteen months of a child's points. `labels`: type id → label, in the order to show."""
    months = history[-MONTHS:]
    most = max((row["total"] for row in months), default=0) or 1
    step = min(WIDTH / max(len(months) - 1, 1), STEP_MOST)
    points = [
        Point(
            round(LEFT + step * place, 1),
            round(FLOOR - (FLOOR - TOP) * row["total"] / most, 1),
            row["total"],
            f"{int(row['as_of'][5:7])}月",
        )
        for place, row in enumerate(months)
    ]
    rows: list[tuple[str, list[int | str]]] = [
        (label, [NOT_JUDGED if kind in row.get("unknown", {}) else row["points"].get(kind, 0) for row in months])
        for kind, label in labels.items()
    ]
    rows = [(label, told) for label, told in rows if any(told)]
    rows.append(("総ポイント数", [row["total"] for row in months]))
    return Course(points, [month_label(row["as_of"]) for row in months], rows)
