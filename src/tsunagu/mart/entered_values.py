"""画面で入力した値 laid over the rows of the files: single items corrected, rows withdrawn, rows added.

While the file people spoke of is the newest, they speak of the row at its place. Afterwards only of the very same row: every
column as it was written, and one filled that says whose it is. A key, a seat or a number alone may be another child's by then. In
every other case the newer file counts as it is, nothing of the entry counts beside it, and that is told (`laid_over.state`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tsunagu.base.dates import fiscal_year_of
from tsunagu.catalog import Source, Table
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text
from tsunagu.intake import ENTERED_FILE, LOADS, Load, loads
from tsunagu.mart.inputs import Barred
from tsunagu.mart.rows_of_loads import ROWS_PER_LOAD, column_of, declared_columns, known_filter, known_on_sql, no_rows

COUNTS, SAME, DIFFERS, GONE, LOST = "counts", "same", "differs", "gone", "lost"
"""What became of an entry: it counts; the newest file says it too; an added row is in the newest file, otherwise than it was
added; the row is not in the newest file as it was; nothing is left that it could be laid over, or nobody is known whom an
added row is about. Only the first counts."""


def make_laid_over(engine: Engine) -> None:
    """laid_over: one row per entry — what became of it, and the row of the newest file it lies over. entered_number: by
    table and row_id the 宛名番号 of whom an added row is about."""
    engine.execute(
        "CREATE TABLE laid_over (source VARCHAR, table_name VARCHAR, entry VARCHAR, act VARCHAR, state VARCHAR,"
        " row_id BIGINT, load_id VARCHAR, sheet VARCHAR, line INTEGER, differing VARCHAR[])"
    )
    engine.execute("CREATE TABLE entered_number (table_name VARCHAR, row_id BIGINT, number BIGINT)")


def lay_entries_over(
    engine: Engine,
    table: Table,
    home: Path,
    over: Sequence[Load],
    filed: Sequence[Load],
    sources: Mapping[str, Source],
    as_of: date,
    barred: Barred,
) -> None:
    """Create view known_<table> from filed_<table> and what the loads `over` hold for it; fill laid_over and entered_number."""
    laid = []
    for place, load in enumerate(over):
        laid.append(_lay_one(engine, table, home, load, len(filed) + place, filed, sources[load.source], barred))
    name = table.table
    engine.execute(
        f"CREATE TABLE superseded_{name} AS {' UNION ALL '.join(f'SELECT row_id FROM over_{one}' for one in laid)}"
    )
    rows = " UNION ALL BY NAME ".join([no_rows(table), *(f"FROM laid_{one}" for one in laid)])
    engine.execute(f"""
        CREATE VIEW known_{name} AS
        SELECT * FROM filed_{name} WHERE row_id NOT IN (FROM superseded_{name})
        UNION ALL BY NAME
        SELECT *, {known_on_sql(table)} AS known_on FROM ({rows}) WHERE {known_filter(table, as_of)}""")


def _lay_one(
    engine: Engine,
    table: Table,
    home: Path,
    load: Load,
    ordinal: int,
    filed: Sequence[Load],
    source: Source,
    barred: Barred,
) -> str:
    """entry_<it>, over_<it> (entry → row_id of the file's row) and laid_<it> (rows as they count) of one load; <it>."""
    it = f"{table.table}_{ordinal}"
    new = _rows(engine, table, load.table_path(home, table.table), load.load_id, load.source, barred)
    entries = f"read_parquet({quoted_path(load.folder(home) / ENTERED_FILE)})"
    named = engine.execute(f"SELECT DISTINCT load_id FROM {entries} WHERE load_id IS NOT NULL ORDER BY 1").fetchall()
    parts = {one.load_id: one.part for one in loads(home)}
    known = [
        _rows(engine, table, path, one, load.source, barred, parts.get(one))
        for (one,) in named
        if (path := home / LOADS / one / f"{table.table}.parquet").is_file()
    ]
    base = " UNION ALL BY NAME ".join([_no_plain_rows(table), *known])
    engine.execute(f"""
        CREATE TABLE entry_{it} AS
        SELECT e.*, n AS new, b AS base, b.line IS NOT NULL AS has_base,
            n.line IS NOT NULL OR (e.act = 'correct' AND len(e.missing) = len(e.changed)) AS speaks
        FROM {entries} AS e LEFT JOIN ({_no_plain_rows(table)} UNION ALL BY NAME {new}) AS n ON n.line = e.line
        LEFT JOIN ({base}) AS b
            ON b.load_id = e.load_id AND b.line = e.at_line AND b.sheet IS NOT DISTINCT FROM e.sheet""")
    _find_rows(engine, table, it, source, [one.load_id for one in filed])
    _find_beside(engine, table, it, source, [one.load_id for one in filed])
    engine.execute(f"CREATE TABLE laid_{it} AS {_laid_sql(table, it, load, ordinal, source)}")
    _tell(engine, table, it, load)
    return it


def _find_rows(engine: Engine, table: Table, it: str, source: Source, chosen: Sequence[str]) -> None:
    """over_<it>: the row of the newest file each entry acts on — the one at its place where that file is still the newest,
    else the very same row. A row has one entry at most."""
    mine = f"f.source = {quoted_text(source.source)}"
    alike = " AND ".join(
        f"f.{one} IS NOT DISTINCT FROM e.base.{one}" for one in ("part", *map(quoted_name, _written_columns(table)))
    )
    engine.execute(f"""
        CREATE TABLE over_{it} AS
        WITH found AS (
            SELECT e.entry, f.row_id FROM entry_{it} AS e JOIN filed_{table.table} AS f
                ON f.load_id::VARCHAR = e.load_id AND f.line = e.at_line AND f.sheet IS NOT DISTINCT FROM e.sheet
            WHERE {mine}
            UNION ALL
            SELECT e.entry, f.row_id FROM entry_{it} AS e JOIN filed_{table.table} AS f ON {alike}
            WHERE {mine} AND {_of_an_older_file(chosen)} AND {_says_whose(table, "f")}),
        first AS (
            SELECT f.entry, min(f.row_id) AS row_id FROM found AS f JOIN entry_{it} AS e USING (entry)
            WHERE e.act = 'withdraw' OR e.speaks GROUP BY f.entry)
        SELECT min(entry) AS entry, row_id FROM first GROUP BY row_id""")


def _find_beside(engine: Engine, table: Table, it: str, source: Source, chosen: Sequence[str]) -> None:
    """beside_<it>: the newest file's row in whose place an entry does not count — the corrected row as the file itself now has
    it, or an added row that came with its whole key about the same person."""
    mine = f"f.source = {quoted_text(source.source)}"
    corrected = " AND ".join(
        f"f.{quoted_name(one)} IS NOT DISTINCT FROM {_as_said(one, f'e.base.{quoted_name(one)}')}"
        for one in _written_columns(table)
    )
    keys = [f"f.{quoted_name(name)} = e.new.{quoted_name(name)}" for name in source.key]
    people = [f"(e.new.{one} IS NULL OR {_same_person(table, one)})" for one in _of_the_person(table)]
    added = " AND ".join([*keys, *people, _says_whose(table, "e.new")]) if keys else "false"
    engine.execute(f"""
        CREATE TABLE beside_{it} AS
        SELECT entry, min(row_id) AS row_id FROM (
            SELECT e.entry, f.row_id FROM entry_{it} AS e JOIN filed_{table.table} AS f ON {corrected}
            WHERE {mine} AND e.act = 'correct' AND e.speaks AND {_of_an_older_file(chosen)}
                AND f.part IS NOT DISTINCT FROM e.base.part AND {_says_whose(table, "f")}
                AND e.entry NOT IN (SELECT entry FROM over_{it})
            UNION ALL
            SELECT e.entry, f.row_id FROM entry_{it} AS e JOIN filed_{table.table} AS f ON {added}
            WHERE {mine} AND e.act = 'add' AND e.speaks)
        WHERE row_id NOT IN (SELECT row_id FROM over_{it}) GROUP BY entry""")


def _same_person(table: Table, column: str) -> str:
    """SQL: a 宛名番号 is the same with and without its leading zeros."""
    if table.subject and column == quoted_name(table.subject):
        return f"(f.{column} = e.new.{column} OR TRY_CAST(f.{column} AS BIGINT) = TRY_CAST(e.new.{column} AS BIGINT))"
    return f"f.{column} = e.new.{column}"


def _of_an_older_file(chosen: Sequence[str]) -> str:
    here = ", ".join(quoted_text(one) for one in chosen) or "''"
    return f"(e.has_base AND e.load_id NOT IN ({here}))"


def _says_whose(table: Table, row: str) -> str:
    """SQL: one column at least says whom a row is about."""
    return f"({' OR '.join(f'{row}.{one} IS NOT NULL' for one in _of_the_person(table)) or 'false'})"


def _of_the_person(table: Table) -> list[str]:
    """Columns that say whom a row is about: a class number is another child's next year."""
    named = [
        name
        for name, column in table.columns.items()
        if column.type == "kana" or name in ("birth_date", "name", "child_name")
    ]
    return [quoted_name(name) for name in (*named, *([table.subject] if table.subject else []))]


def _written_columns(table: Table) -> list[str]:
    """What a file writes, reasons of missing values included; what follows from it (`derived`) is not compared."""
    derived = {name for name, column in table.columns.items() if column.derived}
    return [name for name in declared_columns(table) if name.removesuffix("__why") not in derived]


def _as_said(name: str, otherwise: str) -> str:
    """SQL of a column as an entry says it; of one it does not speak of, `otherwise`."""
    plain = name.removesuffix("__why")
    said = quoted_text(plain)
    gone = f"e.whys[list_position(e.missing, {said})]" if name != plain else "NULL"
    return (
        f"CASE WHEN list_contains(e.missing, {said}) THEN {gone} WHEN list_contains(e.changed, {said})"
        f" THEN e.new.{quoted_name(name)} ELSE {otherwise} END"
    )


def _laid_sql(table: Table, it: str, load: Load, ordinal: int, source: Source) -> str:
    """The rows as they count: of an entry's row each item it speaks of as entered, every other as the file has it."""
    derived = {name for name, column in table.columns.items() if column.derived}
    columns = []
    for name in declared_columns(table):
        column = quoted_name(name)
        otherwise = f"CASE WHEN e.act = 'add' THEN e.new.{column} ELSE f.{column} END"
        said = otherwise if name.removesuffix("__why") in derived else _as_said(name, otherwise)
        columns.append(f"{said} AS {column}")
    part = "f.part"
    if source.layout.part_from and source.layout.part_from in table.columns:
        part = f"coalesce(f.part, e.new.{quoted_name(source.layout.part_from)}::VARCHAR)"
    came = f"DATE {quoted_text(load.received_on.isoformat())}"
    rows = f"""
        SELECT {ordinal * ROWS_PER_LOAD} + coalesce(e.line, e.at_line) AS row_id, e.entry, e.number, f.row_id AS filed_row,
            {quoted_text(load.source)}::source_name AS source, {quoted_text(load.load_id)}::load_name AS load_id,
            {part} AS part, {quoted_text(load.file_name)}::file_name AS file, NULL::VARCHAR AS sheet, e.line,
            coalesce(f.delivered_on, {came}) AS delivered_on, coalesce(f.tells_of, {came}) AS tells_of,
            coalesce(f.load_year, {fiscal_year_of(load.received_on)}) AS load_year, {", ".join(columns)}
        FROM entry_{it} AS e LEFT JOIN over_{it} AS o USING (entry)
        LEFT JOIN filed_{table.table} AS f ON f.row_id = o.row_id
        WHERE e.act <> 'withdraw' AND e.speaks
            AND (f.row_id IS NOT NULL OR (e.act = 'add' AND e.number IS NOT NULL AND e.entry NOT IN (SELECT entry FROM beside_{it})))"""
    return (
        f"SELECT * REPLACE ({', '.join(_derived(name) for name in sorted(derived))}) FROM ({rows})" if derived else rows
    )


def _derived(name: str) -> str:
    """SQL of the first day of 年度 and 月, from the row as it now is."""
    return (
        "CASE WHEN fiscal_year IS NOT NULL AND month IS NOT NULL"
        f" THEN make_date(fiscal_year + (month <= 3)::INTEGER, month, 1) END AS {quoted_name(name)}"
    )


def _tell(engine: Engine, table: Table, it: str, load: Load) -> None:
    """Fill laid_over and entered_number for one load."""
    told = [name for name, column in table.columns.items() if not column.derived]
    differs = ", ".join(_differs(name) for name in told)
    name = quoted_text(table.table)
    engine.execute(f"""
        INSERT INTO laid_over
        SELECT {quoted_text(load.source)}, {name}, entry, act,
            CASE WHEN NOT readable THEN {quoted_text(LOST)}
                 WHEN acts_on IS NOT NULL THEN {quoted_text(COUNTS)}
                 WHEN filed_row IS NULL THEN CASE WHEN act = 'add' THEN {quoted_text(COUNTS)} ELSE {quoted_text(GONE)} END
                 WHEN len(differing) > 0 THEN {quoted_text(DIFFERS)} ELSE {quoted_text(SAME)} END,
            laid_row, filed_load, filed_sheet, filed_line, differing
        FROM (SELECT e.entry, e.act, l.row_id AS laid_row, o.row_id AS acts_on, f.row_id AS filed_row,
                (e.act = 'withdraw' OR e.speaks) AND (e.has_base OR (e.act = 'add' AND e.number IS NOT NULL)) AS readable,
                f.load_id::VARCHAR AS filed_load, f.sheet AS filed_sheet, f.line AS filed_line,
                CASE WHEN b.row_id IS NULL OR e.act <> 'add' THEN []
                     ELSE list_filter([{differs}], one -> one IS NOT NULL) END AS differing
            FROM entry_{it} AS e LEFT JOIN over_{it} AS o USING (entry) LEFT JOIN beside_{it} AS b USING (entry)
            LEFT JOIN filed_{table.table} AS f ON f.row_id = coalesce(o.row_id, b.row_id)
            LEFT JOIN laid_{it} AS l ON l.entry = e.entry)
        ORDER BY entry""")
    engine.execute(f"INSERT INTO entered_number SELECT {name}, row_id, number FROM laid_{it} WHERE number IS NOT NULL")
    engine.execute(f"ALTER TABLE laid_{it} DROP COLUMN entry")
    engine.execute(f"ALTER TABLE laid_{it} DROP COLUMN number")
    engine.execute(f"ALTER TABLE laid_{it} DROP COLUMN filed_row")


def _differs(name: str) -> str:
    """SQL: the column's name where the newest file says something else than an added row."""
    column, said = quoted_name(name), quoted_text(name)
    return f"CASE WHEN list_contains(e.changed, {said}) AND f.{column} IS DISTINCT FROM {_as_said(name, 'NULL')} THEN {said} END"


def _rows(
    engine: Engine, table: Table, path: Path, load_id: str, source: str, barred: Barred, part: str | None = None
) -> str:
    """SQL of a load's rows with its id as a text: it may be one that no longer counts."""
    present = {row[0] for row in engine.execute(f"SELECT name FROM parquet_schema({quoted_path(path)})").fetchall()}
    listed = ", ".join(
        column_of(table, source, name, barred)
        for name in (*declared_columns(table), "sheet", "line")
        if name in present
    )
    told = quoted_text(part) if part else "NULL"
    return f"SELECT {quoted_text(load_id)} AS load_id, {told}::VARCHAR AS part, {listed} FROM read_parquet({quoted_path(path)})"


def _no_plain_rows(table: Table) -> str:
    kinds = {"load_id": "VARCHAR", "part": "VARCHAR", **declared_columns(table), "sheet": "VARCHAR", "line": "INTEGER"}
    listed = ", ".join(f"NULL::{kind} AS {quoted_name(name)}" for name, kind in kinds.items())
    return f"SELECT {listed} WHERE FALSE"
