"""Rows of loads as relations: one SELECT per file, every declared column there, barred ones empty."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tsunagu.base.dates import fiscal_year_of, month_end
from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, SQL_TYPES, Table
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text
from tsunagu.intake import Load
from tsunagu.mart.inputs import Barred

ROWS_PER_LOAD = 1 << 32


def declared_columns(table: Table) -> dict[str, str]:
    """SQL type of every column a typed load of `table` has, reasons for missing (`<column>__why`) included."""
    columns: dict[str, str] = {}
    for name, column in table.columns.items():
        columns[name] = SQL_TYPES[column.type]
        if column.type in ANSWER_TYPES:
            columns[f"{name}__why"] = "UTINYINT"
    return columns


def known_on_sql(table: Table) -> str:
    """SQL: the day a row was known, in terms of its columns and delivered_on. Never NULL."""
    if table.known_on == "delivery":
        return "delivered_on"
    if table.known_on == "month_end":
        return f"coalesce(last_day({table.start}), delivered_on)"
    return f"coalesce({table.known_on}, delivered_on)"


def known_filter(table: Table, as_of: date) -> str:
    """SQL condition: the row was known on the day. What came to be known later never changes a snapshot."""
    return f"{known_on_sql(table)} <= DATE {quoted_text(as_of.isoformat())}"


def no_rows(table: Table) -> str:
    """SQL of no row with every column of known_<table> but known_on."""
    columns = {
        "row_id": "BIGINT",
        "source": "source_name",
        "load_id": "load_name",
        "part": "VARCHAR",
        "file": "file_name",
        "sheet": "VARCHAR",
        "line": "INTEGER",
        "delivered_on": "DATE",
        "tells_of": "DATE",
        "load_year": "INTEGER",
        **declared_columns(table),
    }
    listed = ", ".join(f"NULL::{kind} AS {quoted_name(name)}" for name, kind in columns.items())
    return f"SELECT {listed} WHERE FALSE"


def rows_of(engine: Engine, table: Table, path: Path, load: Load, ordinal: int, barred: Barred) -> str:
    """SQL of the rows of one load. `ordinal`: its place among the loads, from which row_id follows."""
    present = {row[0] for row in engine.execute(f"SELECT name FROM parquet_schema({quoted_path(path)})").fetchall()}
    listed = ", ".join(
        column_of(table, load.source, name, barred)
        for name in (*declared_columns(table), "sheet", "line")
        if name in present
    )
    year, month = (int(part) for part in load.period.split("-")[:2])
    tells_of = min(month_end(date(year, month, 1)), load.received_on).isoformat()
    part = quoted_text(load.part) if load.part else "NULL"
    return (
        f"SELECT {ordinal * ROWS_PER_LOAD} + file_row_number AS row_id, {quoted_text(load.source)}::source_name AS source,"
        f" {quoted_text(load.load_id)}::load_name AS load_id, {part} AS part, {quoted_text(load.file_name)}::file_name AS file,"
        f" DATE {quoted_text(load.received_on.isoformat())} AS delivered_on, DATE {quoted_text(tells_of)} AS tells_of,"
        f" {fiscal_year_of(date(year, month, 1))} AS load_year,"
        f" {listed} FROM read_parquet({quoted_path(path)}, file_row_number = true)"
    )


def column_of(table: Table, source: str, name: str, barred: Barred) -> str:
    """SQL of one column of a load; a barred one is empty, and empty because it did not lawfully arrive."""
    target = f"{table.table}.{name.removesuffix('__why')}"
    if (source, target) not in barred.columns:
        return quoted_name(name)
    empty = str(int(Missing.NOT_DELIVERED)) if name.endswith("__why") else "NULL"
    return f"{empty}::{declared_columns(table)[name]} AS {quoted_name(name)}"
