"""What is measured of a month: rows, empty cells and values of every file used, and how many children are flagged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from tsunagu.catalog import Column, Pack, Source
from tsunagu.engines import Engine, quoted_name, quoted_path
from tsunagu.intake import Load

MOST_VALUES = 60
"""A code column with more values is no list of choices; its values are not compared."""
LISTED = ("code", "flag")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnMeasures(_Frozen):
    """One column of a table: cells, empty ones, and of a column of choices how often each value occurs."""

    cells: int
    empty: int
    values: dict[str, int] = {}


class SourceMeasures(_Frozen):
    """One file in use: `rows` as accepted, per distinct value of the declared column where there is one (months of a year)."""

    rows: float
    rows_in: int
    rows_refused: int
    columns: dict[str, ColumnMeasures]
    """By `table.column`."""


class Measures(_Frozen):
    """One month. `sources` by `source` or `source/part`; `flagged` and `undeterminable` by type of hardship."""

    sources: dict[str, SourceMeasures]
    children: int
    flagged: dict[str, int]
    undeterminable: dict[str, int]


def name_of(load: Load) -> str:
    """What a file is compared under from month to month."""
    return f"{load.source}/{load.part}" if load.part else load.source


def measure_load(engine: Engine, pack: Pack, home: Path, load: Load) -> SourceMeasures:
    """Measure one file. The engine must be open on the home."""
    source = pack.sources[load.source]
    columns: dict[str, ColumnMeasures] = {}
    for name in load.tables:
        path = load.table_path(home, name)
        if name in pack.tables and path.is_file():
            columns |= _columns(engine, name, _read_from(source, name, pack.tables[name].columns), path)
    return SourceMeasures(
        rows=load.rows_accepted / _spread(engine, source, home, load),
        rows_in=load.rows_in,
        rows_refused=load.rows_refused,
        columns=columns,
    )


def measure_findings(counts: dict[str, Any]) -> tuple[int, dict[str, int], dict[str, int]]:
    """Children, flagged and undeterminable by type, of a run's counts."""
    kinds = counts["per_type"]
    flagged = {kind: int(one["flagged"]) for kind, one in kinds.items()}
    undeterminable = {kind: int(one["undeterminable"]) for kind, one in kinds.items()}
    return int(counts["children"]), flagged, undeterminable


def _read_from(source: Source, table: str, columns: dict[str, Column]) -> dict[str, Column]:
    """The columns of a table that this source's cells become; constants do not drift."""
    fed = {target for column in source.columns for target in column.to}
    return {name: column for name, column in columns.items() if f"{table}.{name}" in fed}


def _columns(engine: Engine, table: str, columns: dict[str, Column], path: Path) -> dict[str, ColumnMeasures]:
    place = f"read_parquet({quoted_path(path)})"
    there = {row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM {place}").fetchall()}
    wanted = [name for name in columns if name in there]
    if not wanted:
        return {}
    asked = ", ".join(f"count({quoted_name(name)})" for name in wanted)
    counted = engine.execute(f"SELECT count(*), {asked} FROM {place}").fetchone() or (0, *[0] * len(wanted))
    found = {}
    for name, filled in zip(wanted, counted[1:], strict=True):
        values = _values(engine, place, name) if columns[name].type in LISTED else {}
        found[f"{table}.{name}"] = ColumnMeasures(cells=counted[0], empty=counted[0] - filled, values=values)
    return found


def _values(engine: Engine, place: str, name: str) -> dict[str, int]:
    rows = engine.execute(
        f"SELECT CAST({quoted_name(name)} AS VARCHAR) AS value, count(*) FROM {place} "
        f"WHERE {quoted_name(name)} IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT {MOST_VALUES + 1}"
    ).fetchall()
    return dict(rows) if len(rows) <= MOST_VALUES else {}


def _spread(engine: Engine, source: Source, home: Path, load: Load) -> int:
    """How many months (or whatever the declared column holds) the rows of a growing file spread over; 1 without one."""
    if source.drift.per is None:
        return 1
    table, _, column = source.drift.per.partition(".")
    path = load.table_path(home, table)
    if not path.is_file():
        return 1
    found = engine.execute(f"SELECT count(DISTINCT {quoted_name(column)}) FROM read_parquet({quoted_path(path)})")
    row = found.fetchone()
    return max(int(row[0]) if row else 1, 1)
