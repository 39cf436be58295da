"""Text to typed columns: every distinct text of a column is read once, and every row takes what its text means.

The rows of a file are known to SQL as `typed`: n (number of the row from 0), s (sheet number), line, per slot i the value
v<i> and, where some value is missing for another reason than an empty cell, w<i>, the reason. Rows stand in file order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.base.missing import Missing
from tsunagu.catalog import SQL_TYPES
from tsunagu.engines import Engine
from tsunagu.intake.distinct_texts import ARROW_TYPES, TextsRead, read_distinct
from tsunagu.intake.repeats import filled_from_above
from tsunagu.intake.sheet_cells import count_from
from tsunagu.intake.slot_texts import TEXTS, texts_of
from tsunagu.intake.slots import Slot
from tsunagu.intake.text_table import TextSheet, TextTable

_BLANK = pa.scalar(int(Missing.BLANK), pa.uint8())


@dataclass
class Typed:
    """The rows of a file under the name `typed`. Rules look at them there and take rows away by their numbers."""

    engine: Engine
    rows: pa.Table

    def __post_init__(self) -> None:
        self.engine.register("typed", self.rows)

    @property
    def count(self) -> int:
        """How many rows there still are."""
        return int(self.rows.num_rows)

    def drop(self, numbers: Collection[int]) -> None:
        """Take rows away."""
        if not numbers:
            return
        gone = pc.is_in(self.rows["n"], pa.array(sorted(numbers), pa.int32()))
        self.rows = self.rows.filter(pc.invert(gone))
        self.engine.register("typed", self.rows)


@dataclass(frozen=True)
class ShownCells:
    """The cells of one slot whose texts `read_cell` was shown: what it `read` (also texts of no row, such
    as headings), and where each text stands."""

    read: TextsRead
    column: pa.ChunkedArray

    def places(self, texts: Collection[str]) -> Iterable[tuple[int, str]]:
        """(row number, text) of every cell that holds one of these texts, in file order."""
        wanted = pa.array(list(texts), pa.string())
        before = 0
        for chunk in self.column.chunks:
            hit = pc.is_in(chunk.dictionary, wanted)
            if pc.any(hit).as_py():
                rows = pc.indices_nonzero(hit.take(chunk.indices))
                found = chunk.dictionary.take(chunk.indices.take(rows)).to_pylist()
                yield from zip((before + row for row in rows.to_pylist()), found, strict=True)
            before += len(chunk)


@dataclass(frozen=True)
class Staged:
    """What `stage` laid down. `shown` by slot index; `unfed` by name every file column that feeds no slot whole."""

    slots: tuple[Slot, ...]
    typed: Typed
    sheet_of: pa.ChunkedArray
    line_of: pa.ChunkedArray
    shown: Mapping[int, ShownCells]
    unfed: Mapping[str, pa.ChunkedArray]
    unused: frozenset[str]
    """Names of those unfed that the declaration knows and that nothing is read from."""
    filled: Mapping[int, Sequence[int]]
    """By slot index the numbers of the rows whose cell was taken from the row above."""

    def where(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        """(sheet number, line) of rows, dropped ones too."""
        numbers = pa.array(rows, pa.int32())
        return list(zip(self.sheet_of.take(numbers).to_pylist(), self.line_of.take(numbers).to_pylist(), strict=True))


def stage(engine: Engine, table: TextTable, slots: Sequence[Slot]) -> Staged:
    """Read every cell of a file and lay its rows down as `typed`."""
    sheets = [(sheet, sheet.read()) for sheet in table.sheets]
    count = sum(cells.rows for _, cells in sheets)
    columns: dict[str, pa.ChunkedArray] = {
        "n": pa.chunked_array([count_from(0, count)]),
        "s": _joined([pa.repeat(pa.scalar(s, pa.int32()), cells.rows) for s, (_, cells) in enumerate(sheets)]),
        "line": _joined([chunk for _, cells in sheets for chunk in cells.lines.chunks]),
    }
    shown: dict[int, ShownCells] = {}
    filled: dict[int, list[int]] = {}
    for slot in slots:
        found = [texts_of(slot, sheet, cells) for sheet, cells in sheets]
        if slot.written.repeats_above:
            found, taken = _filled(found)
            filled[slot.index] = taken
        texts = pa.chunked_array([chunk for column in found for chunk in column.chunks], TEXTS)
        values, whys, read = _read_column(engine, slot, texts, date1904=table.date1904)
        columns[f"v{slot.index}"] = values
        if whys is not None:
            columns[f"w{slot.index}"] = whys
        if read:
            shown[slot.index] = ShownCells(read, texts)
    typed = Typed(engine, pa.table(columns))
    unfed, unused = _unfed(table.sheets, slots)
    return Staged(tuple(slots), typed, columns["s"], columns["line"], shown, unfed, unused, filled)


def _filled(columns: Sequence[pa.ChunkedArray]) -> tuple[list[pa.ChunkedArray], list[int]]:
    """One slot's texts sheet by sheet, each filled from above, and the numbers of the rows that were."""
    texts, rows, before = [], list[int](), 0
    for column in columns:
        whole, taken = filled_from_above(column)
        texts.append(whole)
        rows += [before + row for row in pc.indices_nonzero(taken).to_pylist()]
        before += len(column)
    return texts, rows


