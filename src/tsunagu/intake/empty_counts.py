"""Counts the cells without a value of what was written of a file, column by column and reason by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, Source, Table
from tsunagu.intake.empty_cells import EmptyCells
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Typed


def count_empty_cells(
    typed: Typed, slots: Sequence[Slot], table: str, written: pa.Table, condition: str
) -> Iterator[tuple[int, EmptyCells]]:
    """(place of the column in the file, its cells without a value) for what was written of one table; none where all have one.

    Where the table holds reasons they are counted as they stand there, so that the receipt says what the answers will say.
    """
    for slot in (slot for slot in slots if slot.table == table and slot.name in written.column_names):
        if f"{slot.name}__why" in written.column_names:
            reasons = _counted(written[f"{slot.name}__why"])
        else:
            reasons = _of_texts(typed, slot, written[slot.name], condition)
        if reasons:
            keys = {Missing(number).key: reasons[number] for number in sorted(reasons)}
            yield slot.place, EmptyCells(slot.written.header, written.num_rows, keys)


def never_asked(source: Source, tables: Mapping[str, Table]) -> list[str]:
    """Labels of what the tables hold and this kind of file never asks: every answer about it is 聞いていない, never no."""
    known = {*source.consts, *(target for column in source.columns for target in column.to)}
    return [
        column.label
        for table in source.tables()
        for name, column in tables[table].columns.items()
        if column.type in ANSWER_TYPES and column.derived is None and f"{table}.{name}" not in known
    ]


def _counted(whys: pa.ChunkedArray) -> Counter[int]:
    if whys.null_count == len(whys):
        return Counter()
    counted = pc.value_counts(whys.drop_null()).to_pylist()
    return Counter({pair["values"]: pair["counts"] for pair in counted})


def _of_texts(typed: Typed, slot: Slot, values: pa.ChunkedArray, condition: str) -> Counter[int]:
    """Reasons of a column whose table holds none (names, keys, remarks): as they were read."""
    if not values.null_count:
        return Counter()
    if f"w{slot.index}" not in typed.rows.column_names:
        return Counter({int(Missing.BLANK): values.null_count})
    rows = typed.engine.execute(
        f"SELECT coalesce(w{slot.index}, {int(Missing.BLANK)}), count(*) FROM typed "
        f"WHERE {condition} AND v{slot.index} IS NULL GROUP BY 1"
    ).fetchall()
    return Counter(dict(rows))
