"""What would change if a file took the place of the one that is there: said before anybody decides to replace it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tsunagu.catalog import Table
from tsunagu.engines import Engine, quoted_name, quoted_path
from tsunagu.intake.compared import Compared
from tsunagu.intake.loads import Load
from tsunagu.intake.typed_load import TypedColumns, columns_of


def compared_with(engine: Engine, home: Path, typed: TypedColumns, tables: dict[str, Table], load: Load) -> Compared:
    """The rows known to SQL as `typed` beside those of a load. Values are compared as they would be written."""
    found = engine.execute("SELECT count(*) FROM typed").fetchone()
    assert found is not None
    seen = Compared(load.load_id, load.file_name, load.received_on, load.rows_accepted, found[0])
    table = typed.source.tables()[0]
    path = load.table_path(home, table)
    key = typed.source.pages[0].key if typed.source.pages else typed.source.key
    if not key or not path.is_file():
        return seen
    then = {row[0] for row in engine.execute(f"DESCRIBE SELECT * FROM read_parquet({quoted_path(path)})").fetchall()}
    columns = [one for one in columns_of(typed, table, tables[table], []) if one.name in then - {"sheet", "line"}]
    if not set(key) <= {one.name for one in columns}:
        return seen
    now = ", ".join(f"{one.sql} AS {quoted_name(one.name)}" for one in columns)
    rows_now = f"(SELECT {now} FROM typed WHERE {typed.rows_of(table)})"
    rows_then = f"(SELECT {', '.join(quoted_name(one.name) for one in columns)} FROM read_parquet({quoted_path(path)}))"
    named = [quoted_name(name) for name in key]
    same = " AND ".join(f"a.{name} IS NOT DISTINCT FROM b.{name}" for name in named)
    counted = engine.execute(
        f"SELECT count(*) FILTER (b.here IS NULL), count(*) FILTER (a.here IS NULL), "
        f"count(*) FILTER (a.here AND b.here AND a.whole <> b.whole) "
        f"FROM (SELECT {', '.join(named)}, true AS here, hash(t) AS whole FROM {rows_now} t) a "
        f"FULL JOIN (SELECT {', '.join(named)}, true AS here, hash(t) AS whole FROM {rows_then} t) b ON {same}"
    ).fetchone()
    assert counted is not None
    return replace(seen, added=counted[0], gone=counted[1], changed=counted[2])
