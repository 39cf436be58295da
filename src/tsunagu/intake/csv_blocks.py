"""Cuts a CSV into columns block by block: a block stays in the processor's cache until its cells are texts.

Every block is first cut blindly; only where that fails are its lines looked at. What `csv_lines` says is wrong with a
line is read in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa
from pyarrow import csv

from tsunagu.intake.bytes_column import BytesColumn
from tsunagu.intake.csv_lines import Lines, LoneCarriageReturn, Mended, oddly_quoted, of_other_width
from tsunagu.intake.limits import MAX_LINE_BYTES
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.sheet_cells import SheetCells, line_numbers
from tsunagu.intake.text_table import RowFault

_BLOCK = 2 * MAX_LINE_BYTES
"""Bytes cut together: large enough that texts repeat, small enough for the cache."""


class _Block(NamedTuple):
    """Whole lines from byte `begin` to `end`, the first of them `line`, and what is odd in them so far."""

    begin: int
    end: int
    line: int
    mended: list[Mended]


@dataclass
class _Cut:
    """What has been cut so far: columns as bytes by place, lines that gave no row, faults."""

    columns: dict[int, BytesColumn]
    left_out: list[int] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)


def cut(lines: Lines) -> tuple[SheetCells, list[RowFault]]:
    """The columns of all records, and the records that are none.

    Every column is read, also one without a heading: whatever the file holds is kept with it, and must be looked at.

    Raises LoneCarriageReturn, UnsafeText, FileRefused (file.truncated) when the last record ends too early.
    """
    so_far = _Cut({place: BytesColumn() for place in range(lines.width)})
    line = lines.first_line
    for begin, end, mended in _blocks(lines):
        line += _cut_block(lines, _Block(begin, end, line, mended), so_far)
    texts = {place: so_far.columns.pop(place).as_texts(lines.letters) for place in range(lines.width)}
    numbers = line_numbers(lines.first_line, line - lines.first_line, so_far.left_out)
    return SheetCells(numbers, texts), so_far.faults


def _blocks(lines: Lines) -> Iterator[tuple[int, int, list[Mended]]]:
    """Where blocks begin and end, and the oddly quoted records in each. No record lies in two blocks."""
    data, begin = lines.data, lines.start
    odd = oddly_quoted(lines)
    waiting = next(odd, None)
    while begin < len(data):
        end = data.rfind(b"\n", begin, begin + _BLOCK) + 1 or min(lines.end_of(begin) + 1, len(data))
        here: list[Mended] = []
        while waiting is not None and waiting.begin < end:
            here.append(waiting)
            end = max(end, waiting.end)
            waiting = next(odd, None)
        yield begin, end, here
        begin = end


def _cut_block(lines: Lines, block: _Block, so_far: _Cut) -> int:
    """Add one block's cells; how many physical lines it has."""
    count = lines.data.count(b"\n", block.begin, block.end) + (lines.data[block.end - 1 : block.end] != b"\n")
    mended = block.mended
    try:
        columns = _columns(lines, block, mended, so_far)
    except pa.ArrowInvalid:
        mended = _with_other_widths(lines, block)
        columns = _columns(lines, block, mended, so_far)
    left_out = [line for one in mended for line in range(one.line + bool(one.written), one.line + one.lines)]
    if columns is not None and columns.num_rows + len(left_out) != count:
        if b"\r" in lines.data[block.begin : block.end]:
            raise LoneCarriageReturn
        raise FileRefused("file.other", "行の数と記録の数が合いません")
    so_far.left_out += left_out
    so_far.faults += [one.fault for one in mended if one.fault is not None]
    if columns is not None and columns.num_rows:
        stands_in = any(one.stands_in for one in mended)
        for name in columns.column_names:
            so_far.columns[int(name)].add(columns[name].chunk(0), stands_in=stands_in)
    return count


def _with_other_widths(lines: Lines, block: _Block) -> list[Mended]:
    """The block's oddly quoted records and, between them, its lines of another width."""
    mended: list[Mended] = []
    at, line = block.begin, block.line
    for one in block.mended:
        mended += of_other_width(lines, at, one.begin, line)
        mended.append(one)
        at, line = one.end, one.line + one.lines
    mended += of_other_width(lines, at, block.end, line)
    return mended


def _columns(lines: Lines, block: _Block, mended: Sequence[Mended], so_far: _Cut) -> pa.Table | None:
    """The block's columns as bytes, one row a line. None where no line is left; pyarrow.ArrowInvalid for a wrong width."""
    pieces, at = [], block.begin
    for one in mended:
        pieces += [lines.data[at : one.begin], one.written]
        at = one.end
    text = b"".join([*pieces, lines.data[at : block.end]])
    if not text:
        return None
    names = [str(place) for place in range(lines.width)]
    types = {str(place): column.type for place, column in so_far.columns.items()}
    return csv.read_csv(
        pa.BufferReader(pa.py_buffer(text)),
        csv.ReadOptions(column_names=names, use_threads=False, block_size=len(text) + 1),
        csv.ParseOptions(quote_char='"' if b'"' in text else False, ignore_empty_lines=False),
        csv.ConvertOptions(column_types=types, include_columns=list(types), strings_can_be_null=False),
    )