def _read_column(
    engine: Engine, slot: Slot, column: pa.ChunkedArray, *, date1904: bool
) -> tuple[pa.ChunkedArray, pa.ChunkedArray | None, TextsRead]:
    """Values and, where there are others than 空欄, reasons for every row; and what `read_cell` was shown."""
    arrow_type = ARROW_TYPES[SQL_TYPES[slot.column.type]]
    dictionaries = [chunk.dictionary for chunk in column.chunks]
    if not dictionaries:
        return pa.chunked_array([], arrow_type), None, {}
    found = read_distinct(engine, slot, pa.concat_arrays(dictionaries), date1904=date1904)
    whys, at = [], 0
    values: list[pa.Array] = []
    other = found.whys is not None and pc.any(pc.not_equal(found.whys, _BLANK)).as_py()
    laid_out = not pa.types.is_string(found.values.type) or all(_one_each(chunk) for chunk in column.chunks)
    for chunk in column.chunks:
        here = slice(at, at + len(chunk.dictionary))
        values.append(_per_row(chunk, found.values[here], laid_out=laid_out))
        if other:
            assert found.whys is not None
            whys.append(found.whys[here].take(chunk.indices))
        at = here.stop
    return pa.chunked_array(values), pa.chunked_array(whys) if other else None, found.read


def _per_row(column: pa.DictionaryArray, values: pa.Array, *, laid_out: bool) -> pa.Array:
    """Texts that repeat stay distinct texts and places of them; everything else is laid out."""
    if not laid_out:
        return pa.DictionaryArray.from_arrays(column.indices, values)
    return values if _one_each(column) else values.take(column.indices)


def _one_each(column: pa.DictionaryArray) -> bool:
    """Whether every row has a text of its own, in the order of the rows."""
    count = len(column)
    return count == len(column.dictionary) and bool(column.indices.equals(count_from(0, count)))


def _unfed(sheets: Sequence[TextSheet], slots: Sequence[Slot]) -> tuple[dict[str, pa.ChunkedArray], frozenset[str]]:
    """`unfed` and `unused` of Staged. By place, not by heading: a column without one, or with that of another column, is kept with the file as well.

    What only comes into a slot joined or in pieces counts as unfed: there its cells are not seen as they were written.
    """
    whole = [slot.place for slot in slots if slot.piece is None and not slot.joined and not slot.otherwise]
    in_part = {place for slot in slots for place in slot.places}
    chunks: dict[str, list[pa.Array]] = {}
    declared: set[str] = set()
    unknown: set[str] = set()
    for sheet in sheets:
        known = {at for place, at in enumerate(sheet.headings.positions) if place not in in_part}
        fed = {sheet.headings.positions[place] for place in whole if place not in sheet.given}
        for place, column in sheet.every_cell().columns.items():
            if place not in fed:
                name = sheet.headings.name_of(place)
                (declared if place in known else unknown).add(name)
                chunks.setdefault(name, []).extend(column.chunks)
    return {name: pa.chunked_array(here, TEXTS) for name, here in chunks.items()}, frozenset(declared - unknown)


def _joined(chunks: Sequence[pa.Array]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.concat_arrays(chunks)] if chunks else [], pa.int32())
