"""Ask every child every question, household range by household range, and write one byte per answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow

from tsunagu.base.progress import Progress, Silent
from tsunagu.engines import Engine, open_engine, quoted_path
from tsunagu.indicators.compile import Deliveries, Households, Statements, compile_statements
from tsunagu.indicators.model import Indicator, Schema, questions_of
from tsunagu.indicators.walk import Children, in_household_order

CHILDREN_PER_RANGE = 250_000
"""Children asked in one statement: enough to be worth the statement, few enough to keep memory flat at any size of town."""
ROWS_PER_BATCH = 122_880
READING_MEMORY, WRITING_MEMORY = "1GB", "512MB"


class SealedTables(Protocol):
    """What evaluation needs of a snapshot; `tsunagu.mart.Snapshot` is one."""

    @property
    def as_of(self) -> date:
        """The day it shows."""

    def table_path(self, name: str) -> Path:
        """The Parquet file of a table."""


def evaluate(
    snapshot: SealedTables,
    indicators: Sequence[Indicator],
    schema: Schema,
    out: Path,
    *,
    children_per_range: int = CHILDREN_PER_RANGE,
    threads: int = 1,
    report: Progress | None = None,
) -> int:
    """Write `out` (Parquet: household_id, person_id, a UTINYINT per indicator; household order); the number of children.

    0 no, 1 yes, 10 and more: unknown, by the number of the reason. The same snapshot and indicators give the same bytes.
    """
    paths = {name: snapshot.table_path(name) for name in tables_asked(indicators)}
    folders = sorted({path.parent for path in paths.values()})
    reading = open_engine(folders, threads=threads, memory_limit=READING_MEMORY)
    writing = open_engine([out.parent], threads=1, memory_limit=WRITING_MEMORY)
    try:
        deliveries = read_deliveries(reading, paths["deliveries"])
        ranges = household_ranges(reading, paths["children"], children_per_range)
        statements = compile_statements(indicators, schema, paths, deliveries, snapshot.as_of)
        asking = _Asking(reading, statements, ranges, report or Silent())
        writing.register("children", asking.reader())
        try:
            copied = writing.execute(
                f"COPY ({statements.answers}) TO {quoted_path(out)} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
        except duckdb.Error:
            # What stopped the asking (a wish to cancel, say) comes through the writer as an error of its own: tell the cause.
            if asking.stopped_by is not None:
                raise asking.stopped_by from None
            raise
    finally:
        writing.close()
        reading.close()
    return int(copied[0]) if copied else 0


def tables_asked(indicators: Sequence[Indicator]) -> list[str]:
    """Every snapshot table the indicators read, with those each evaluation needs, in alphabetical order."""
    asked = {question.table for indicator in indicators for question in questions_of(indicator.ask)}
    return sorted(asked | {"children", "deliveries", "kin"})


def read_deliveries(engine: Engine, path: Path) -> Deliveries:
    """Which parts of which source arrived."""
    parts: dict[str, set[str | None]] = {}
    for source, part in engine.execute(
        f"SELECT DISTINCT source, part FROM read_parquet({quoted_path(path)})"
    ).fetchall():
        parts.setdefault(source, set()).add(part)
    return {source: frozenset(found) for source, found in parts.items()}


def household_ranges(engine: Engine, children: Path, children_per_range: int) -> list[Households]:
    """Ranges of household_id that cover every child, each with about `children_per_range` of them; at least one range."""
    starts = [
        row[0]
        for row in engine.execute(
            f"""SELECT DISTINCT household_id FROM (
                SELECT household_id, row_number() OVER () AS place FROM read_parquet({quoted_path(children)}))
            WHERE (place - 1) % {children_per_range} = 0 ORDER BY 1"""
        ).fetchall()
    ][1:]
    bounds = [None, *starts, None]
    return list(zip(bounds[:-1], bounds[1:], strict=True))


class _Asking:
    """Range after range: the children with what the rows about them come to. Remembers what stopped it."""

    def __init__(self, engine: Engine, statements: Statements, ranges: Sequence[Households], report: Progress) -> None:
        self._engine, self._statements, self._ranges, self._report = engine, statements, ranges, report
        self.stopped_by: Exception | None = None

    def reader(self) -> pyarrow.RecordBatchReader:
        """A batch per range, in household order."""
        batches = self._batches()
        first = next(batches)
        return pyarrow.RecordBatchReader.from_batches(first.schema, chain([first], batches))

    def _batches(self) -> Iterator[pyarrow.RecordBatch]:
        try:
            for number, households in enumerate(self._ranges, start=1):
                yield self._beside_each_other(households)
                self._report.step(f"{number}/{len(self._ranges)}")
        except Exception as error:
            self.stopped_by = error
            raise

    def _beside_each_other(self, households: Households) -> pyarrow.RecordBatch:
        table = in_household_order(self._read(self._statements.children(households)))
        columns = {name: table.column(name) for name in table.column_names}
        children = Children(table)
        for walk in self._statements.walks:
            columns |= children.walk(self._read(self._statements.rows(walk, households)), walk)
        return pyarrow.table(columns).combine_chunks().to_batches(len(table) or 1)[0]

    def _read(self, sql: str) -> pyarrow.Table:
        return self._engine.execute(sql).to_arrow_reader(ROWS_PER_BATCH).read_all()
