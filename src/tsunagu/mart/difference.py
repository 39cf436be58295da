"""What changed between two snapshots: rows per table, and which children came and went."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.engines import Engine, open_engine, quoted_name, quoted_path
from tsunagu.mart.snapshot import Snapshot

WHERE_IT_STOOD = ("load_id", "file", "sheet", "line", "household_rank")
"""Columns that say where a row stood, not what it says: a row delivered again in a new file is the same row."""


@dataclass(frozen=True)
class TableDifference:
    """Rows only in the later (added) or only in the earlier snapshot (removed); a changed row is one of each."""

    table: str
    added: int
    removed: int


@dataclass(frozen=True)
class SnapshotDifference:
    """The whole difference. Children are person ids, ascending."""

    tables: tuple[TableDifference, ...]
    children_entered: tuple[int, ...]
    children_left: tuple[int, ...]


def diff(earlier: Snapshot, later: Snapshot) -> SnapshotDifference:
    """Compare two snapshots; both should have been opened (and so checked) before."""
    engine = open_engine([earlier.path, later.path])
    try:
        names = {file.name for snapshot in (earlier, later) for file in snapshot.manifest.files}
        tables = []
        for file in sorted(names - {"links.parquet", "deliveries.parquet"}):
            added, removed = _count(engine, earlier, later, file)
            tables.append(TableDifference(file.removesuffix(".parquet"), added, removed))
        return SnapshotDifference(tuple(tables), _children(engine, later, earlier), _children(engine, earlier, later))
    finally:
        engine.close()


def _count(engine: Engine, earlier: Snapshot, later: Snapshot, file: str) -> tuple[int, int]:
    sides = [_side(engine, later, file, 1), _side(engine, earlier, file, -1)]
    found = engine.execute(f"""
        WITH counted AS (
            SELECT row_text, sum(side) AS surplus FROM ({" UNION ALL ".join(side for side in sides if side)}) GROUP BY row_text)
        SELECT coalesce(sum(surplus) FILTER (surplus > 0), 0)::BIGINT, coalesce(-sum(surplus) FILTER (surplus < 0), 0)::BIGINT
        FROM counted""").fetchone()
    return (found[0], found[1]) if found else (0, 0)


def _side(engine: Engine, snapshot: Snapshot, file: str, sign: int) -> str:
    if all(sealed.name != file for sealed in snapshot.manifest.files):
        return ""
    path = quoted_path(snapshot.path / file)
    columns = [row[0] for row in engine.execute(f"DESCRIBE FROM read_parquet({path})").fetchall()]
    said = ", ".join(quoted_name(column) for column in columns if column not in WHERE_IT_STOOD)
    return f"SELECT hash(row({said})) AS row_text, {sign} AS side FROM read_parquet({path})"


def _children(engine: Engine, these: Snapshot, those: Snapshot) -> tuple[int, ...]:
    rows = engine.execute(f"""
        SELECT person_id FROM read_parquet({quoted_path(these.table_path("children"))}) AS these
        ANTI JOIN read_parquet({quoted_path(those.table_path("children"))}) AS those USING (person_id) ORDER BY person_id""").fetchall()
    return tuple(row[0] for row in rows)
