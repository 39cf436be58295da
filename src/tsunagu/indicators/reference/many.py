"""Many rows: drawn together to what they can mean at least and at most, and compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from math import inf
from typing import Any

from tsunagu.indicators.model import Aggregate, Comparison, Question
from tsunagu.indicators.reference.rows import both, empty_cells, in_period, meets, why_empty
from tsunagu.indicators.reference.world import Row, Verdict, World

Drawn = tuple[Any, Any, list[int]]
"""(lowest, highest) value the rows can mean, and the reasons of what is not known. No value at all: (None, None)."""


def draw_together(question: Question, considered: list[Row], child: Row, world: World) -> Drawn:
    certain: list[Row] = []
    possible: list[Row] = []
    reasons: list[int] = []
    for row in considered:
        verdict = both(
            meets(question.where, row, world.as_of),
            in_period(question.period, row, child, world, question.table),
        )
        if verdict is False:
            continue
        possible.append(row)
        if verdict is True:
            certain.append(row)
        else:
            reasons.extend(empty_cells(row, question, world))
    if question.aggregate.kind in ("any", "count"):
        return len(certain), len(possible), reasons
    draw: Callable[..., Drawn] = {
        "count_distinct": _distinct, "sum": _sum, "max": _greatest, "min": _least, "latest": _latest,
    }[question.aggregate.kind]  # fmt: skip
    return draw(question, certain, possible, reasons, world)


def _with_empty_values(aggregate: Aggregate, rows: list[Row], reasons: list[int]) -> list[int]:
    assert aggregate.column is not None
    return reasons + [why_empty(row, aggregate.column) for row in rows if row[aggregate.column] is None]


def _values(aggregate: Aggregate, rows: list[Row]) -> list[Any]:
    assert aggregate.column is not None
    return [row[aggregate.column] for row in rows if row[aggregate.column] is not None]


def _distinct(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    aggregate = question.aggregate
    known = set(_values(aggregate, possible))
    unnamed = len(possible) - len(_values(aggregate, possible))
    reasons = _with_empty_values(aggregate, possible, reasons)
    return len(set(_values(aggregate, certain))), len(known) + unnamed, reasons


def _sum(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    """Decimals are added exactly, to four places, so that the order of rows never matters."""
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    total = sum(round(value * 10_000) for value in _values(question.aggregate, certain)) / 10_000
    return total, inf if reasons else total, reasons


def _greatest(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    known = _values(question.aggregate, certain)
    if not known and not reasons:
        return None, None, reasons
    low = max(known, default=-inf)
    return low, inf if reasons else low, reasons


def _least(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    known = _values(question.aggregate, certain)
    if not known and not reasons:
        return None, None, reasons
    high = min(known, default=inf)
    return -inf if reasons else high, high, reasons


def _latest(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    """Value of the last row by date; of several, the greatest source, line, file, sheet, load and person."""
    if not possible:
        return None, None, reasons
    if reasons:
        return None, None, reasons
    period = question.period
    column = (period.on if period else None) or world.schema.tables[question.table].start
    assert column is not None

    def place(row: Row) -> tuple[Any, ...]:
        names = ("file", "sheet", "load_id")
        texts = tuple(row.get(name) or "" for name in names)
        return row[column] or date.min, row["source"], row["line"], *texts, row["person_id"]

    last = max(possible, key=place)
    value = last[question.aggregate.column or ""]
    if value is None:
        return None, None, [why_empty(last, question.aggregate.column or "")]
    return value, value, reasons


def open_up(kind: str, low: Any, high: Any) -> tuple[Any, Any]:
    """What has not arrived could raise every count, sum and maximum, and lower every minimum."""
    if kind == "latest":
        return low, high
    if kind == "min":
        return -inf, inf if high is None else high
    return (-inf if low is None else low), inf


def compare(question: Question, low: Any, high: Any, reasons: list[int]) -> Verdict:
    kind = question.aggregate.kind
    if low is None:
        return None if reasons else False
    comparison = Comparison(at_least=1) if kind == "any" else question.compare
    assert comparison is not None
    if comparison.form == "is":
        return bool(low == comparison.is_)
    if comparison.form == "in":
        assert comparison.in_ is not None
        return low in comparison.in_
    return _compare_interval(comparison, low, high)


def _compare_interval(comparison: Comparison, low: float, high: float) -> Verdict:
    form, number = comparison.form, comparison.number
    if form == "equals":
        if low == high == number:
            return True
        return False if number < low or high < number else None
    holds_at_low = _holds(form, low, number)
    holds_at_high = _holds(form, high, number)
    return holds_at_low if holds_at_low == holds_at_high else None


def _holds(form: str, value: float, number: float) -> bool:
    if form == "at_least":
        return value >= number
    if form == "more_than":
        return value > number
    if form == "at_most":
        return value <= number
    return value < number
