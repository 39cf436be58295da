"""Text to typed columns inside the engine, in one pass; rows with an odd cell are looked at again, with their texts.

The temporary table `typed` holds per row: s (sheet number), line, per slot i the value v<i>, and `bad` where some cell is
odd. `odd_rows` holds the texts o<i> of odd cells, for bad rows only; slots without a short cut (和暦) keep theirs in
`typed`. w<i> is the reason of a missing value, added where needed. Row order is file order throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
TextsRead = dict[str, CellRead]


@dataclass(frozen=True)
class Staged:
    """What `stage` laid down. `always` are the slots all of whose texts are read by Python."""

    slots: tuple[Slot, ...]
    always: frozenset[int]
    odd_rows: int

    def texts(self, slot: Slot) -> str | None:
        """SQL giving (s, line, text) of the slot's odd cells in file order; None when there can be none."""
        if slot.index not in self.always and not self.odd_rows:
            return None
        table = "typed" if slot.index in self.always else "odd_rows"
        return f"(SELECT s, line, o{slot.index} AS text FROM {table} WHERE o{slot.index} IS NOT NULL)"


def stage(engine: Engine, table: TextTable, slots: Sequence[Slot]) -> Staged | None:
    """Fill `typed`. None when the engine's reader cannot cut the file as its lines stand: read it carefully then."""
    engine.execute("DROP TABLE IF EXISTS typed")
    engine.execute("DROP TABLE IF EXISTS odd_rows")
    extras = sorted({place for sheet in table.sheets for place, _ in sheet.headings.extra})
    parts = [_typed_part(number, sheet, slots, extras) for number, sheet in enumerate(table.sheets)]
    try:
        engine.execute(f"CREATE TEMP TABLE typed AS {' UNION ALL '.join(parts)}")
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        if all(sheet.has_line for sheet in table.sheets):
            raise
        return None
    rows, bad = _row(engine, "SELECT count(*), count(*) FILTER (WHERE bad) FROM typed")
    expected = table.sheets[0].data_lines
    if expected is not None and rows != expected:
        return None
    always = frozenset(slot.index for slot in slots if short_cut(slot, "t") is None)
    if bad:
        looked_at = [_odd_part(number, sheet, slots, always) for number, sheet in enumerate(table.sheets)]
        engine.execute(f"CREATE TEMP TABLE odd_rows AS {' UNION ALL '.join(looked_at)}")
    if expected is not None and _has_stray_quotes(engine, slots, always, bad):
        return None
    empty = " AND ".join(f"v{slot.index} IS NULL" for slot in slots)
    unread = "".join(f" AND o{index} IS NULL" for index in sorted(always))
    engine.execute(f"DELETE FROM typed WHERE {empty}{unread} AND NOT bad")
    return Staged(tuple(slots), always, bad)


def _texts_of(sheet: TextSheet, slots: Sequence[Slot]) -> dict[int, str]:
    """SQL of the cell's text for every slot whose column the sheet has."""
    texts = {}
    for slot in slots:
        text = _whole_text(sheet, slot)
        if text is None:
            continue
        if slot.piece is not None:
            text = f"nullif(split_part({text}, {quoted_text(slot.written.split or '')}, {slot.piece + 1}), '')"
        texts[slot.index] = text
    return texts


def _whole_text(sheet: TextSheet, slot: Slot) -> str | None:
    """SQL of what one slot's columns say together: this cell, those joined to it, else those to look into instead."""
    if slot.place in sheet.given:
        return quoted_text(sheet.given[slot.place])
    here = [f"c{place}" for place in (slot.place, *slot.joined) if sheet.headings.positions[place] is not None]
    text = None
    if here:
        together = f"nullif(concat_ws({quoted_text(slot.written.between)}, {', '.join(here)}), '')"
        text = together if len(here) > 1 else here[0]
    instead = [f"c{place}" for place in slot.otherwise if sheet.headings.positions[place] is not None]
    choices = [choice for choice in (text, *instead) if choice is not None]
    return f"coalesce({', '.join(choices)})" if len(choices) > 1 else next(iter(choices), None)


