"""Finds the lines of a CSV that a fast reader would cut wrongly, and says what to read in their place.

Only lines whose quotes are not plainly paired, and lines with another number of cells, are looked at one by one. Such a
record is written anew on one line, with bytes that no text can hold in place of the commas, line ends and quotes inside
its cells; refused lines are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from tsunagu.intake.csv_careful import is_blank, judge_width, read_record
from tsunagu.intake.letters import Letters
from tsunagu.intake.text_table import RowFault

INSIDE = {",": b"\xfd", "\n": b"\xfe", '"': b"\xff"}
"""Signs inside a cell → the byte that stands for them; these bytes occur neither in valid UTF-8 nor in CP932."""
_STAND_INS = {ord(sign): 0xDC00 + byte[0] for sign, byte in INSIDE.items()}
_QUOTED, _BARE = rb'"[^"\r\n]*+"', rb'[^",\r\n]*+'
_NO_SIGNS = bytes(set(range(256)) - set(b',\n"'))
"""Taken away from lines that hold no quotes, they leave as many commas as there are cells, less one."""


class LoneCarriageReturn(Exception):
    """A line end of old Macs: the caller makes all line ends alike and begins again."""


class Mended(NamedTuple):
    """The bytes from `begin` to `end`, whole lines with their ends, are to be read as `written` (a line with its end, or
    nothing). They are `lines` physical lines from `line` on. `stands_in` when signs inside cells were replaced.
    """

    begin: int
    end: int
    line: int
    lines: int
    written: bytes
    stands_in: bool = False
    fault: RowFault | None = None


@dataclass(frozen=True)
class Lines:
    """The records of a CSV file: bytes, where the first record begins and on which line, how many cells each must have."""

    data: bytes
    start: int
    first_line: int
    width: int
    letters: Letters

    def end_of(self, at: int) -> int:
        """Where the line that holds byte `at` ends: at its LF, or where the file ends."""
        end = self.data.find(b"\n", at)
        return len(self.data) if end < 0 else end

    def is_last(self, end: int) -> bool:
        """Whether no line follows the one that ends here."""
        return end >= len(self.data) - 1

    def from_byte(self, begin: int) -> Iterator[str]:
        """The lines from byte `begin` on, without their ends. Raises LoneCarriageReturn, UnsafeText."""
        while begin < len(self.data):
            end = self.end_of(begin)
            yield self.letters.text(_without_return(self.data[begin:end]))
            begin = end + 1


@cache
def _plainly_quoted(width: int) -> re.Pattern[bytes]:
    """A record on one line whose quotes each open at the beginning of a cell or close at its end; nothing is doubled."""
    cell = b"(?:" + _QUOTED + b"|" + _BARE + b")"
    return re.compile(cell + b"(?:," + cell + b"){%d}\r?\n?" % (width - 1))


@cache
def _plainly_quoted_lines(width: int) -> re.Pattern[bytes]:
    """Whole lines of that kind that begin with a quote, as many as follow each other."""
    cell = b"(?:" + _QUOTED + b"|" + _BARE + b")"
    return re.compile(b"(?:" + _QUOTED + b"(?:," + cell + rb"){%d}\r?\n)++" % (width - 1))


def oddly_quoted(lines: Lines) -> Iterator[Mended]:
    """Records whose quotes a plain reader would take wrongly, in order.

    Raises LoneCarriageReturn, UnsafeText, FileRefused (file.truncated) when the last record ends too early.
    """
    data, plain, plain_lines = lines.data, _plainly_quoted(lines.width), _plainly_quoted_lines(lines.width)
    line, counted = lines.first_line, lines.start
    at = data.find(b'"', lines.start)
    while at >= 0:
        begin = max(data.rfind(b"\n", lines.start, at) + 1, lines.start)
        end = lines.end_of(at)
        if begin == at and (run := plain_lines.match(data, begin)):
            end = run.end()
        elif not plain.fullmatch(data, begin, end):
            line += data.count(b"\n", counted, begin)
            record = read_record(lines.from_byte(begin), lines.width)
            for _ in range(record.lines - 1):
                end = lines.end_of(end + 1)
            cells = judge_width(record.cells, line, lines.width, last=lines.is_last(end))
            mended = _written_anew(cells, lines, begin, end, line, record.lines)
            if record.mended and mended.fault is None:
                mended = mended._replace(fault=RowFault(line, "row.ragged_quotes", refused=False))
            yield mended
            counted = begin
        at = data.find(b'"', end)


def of_other_width(lines: Lines, begin: int, end: int, line: int) -> Iterator[Mended]:
    """Lines without quotes that have another number of cells, from byte `begin`, which is on `line`, to `end`, in order.

    A line with quotes was judged before, and its commas count for nothing. Raises as `oddly_quoted` does.
    """
    block = lines.data[begin:end].removesuffix(b"\n")
    right = b"," * (lines.width - 1)
    wrong = [at for at, signs in enumerate(block.translate(None, _NO_SIGNS).split(b"\n")) if signs != right]
    if begin == end or not wrong:
        return
    written, before = block.split(b"\n"), 0
    for at in wrong:
        begin += sum(map(len, written[before:at])) + at - before
        before = at
        if b'"' not in written[at]:
            yield _judged(lines, begin, written[at], line + at)


def _judged(lines: Lines, begin: int, line: bytes, number: int) -> Mended:
    end = begin + len(line)
    text = lines.letters.text(_without_return(line))
    if is_blank(text):
        return Mended(begin, end + 1, number, 1, b"")
    cells = judge_width(text.split(","), number, lines.width, last=lines.is_last(end))
    return _written_anew(cells, lines, begin, end, number, 1)


def _written_anew(cells: Sequence[str] | RowFault, lines: Lines, begin: int, end: int, line: int, count: int) -> Mended:
    """A record without quotes on one line; nothing for a fault."""
    end = min(end + 1, len(lines.data))
    if isinstance(cells, RowFault):
        return Mended(begin, end, line, count, b"", fault=cells)
    plain = ",".join(cells)
    written = ",".join(cell.translate(_STAND_INS) for cell in cells)
    return Mended(begin, end, line, count, lines.letters.bytes(written + "\n"), stands_in=written != plain)


def _without_return(line: bytes) -> bytes:
    """A line without the CR of its end. Raises LoneCarriageReturn for a CR anywhere else."""
    line = line.removesuffix(b"\r")
    if b"\r" in line:
        raise LoneCarriageReturn
    return line
