"""Text to typed columns inside the engine, in one pass; odd cells stay beside as text until Python has read them.

The temporary table `typed` holds per row: s (sheet number), line, and per slot i: v<i> the value, o<i> the text of an odd
cell, w<i> (only where needed) the reason of a missing value. Row order is file order throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from tsunagu.engines import Engine, quoted_text
from tsunagu.intake.cell_sql import SQL_TYPES, short_cut
from tsunagu.intake.cells import CellRead, read_cell
from tsunagu.intake.slots import Slot
from tsunagu.intake.text_table import TextSheet, TextTable, relation

_TWELVE_DIGITS = quoted_text(r"[0-9０-９]{4}[ 　\-]?[0-9０-９]{4}[ 　\-]?[0-9０-９]{4}")
_ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(), "INTEGER": pa.int32(), "DOUBLE": pa.float64(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(),
}
TextsRead = dict[str, CellRead]


def stage(engine: Engine, table: TextTable, slots: Sequence[Slot]) -> bool:
    """Fill `typed`. False when the engine's reader cannot cut the file as its lines stand: read it carefully then."""
    engine.execute("DROP TABLE IF EXISTS typed")
    extras = sorted({place for sheet in table.sheets for place, _ in sheet.headings.extra})
    parts = [_typed_part(number, sheet, slots, extras) for number, sheet in enumerate(table.sheets)]
    try:
        engine.execute(f"CREATE TEMP TABLE typed AS {' UNION ALL '.join(parts)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        if all(sheet.has_line for sheet in table.sheets):
            raise
        return False
    expected = table.sheets[0].data_lines
    if expected is not None:
        counted = engine.execute("SELECT count(*) FROM typed").fetchone()
        if counted is None or counted[0] != expected or _has_stray_quotes(engine, slots):
            return False
    empty = " AND ".join(f"v{slot.index} IS NULL AND o{slot.index} IS NULL" for slot in slots)
    engine.execute(f"DELETE FROM typed WHERE {empty}")
    return True


def _typed_part(number: int, sheet: TextSheet, slots: Sequence[Slot], extras: Sequence[int]) -> str:
    positions = sheet.headings.positions
    cells: list[str] = []
    for slot in slots:
        sql_type = SQL_TYPES[slot.column.type]
        if positions[slot.place] is None:
            cells.append(f"NULL::{sql_type} AS v{slot.index}, NULL::VARCHAR AS o{slot.index}")
            continue
        text = f"c{slot.place}"
        if slot.piece is not None:
            text = f"split_part({text}, {quoted_text(slot.written.split or '')}, {slot.piece + 1})"
        clean, value = short_cut(slot, text)
        cells.append(f"CASE WHEN {clean} THEN {value} END::{sql_type} AS v{slot.index}")
        cells.append(f"CASE WHEN {text} IS NULL OR {text} = '' OR ({clean}) THEN NULL ELSE {text} END AS o{slot.index}")
    here = {place for place, _ in sheet.headings.extra}
    for place in extras:
        hit = f"CASE WHEN regexp_full_match(x{place}, {_TWELVE_DIGITS}) THEN x{place} END" if place in here else "NULL::VARCHAR"
        cells.append(f"{hit} AS x{place}")
    columns = sorted({slot.place for slot in slots})
    return f"SELECT {number}::INTEGER AS s, line, {', '.join(cells)} FROM ({relation(sheet, columns)})"


def _has_stray_quotes(engine: Engine, slots: Sequence[Slot]) -> bool:
    """A quote inside a cell may be a doubled one or a loose one: only the careful reader can tell."""
    asked = " OR ".join(f"bool_or(contains(o{slot.index}, '\"'))" for slot in slots)
    found = engine.execute(f"SELECT {asked} FROM typed").fetchone()
    return bool(found and found[0])


def read_odd_cells(engine: Engine, slots: Sequence[Slot], *, date1904: bool) -> Mapping[int, TextsRead]:
    """Let `read_cell` read every distinct odd text once, and put values and reasons into `typed`. By slot index."""
    counts = _row(engine, "SELECT " + ", ".join(f"count(o{slot.index})" for slot in slots) + " FROM typed")
    read: dict[int, TextsRead] = {}
    for slot, count in zip(slots, counts, strict=True):
        if count:
            texts = engine.execute(f"SELECT DISTINCT o{slot.index} FROM typed WHERE o{slot.index} IS NOT NULL").fetchall()
            read[slot.index] = {text: read_cell(text, slot, date1904=date1904) for (text,) in texts}
            _put_back(engine, slot, read[slot.index])
    return read


def _put_back(engine: Engine, slot: Slot, read: TextsRead) -> None:
    """Updating in place keeps the file's row order, which a join would not."""
    sql_type = SQL_TYPES[slot.column.type]
    odd = pa.table({
        "text": pa.array(list(read), pa.string()),
        "value": pa.array([_as_column(cell.value, sql_type) for cell in read.values()], _ARROW_TYPES[sql_type]),
        "why": pa.array([None if cell.why is None else int(cell.why) for cell in read.values()], pa.uint8()),
    })
    i = slot.index
    engine.register("odd", odd)
    try:
        engine.execute(f"ALTER TABLE typed ADD COLUMN w{i} UTINYINT")
        engine.execute(f"UPDATE typed SET v{i} = odd.value, w{i} = odd.why FROM odd WHERE typed.o{i} = odd.text")
    finally:
        engine.unregister("odd")


def _as_column(value: Any, sql_type: str) -> Any:
    """A value as its SQL type; the reader gives a value of that type or None."""
    if value is None or sql_type != "VARCHAR":
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def reason_columns(engine: Engine) -> frozenset[str]:
    """Names of the w<i> columns that `typed` has."""
    names = engine.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'typed'").fetchall()
    return frozenset(name for (name,) in names if name.startswith("w"))


def _row(engine: Engine, question: str) -> tuple[Any, ...]:
    found = engine.execute(question).fetchone()
    assert found is not None
    return tuple(found)
