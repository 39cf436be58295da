"""The rows of the chosen deliveries that were known on the day, one relation per standard table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tsunagu.catalog import Source, Table
from tsunagu.engines import Engine, quoted_text
from tsunagu.intake import Load
from tsunagu.mart.entered_values import lay_entries_over, make_laid_over
from tsunagu.mart.inputs import NOTHING_BARRED, Barred
from tsunagu.mart.rows_of_loads import declared_columns, known_filter, known_on_sql, no_rows, rows_of

__all__ = ["declared_columns", "known_filter", "known_on_sql", "make_known_rows"]

NO_SOURCES: Mapping[str, Source] = {}


def make_known_rows(
    engine: Engine,
    tables: Mapping[str, Table],
    home: Path,
    chosen: Sequence[Load],
    held: Sequence[Load],
    as_of: date,
    barred: Barred = NOTHING_BARRED,
    sources: Mapping[str, Source] = NO_SOURCES,
) -> None:
    """Create view known_<table> for every table (columns as identity.rows describes), and from all held known_roster
    and known_registers: the registers of residents of every month, by which former households are known.

    What people entered on the pages lies over the files' rows; `sources` say by which key a row is known again.
    """
    _name_deliveries(engine, held)
    filed = [load for load in chosen if not load.entered]
    entered = [load for load in chosen if load.entered and load.source in sources]
    make_laid_over(engine)
    for name, table in tables.items():
        over = [load for load in entered if name in load.tables]
        _make_view(engine, f"filed_{name}" if over else f"known_{name}", table, home, filed, as_of, barred)
        if over:
            lay_entries_over(engine, table, home, over, filed, sources, as_of, barred)
    _make_view(engine, "known_roster", tables["attendance"], home, _of_files(held), as_of, barred)
    _make_view(engine, "known_registers", tables["residents"], home, _of_files(held), as_of, barred)


def _of_files(held: Sequence[Load]) -> list[Load]:
    return [load for load in held if not load.entered]


def _name_deliveries(engine: Engine, held: Sequence[Load]) -> None:
    """Sources, loads and files as enumerations: a million rows carry a small number instead of a long name."""
    for kind, names in {
        "source_name": {load.source for load in held},
        "load_name": {load.load_id for load in held},
        "file_name": {load.file_name for load in held},
    }.items():
        engine.execute(f"CREATE TYPE {kind} AS ENUM ({', '.join(quoted_text(name) for name in sorted(names))})")


def _make_view(
    engine: Engine, view: str, table: Table, home: Path, loads: Sequence[Load], as_of: date, barred: Barred
) -> None:
    selects = [no_rows(table)]
    for ordinal, load in enumerate(loads):
        path = load.table_path(home, table.table)
        if path.is_file():
            selects.append(rows_of(engine, table, path, load, ordinal, barred))
    every = " UNION ALL BY NAME ".join(selects)
    engine.execute(
        f"CREATE VIEW {view} AS SELECT *, {known_on_sql(table)} AS known_on FROM ({every}) WHERE {known_filter(table, as_of)}"
    )