def _typed_part(number: int, sheet: TextSheet, slots: Sequence[Slot], extras: Sequence[int]) -> str:
    """One sheet: values inside, conditions around them, so that nothing is cast twice."""
    texts = _texts_of(sheet, slots)
    inner, outer, odd = ["line"], [f"{number}::INTEGER AS s", "line"], ["false"]
    for slot in slots:
        i, sql_type, text = slot.index, SQL_TYPES[slot.column.type], texts.get(slot.index)
        cut = short_cut(slot, text) if text else short_cut(slot, "t")
        outer.append(f"v{i}" if cut and text else f"NULL::{sql_type} AS v{i}")
        if text and cut:
            inner.append(f"{text} AS t{i}, ({cut.value})::{sql_type} AS v{i}")
            clean = short_cut(slot, f"t{i}")
            assert clean is not None
            odd.append(f"(t{i} IS NOT NULL AND NOT coalesce({clean.clean_with(f'v{i}')}, false))")
        elif text:
            inner.append(f"{text} AS t{i}")
            outer.append(f"t{i} AS o{i}")
        elif cut is None:
            outer.append(f"NULL::VARCHAR AS o{i}")
    here = {place for place, _ in sheet.headings.extra}
    for place in extras:
        hit = (
            f"CASE WHEN regexp_full_match(x{place}, {_TWELVE_DIGITS}) THEN x{place} END"
            if place in here
            else "NULL::VARCHAR"
        )
        inner.append(f"{hit} AS x{place}")
        outer.append(f"x{place}")
    columns = sorted({place for slot in slots for place in slot.places})
    return f"SELECT {', '.join(outer)}, {' OR '.join(odd)} AS bad FROM (SELECT {', '.join(inner)} FROM ({relation(sheet, columns)}))"


def _odd_part(number: int, sheet: TextSheet, slots: Sequence[Slot], always: frozenset[int]) -> str:
    texts = _texts_of(sheet, slots)
    cells = [f"{number}::INTEGER AS s", "line"]
    for slot in slots:
        text = texts.get(slot.index)
        cut = short_cut(slot, text) if text else None
        if slot.index in always:
            continue
        shown = f"CASE WHEN {cut.clean_with(f'({cut.value})')} THEN NULL ELSE {text} END" if cut else "NULL::VARCHAR"
        cells.append(f"{shown} AS o{slot.index}")
    columns = sorted({place for slot in slots for place in slot.places})
    return (
        f"SELECT {', '.join(cells)} FROM ({relation(sheet, columns)}) "
        f"WHERE line IN (SELECT line FROM typed WHERE bad AND s = {number})"
    )


def _has_stray_quotes(engine: Engine, slots: Sequence[Slot], always: frozenset[int], bad: int) -> bool:
    """A quote inside a cell may be a doubled one or a loose one: only the careful reader can tell."""
    odd = [slot.index for slot in slots if slot.index not in always] if bad else []
    for table, indexes in (("odd_rows", odd), ("typed", sorted(always))):
        asked = [f"bool_or(contains(o{index}, '\"'))" for index in indexes]
        if asked and _row(engine, f"SELECT {' OR '.join(asked)} FROM {table}")[0]:
            return True
    return False


def read_odd_cells(engine: Engine, staged: Staged, *, date1904: bool) -> Mapping[int, TextsRead]:
    """Let `read_cell` read every distinct odd text once, and put values and reasons into `typed`. By slot index."""
    counted = [slot for slot in staged.slots if staged.odd_rows and slot.index not in staged.always]
    counts = (
        _row(engine, "SELECT " + ", ".join(f"count(o{slot.index})" for slot in counted) + " FROM odd_rows")
        if counted
        else ()
    )
    asked = {slot.index for slot, count in zip(counted, counts, strict=True) if count} | staged.always
    read: dict[int, TextsRead] = {}
    for slot in staged.slots:
        if slot.index not in asked:
            continue
        texts = engine.execute(f"SELECT DISTINCT text FROM {staged.texts(slot)}").fetchall()
        if texts:
            read[slot.index] = {text: read_cell(text, slot, date1904=date1904) for (text,) in texts}
            _put_back(engine, slot, read[slot.index], in_place=slot.index in staged.always)
    return read


def _put_back(engine: Engine, slot: Slot, read: TextsRead, *, in_place: bool) -> None:
    """Updating in place keeps the file's row order, which a join would not."""
    sql_type = SQL_TYPES[slot.column.type]
    odd = pa.table(
        {
            "text": pa.array(list(read), pa.string()),
            "value": pa.array([_as_column(cell.value, sql_type) for cell in read.values()], _ARROW_TYPES[sql_type]),
            "why": pa.array([None if cell.why is None else int(cell.why) for cell in read.values()], pa.uint8()),
        }
    )
    i = slot.index
    engine.register("odd", odd)
    try:
        engine.execute(f"ALTER TABLE typed ADD COLUMN w{i} UTINYINT")
        where = (
            f"FROM odd WHERE typed.o{i} = odd.text"
            if in_place
            else (
                f"FROM (SELECT s, line, value, why FROM odd_rows JOIN odd ON o{i} = text) AS odd "
                f"WHERE typed.line = odd.line AND typed.s = odd.s"
            )
        )
        engine.execute(f"UPDATE typed SET v{i} = odd.value, w{i} = odd.why {where}")
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
