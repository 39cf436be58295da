"""Two months side by side: what differs by more than is declared, and by more than small numbers do by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from tsunagu.catalog import DriftLimits, Pack
from tsunagu.drift.measure import ColumnMeasures, Measures, SourceMeasures

STANDARD_ERRORS = 4.0
"""Below so many standard errors a difference is too small to say anything: a file of nine rows may have twelve next month."""
SEEN_OFTEN = 25
"""A value that should have occurred so often and did not is gone; one that never occurred and does so often is new."""

Kind = Literal["rows", "refused", "empty", "value", "new_value", "lost_value", "flagged", "undeterminable"]


@dataclass(frozen=True)
class Breach:
    """One difference a person must look at. `subject`: the file as compared (`source/part`) or the type of hardship."""

    kind: Kind
    subject: str
    column: str
    value: str
    before: float
    now: float
    limit: float


def breaches_of(now: Measures, before: Measures, pack: Pack) -> list[Breach]:
    """Every breach, files in the order of the pack, then findings. What was not there last month has nothing to drift from."""
    found: list[Breach] = []
    order = list(pack.sources)
    for name in sorted(now.sources, key=lambda name: (order.index(name.partition("/")[0]), name)):
        source = pack.sources[name.partition("/")[0]]
        if name in before.sources and source.expected.months and source.drift.watched:
            found += _of_source(name, now.sources[name], before.sources[name], source.drift)
    return found + [*_of_findings(now, before, pack.layers.declaration.drift_of_flags)]


def _of_source(name: str, now: SourceMeasures, before: SourceMeasures, limits: DriftLimits) -> Iterator[Breach]:
    if _counts_differ(now.rows, before.rows, limits.rows):
        yield Breach("rows", name, "", "", before.rows, now.rows, limits.rows)
    if _shares_differ(now.rows_refused, now.rows_in, before.rows_refused, before.rows_in, limits.empty):
        shares = (_share(before.rows_refused, before.rows_in), _share(now.rows_refused, now.rows_in))
        yield Breach("refused", name, "", "", *shares, limits.empty)
    for column, measured in now.columns.items():
        if column in before.columns and column not in limits.unwatched:
            yield from _of_column(name, column, measured, before.columns[column], limits)


def _of_column(
    name: str, column: str, now: ColumnMeasures, before: ColumnMeasures, limits: DriftLimits
) -> Iterator[Breach]:
    if _shares_differ(now.empty, now.cells, before.empty, before.cells, limits.empty):
        shares = (_share(before.empty, before.cells), _share(now.empty, now.cells))
        yield Breach("empty", name, column, "", *shares, limits.empty)
    filled, filled_before = now.cells - now.empty, before.cells - before.empty
    if not filled or not filled_before:
        return
    for value in sorted(now.values.keys() | before.values.keys()):
        seen, seen_before = now.values.get(value, 0), before.values.get(value, 0)
        shares = (seen_before / filled_before, seen / filled)
        if not seen and shares[0] * filled >= SEEN_OFTEN:
            yield Breach("lost_value", name, column, value, *shares, limits.values)
        elif not seen_before and shares[1] * filled_before >= SEEN_OFTEN:
            yield Breach("new_value", name, column, value, *shares, limits.values)
        elif _shares_differ(seen, filled, seen_before, filled_before, limits.values):
            yield Breach("value", name, column, value, *shares, limits.values)


def _of_findings(now: Measures, before: Measures, limit: float) -> Iterator[Breach]:
    for kind in ("flagged", "undeterminable"):
        counted, counted_before = getattr(now, kind), getattr(before, kind)
        for hardship in counted:
            if hardship not in counted_before or not now.children or not before.children:
                continue
            shares = (counted_before[hardship] / before.children, counted[hardship] / now.children)
            apart = _apart(counted[hardship], now.children, counted_before[hardship], before.children)
            if apart and abs(shares[1] - shares[0]) > limit * shares[0]:
                yield Breach(kind, hardship, "", "", *shares, limit)


def _counts_differ(now: float, before: float, limit: float) -> bool:
    """By more than `limit` of last month's, and by more than counts of this size do by themselves."""
    difference = abs(now - before)
    return difference > limit * before and difference > STANDARD_ERRORS * sqrt(now + before)


def _shares_differ(part: int, whole: int, part_before: int, whole_before: int, limit: float) -> bool:
    """By more than `limit` (of one), and by more than shares of so few do by themselves."""
    if not whole or not whole_before:
        return False
    difference = abs(part / whole - part_before / whole_before)
    return difference > limit and _apart(part, whole, part_before, whole_before)


def _apart(part: int, whole: int, part_before: int, whole_before: int) -> bool:
    pooled = (part + part_before) / (whole + whole_before)
    error = sqrt(pooled * (1 - pooled) * (1 / whole + 1 / whole_before))
    return abs(part / whole - part_before / whole_before) > STANDARD_ERRORS * error


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
