"""Reads the distinct texts of one column: each once by `read_cell`, or, where there are many, those that are clean beyond
doubt by the engine's short cut and the rest by `read_cell`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.catalog import SQL_TYPES
from tsunagu.engines import Engine
from tsunagu.intake.cell_sql import ShortCut, short_cut
from tsunagu.intake.cells import CellRead, read_cell
from tsunagu.intake.digits import read_digits
from tsunagu.intake.slots import Slot

_FEW = 100
"""So many texts are read here sooner than a question to the engine is answered."""
_MOST_REMEMBERED = 20_000
"""Texts of one slot that are remembered from file to file: the days of half a century."""
ARROW_TYPES: dict[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "DATE": pa.date32(),
    "BOOLEAN": pa.bool_(),
}
TextsRead = Mapping[str, CellRead]


@dataclass(frozen=True)
class DistinctRead:
    """What `texts` mean, place by place: `values`, and `whys` (the reason, as a number) where a value is missing.

    Empty texts have neither. `read` holds what `read_cell` said of every text it was shown.
    """

    values: pa.Array
    whys: pa.Array | None
    read: TextsRead


def read_distinct(engine: Engine, slot: Slot, texts: pa.Array, *, date1904: bool, digits: bool = True) -> DistinctRead:
    """Read the texts of one slot; a text may occur more than once. `digits`: whether some may be nothing but digits."""
    cut = short_cut(slot, "t")
    if cut is None or len(texts) <= _FEW:
        distinct = texts.unique().to_pylist() if len(texts) > _FEW else texts.to_pylist()
        read = {text: _read(text, slot, date1904) for text in distinct if text}
        return _as_read(slot, texts, read)
    plain = read_digits(slot, texts) if digits else None
    values, odd = plain or _by_engine(engine, slot, cut, texts)
    if not pc.any(odd).as_py():
        return DistinctRead(values, None, {})
    shown = texts.filter(odd)
    if plain:
        looked_at = read_distinct(engine, slot, shown, date1904=date1904, digits=False)
    else:
        read = {text: _read(text, slot, date1904) for text in shown.unique().to_pylist()}
        looked_at = _as_read(slot, shown, read)
    whys = None
    if looked_at.whys is not None:
        whys = pc.replace_with_mask(pa.nulls(len(texts), pa.uint8()), odd, looked_at.whys)
    return DistinctRead(pc.replace_with_mask(values, odd, looked_at.values), whys, looked_at.read)


def _read(text: str, slot: Slot, date1904: bool) -> CellRead:
    """As read_cell, which is asked once for a text of a slot. Days counted from 1904 are another reading."""
    if date1904:
        return read_cell(text, slot, date1904=True)
    known: CellRead | None = slot.remembered.get(text)
    if known is None:
        known = read_cell(text, slot)
        if len(slot.remembered) < _MOST_REMEMBERED:
            slot.remembered[text] = known
    return known


def _by_engine(engine: Engine, slot: Slot, cut: ShortCut, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Values, and where there is a text that is not clean beyond doubt."""
    sql_type = SQL_TYPES[slot.column.type]
    engine.register("texts", pa.table({"t": texts}))
    clean = (
        engine.execute(
            f"SELECT CASE WHEN t <> '' THEN v END AS v, t <> '' AND NOT coalesce({cut.clean_with('v')}, false) AS odd "
            f"FROM (SELECT t, ({cut.value})::{sql_type} AS v FROM texts)"
        )
        .to_arrow_table()
        .combine_chunks()
    )
    engine.unregister("texts")
    return _only_chunk(clean["v"]), _only_chunk(clean["odd"])


def _as_read(slot: Slot, texts: pa.Array, read: TextsRead) -> DistinctRead:
    """Values and reasons in the order of `texts`, from what was read."""
    sql_type = SQL_TYPES[slot.column.type]
    written = texts.to_pylist()
    empty = CellRead(None, None)
    cells = [read[text] if text else empty for text in written]
    values = pa.array([_as_column(cell.value, sql_type) for cell in cells], ARROW_TYPES[sql_type])
    if all(cell.why is None for cell in cells):
        return DistinctRead(values, None, read)
    whys = pa.array([None if cell.why is None else int(cell.why) for cell in cells], pa.uint8())
    return DistinctRead(values, whys, read)


def _as_column(value: Any, sql_type: str) -> Any:
    """A value as its SQL type; the reader gives a value of that type or None."""
    if value is None or sql_type != "VARCHAR":
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _only_chunk(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
