"""The cells of one sheet by column: block by block the distinct texts of a column, and for every row which of them it holds.

A department's column holds few distinct texts, so whatever is asked of a text is asked once, not once for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from tsunagu.intake.limits import MAX_LINE_BYTES

_TEXTS = pa.dictionary(pa.int32(), pa.string())
_BLOCK_OF_OURS = 64 * MAX_LINE_BYTES
"""For files of our own, where one record may hold many long cells with line breaks."""

BLANKS = " \t\u3000\x1a\r\n"
"""Signs that fill no cell; 1A ended files in old systems."""

NO_TEXT = pa.scalar("", pa.string())
"""As a scalar of Arrow: for each bare "" pyarrow would look for a package that is not installed."""


@dataclass(frozen=True)
class SheetCells:
    """`columns` by place in the file (from 0), each a chunked array of dictionaries; `lines` is the physical line per row."""

    lines: pa.ChunkedArray
    columns: Mapping[int, pa.ChunkedArray]

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.lines)


def cells_of_file(path: Path, width: int, *, first_line: int) -> SheetCells:
    """The columns of a CSV file of ours: every cell quoted, the first field of a record its physical line.

    Records that stand above `first_line` are left out.
    """
    names = ["line", *(str(place) for place in range(width))]
    if not path.stat().st_size:
        return SheetCells(
            pa.chunked_array([], pa.int32()), {place: pa.chunked_array([], _TEXTS) for place in range(width)}
        )
    table = csv.read_csv(
        path,
        csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK_OF_OURS),
        csv.ParseOptions(newlines_in_values=True),
        _as_texts(names),
    )
    if table.num_rows and table["line"][0].as_py() < first_line:
        table = table.filter(pc.greater_equal(table["line"], pa.scalar(first_line, pa.int32())))
    return SheetCells(table["line"], {int(name): table[name] for name in table.column_names if name != "line"})


def _as_texts(names: Sequence[str]) -> csv.ConvertOptions:
    types = {name: pa.int32() if name == "line" else _TEXTS for name in names}
    return csv.ConvertOptions(
        column_types=types, include_columns=list(names), strings_can_be_null=False, check_utf8=False
    )


def count_from(first: int, count: int) -> pa.Array:
    """`count` whole numbers from `first` on."""
    return pc.cumulative_sum(pa.repeat(pa.scalar(1, pa.int32()), count), start=pa.scalar(first - 1, pa.int32()))


def line_numbers(first: int, count: int, left_out: Collection[int]) -> pa.ChunkedArray:
    """`count` physical lines from `first` on, without those that gave no row."""
    numbers = count_from(first, count)
    if left_out:
        numbers = numbers.filter(pc.invert(pc.is_in(numbers, pa.array(sorted(left_out), pa.int32()))))
    return pa.chunked_array([numbers])


def one_each(texts: pa.Array) -> pa.DictionaryArray:
    """A column of texts that hardly repeat: every row has a text of its own."""
    return pa.DictionaryArray.from_arrays(count_from(0, len(texts)), texts, safe=False)


def without_blank_rows(cells: SheetCells, named: Collection[int]) -> SheetCells:
    """Without the rows that hold nothing but blanks in the `named` columns."""
    blank = None
    looked_at = [column for place, column in cells.columns.items() if place in named]
    fewest_texts_first = sorted(looked_at, key=lambda column: sum(len(c.dictionary) for c in column.chunks))
    for column in fewest_texts_first:
        here = mark_rows(column, lambda texts: pc.equal(pc.utf8_trim(texts, BLANKS), NO_TEXT))
        blank = here if blank is None else pc.and_(blank, here)
        if not pc.any(blank).as_py():
            return cells
    if blank is None:
        return cells
    filled = pc.invert(blank)
    return SheetCells(
        cells.lines.filter(filled), {place: column.filter(filled) for place, column in cells.columns.items()}
    )


def mark_rows(column: pa.ChunkedArray, asked: Callable[[pa.Array], pa.Array]) -> pa.ChunkedArray:
    """For every row the answer to a question about its text."""
    return pa.chunked_array([asked(chunk.dictionary).take(chunk.indices) for chunk in column.chunks], pa.bool_())
