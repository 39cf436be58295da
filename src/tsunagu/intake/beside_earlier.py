"""What would change if a file took the place of the one that is there: said before anybody decides to replace it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from tsunagu.catalog import Table
from tsunagu.engines import Engine, quoted_name, quoted_path
from tsunagu.intake.compared import Compared
from tsunagu.intake.loads import Load
from tsunagu.intake.typed_load import TypedColumns, columns_of


def compared_with(engine: Engine, home: Path, typed: TypedColumns, tables: dict[str, Table], load: Load) -> Compared:
    """The rows known to SQL as `typed` beside those of a load. Values are compared as they would be written.

    A row with a part of its key empty is no other row's pair: written otherwise, it counts as one that goes and one that comes.
    """
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
    added, gone, changed = _by_key(engine, rows_now, rows_then, named)
    more, less = (_without_a_pair(engine, one, two, named) for one, two in permutations((rows_now, rows_then)))
    return replace(seen, added=added + more, gone=gone + less, changed=changed)


def _by_key(engine: Engine, rows_now: str, rows_then: str, key: Sequence[str]) -> tuple[int, int, int]:
    """Rows with a whole key that come, go and differ."""
    told = f"SELECT {', '.join(key)}, true AS here, hash(t) AS whole"
    known = " AND ".join(f"{name} IS NOT NULL" for name in key)
    counted = engine.execute(
        f"SELECT count(*) FILTER (b.here IS NULL), count(*) FILTER (a.here IS NULL), "
        f"count(*) FILTER (a.here AND b.here AND a.whole <> b.whole) "
        f"FROM ({told} FROM {rows_now} t WHERE {known}) a "
        f"FULL JOIN ({told} FROM {rows_then} t WHERE {known}) b USING ({', '.join(key)})"
    ).fetchone()
    assert counted is not None
    return counted[0], counted[1], counted[2]


def _without_a_pair(engine: Engine, rows: str, others: str, key: Sequence[str]) -> int:
    """How many of the rows with a part of the key empty do not stand among the others: such a row is known as a whole only."""
    unknown = " OR ".join(f"{name} IS NULL" for name in key)
    counted = engine.execute(
        f"SELECT count(*) FROM (SELECT hash(t) FROM {rows} t WHERE {unknown} "
        f"EXCEPT ALL SELECT hash(t) FROM {others} t WHERE {unknown})"
    ).fetchone()
    assert counted is not None
    return int(counted[0])
