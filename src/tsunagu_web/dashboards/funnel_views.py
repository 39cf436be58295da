"""一覧から支援まで: how many children of a fiscal year came how far, for those who may open every case that is counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Scope
from tsunagu_web.accounts import clock
from tsunagu_web.casework.process import current_process
from tsunagu_web.dashboards.counting import ChildLine, StepCount, count_steps, grouped, not_begun
from tsunagu_web.dashboards.decisions import check_counts, decided_of, decision_counts
from tsunagu_web.dashboards.declared import current_effects
from tsunagu_web.dashboards.runs import KNOWN_LABELS, WITHOUT_TYPE, Standing
from tsunagu_web.dashboards.years import Year, lines_of, year_asked
from tsunagu_web.overview.tables import type_labels
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

BAR, LABELS, ROW = 380, 250, 30
"""The picture: its longest bar, the room for labels, the height of a row."""


@dataclass(frozen=True)
class Bar:
    """One bar of the picture, drawn from the same count as the table's row: who passed through, and who is further on without."""

    step: StepCount
    y: int
    text_y: int
    width: float
    past_x: float
    past_width: float


@dataclass(frozen=True)
class MonthRow:
    """One month: what the run judged (None where no run of it is known, or the reach is not the whole town), and how far its
    children came."""

    month: str
    run_id: str
    judged: int | None
    flagged: int | None
    children: int
    households: int
    reached: list[int]


@with_run
def funnel(request: HttpRequest, run: RunView) -> HttpResponse:
    """The fiscal year asked for, else that of the run."""
    declared = current_process().funnel
    year = year_asked(run, request.GET.get("year", ""))
    context: dict[str, Any] = {
        "run": run,
        "show_counts": True,
        "year": year,
        "day": clock.today(),
        "declared": declared,
    }
    context["effects"] = current_effects()
    if declared is None:
        return show(request, "dashboards/funnel.html", context)
    steps = [(step.key, step.label) for step in declared.steps]
    lines = lines_of(run, request.user, year, declared.steps)
    standing = Standing(run, lines, declared.known_before)
    rows, decided = count_steps(lines, steps), decided_of(lines)
    whole_town = request.decision.grants[Field.NAME].scope is not Scope.SCHOOL_CASES  # type: ignore[attr-defined]
    types = [(key, label) for key, label in (*type_labels(run).items(), *WITHOUT_TYPE)]
    context |= {
        "steps": declared.steps,
        "rows": rows,
        "bars": _bars(rows, len(lines)),
        "height": ROW * len(rows) + 8,
        "bar": BAR,
        "left": LABELS,
        "whole": LABELS + BAR + 60,
        "children": len(lines),
        "households": len({line.household for line in lines}),
        "not_begun": not_begun(lines, steps),
        "decided": len(decided),
        "decisions": decision_counts(lines, decided),
        "checks": check_counts(type_labels(run), decided),
        "whole_town": whole_town,
        "types": [row for row in grouped(lines, steps, types, lambda one: standing.types[one.child]) if row.children],
        "known": grouped(lines, steps, KNOWN_LABELS, lambda one: (standing.known[one.child],)),
        "kinds": declared.known_before,
        "months": _months(run, lines, steps, year, whole_town),
    }
    return show(request, "dashboards/funnel.html", context)


def _bars(rows: list[StepCount], whole: int) -> list[Bar]:
    unit = BAR / (whole or 1)
    return [
        Bar(
            row,
            place * ROW + 6,
            place * ROW + 23,
            round(row.children * unit, 1),
            round(LABELS + row.children * unit, 1),
            round(row.past * unit, 1),
        )
        for place, row in enumerate(rows)
    ]


def _months(
    run: RunView, lines: list[ChildLine], steps: list[tuple[str, str]], year: Year, whole_town: bool
) -> list[MonthRow]:
    """The months of the year with a run or a child, oldest first."""
    judged = {
        row["as_of"][:7]: row for row in run.serving.meta("months") if year.holds(date.fromisoformat(row["as_of"]))
    }
    found = []
    for month in sorted({*judged, *(line.month for line in lines)}):
        some, told = [line for line in lines if line.month == month], judged.get(month)
        counts = told if whole_town else None
        found.append(
            MonthRow(
                month,
                told["run_id"] if told else "",
                counts["children"] if counts else None,
                counts["flagged_any"] if counts else None,
                len(some),
                len({line.household for line in some}),
                [step.children for step in count_steps(some, steps)],
            )
        )
    return found
