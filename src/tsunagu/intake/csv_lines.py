"""Puts a CSV text in step: one record on every physical line, so that a fast reader that knows no exceptions can cut it.

Only lines whose quotes are not plainly paired are looked at one by one. Such a record is written anew on its first line,
with bytes that no text can hold in place of the commas, line ends and quotes inside its cells; what other lines it
covered are left empty, so that every record keeps the number of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.csv_careful import judge_width, read_record
from tsunagu.intake.text_table import RowFault

_INSIDE = {",": b"\xfd", "\n": b"\xfe", '"': b"\xff"}
"""Signs inside a cell → the byte that stands for them; these bytes occur in no valid UTF-8."""
_STAND_INS = {ord(sign): 0xDC00 + byte[0] for sign, byte in _INSIDE.items()}
_PLAINLY_QUOTED = re.compile(rb'(?:"[^"\r]*+"|[^",\r]*+)(?:,(?:"[^"\r]*+"|[^",\r]*+))*+')
"""A line whose quotes each open at the beginning of a cell or close at its end; nothing is doubled."""
_PLAINLY_QUOTED_LINES = re.compile(rb'(?:"[^"\r\n]*+"(?:,(?:"[^"\r\n]*+"|[^",\r\n]*+))*+\r?\n)++')
"""Whole lines of that kind that begin with a quote, as many as follow each other."""


class InStep(NamedTuple):
    """`text` from the first record on; `quoted` when some lines hold plain quotes, `rewritten` when some were mended."""

    text: bytes
    quoted: bool
    rewritten: bool
    faults: list[RowFault]


class LoneCarriageReturn(Exception):
    """A line end of old Macs: the caller makes all line ends alike and begins again."""


def put_in_step(data: bytes, start: int, first_line: int, width: int) -> InStep:
    """`data` (UTF-8) from byte `start` on, which is line `first_line`; every record must have `width` cells.

    Raises LoneCarriageReturn, FileRefused (file.truncated) when the last record ends too early.
    """
    pieces: list[bytes] = []
    faults: list[RowFault] = []
    quoted, kept_from, line, counted = False, start, first_line, start
    at = data.find(b'"', start)
    while at >= 0:
        begin = max(data.rfind(b"\n", start, at) + 1, start)
        end = _end_of_line(data, at)
        if begin == at and (run := _PLAINLY_QUOTED_LINES.match(data, begin)):
            quoted, end = True, run.end()
        elif _PLAINLY_QUOTED.fullmatch(data, begin, _without_return(data, end)):
            quoted = True
        else:
            line += data.count(b"\n", counted, begin)
            record = read_record(_lines_from(data, begin), width)
            for _ in range(record.lines - 1):
                end = _end_of_line(data, end + 1)
            cells = judge_width(record.cells, line, width, last=end >= len(data) - 1)
            pieces.append(data[kept_from:begin])
            if isinstance(cells, RowFault):
                faults.append(cells)
            else:
                pieces.append(_on_one_line(cells))
                if record.mended:
                    faults.append(RowFault(line, "row.ragged_quotes", refused=False))
            pieces.append(b"\n" * (record.lines - 1))
            kept_from, counted = end, begin
        at = data.find(b'"', end)
    if not pieces:
        return InStep(data[start:] if start else data, quoted, False, faults)
    end_of_last = b"" if data.endswith(b"\n") else b"\n"
    return InStep(b"".join([*pieces, data[kept_from:], end_of_last]), quoted, True, faults)


def with_other_lines(step: InStep, records: Mapping[int, Sequence[str]]) -> InStep:
    """The same text with the lines of these numbers (from 1) written anew."""
    pieces: list[bytes] = []
    at, number, kept_from = 0, 1, 0
    for wanted in sorted(records):
        for _ in range(wanted - number):
            at = step.text.find(b"\n", at) + 1
        number = wanted
        pieces += [step.text[kept_from:at], _on_one_line(records[wanted])]
        kept_from = _end_of_line(step.text, at)
    return step._replace(text=b"".join([*pieces, step.text[kept_from:]]), rewritten=True)


def signs_restored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column with the commas, line ends and quotes inside its cells as they were written."""
    chunks = []
    for chunk in column.chunks:
        texts = chunk.dictionary
        data = texts.buffers()[2]
        held = data.to_pybytes() if data else b""
        for sign, stands_for in _INSIDE.items():
            if stands_for in held:
                texts = pc.replace_substring(texts.cast(pa.binary()), pattern=stands_for, replacement=sign.encode())
        chunks.append(pa.DictionaryArray.from_arrays(chunk.indices, texts.cast(pa.string())))
    return pa.chunked_array(chunks, column.type)


def _on_one_line(cells: Sequence[str]) -> bytes:
    """A record as bytes without quotes: `surrogateescape` turns the stand-ins into their single bytes."""
    return ",".join(cell.translate(_STAND_INS) for cell in cells).encode("utf-8", "surrogateescape")


def _end_of_line(data: bytes, at: int) -> int:
    """Where the line around `at` ends: at its \\n, or at the end of the text."""
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end


def _without_return(data: bytes, end: int) -> int:
    return end - 1 if data[end - 1 : end] == b"\r" else end


def _lines_from(data: bytes, begin: int) -> Iterator[str]:
    """The lines from byte `begin` on, without their ends."""
    while begin < len(data):
        end = _end_of_line(data, begin)
        line = data[begin : _without_return(data, end)]
        if b"\r" in line:
            raise LoneCarriageReturn
        yield line.decode("utf-8")
        begin = end + 1
