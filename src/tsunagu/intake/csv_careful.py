"""The careful way through a CSV: line by line, for files the engine's strict reader will not take as they are.

Tells an unclosed quote from a line break inside a cell, mends what can be mended with certainty and refuses single rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.intake.limits import MAX_LINE_BYTES
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault

_LINES_IN_A_CELL = 60
"""A cell with more line breaks than this is an unclosed quote."""


@dataclass(frozen=True)
class Record:
    """One record: its first physical line, its cells; `mended` when quotes were not paired, `lines` it covers."""

    line: int
    cells: list[str]
    lines: int = 1
    mended: bool = False


def split_lines(text: str) -> list[str]:
    """Physical lines without their ends; CRLF, LF and lone CR (old Mac) all end a line. No line after the last end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_LINE_BYTES:
            raise FileRefused(
                "file.too_large", f"1行が{len(line):,}文字あり、改行が失われているおそれがあります", line=number
            )
    return lines


def first_records(lines: list[str], limit: int) -> list[list[str]]:
    """Cells of the first physical lines, one list per line, for finding the heading row. Quotes are read leniently."""
    return [next(csv.reader([line]), []) if '"' in line else line.split(",") for line in lines[:limit]]


def records(lines: list[str], first_line: int, width: int) -> Iterator[Record | RowFault]:
    """Every record from `first_line` (1-based) on, in order; blank lines and rows of empty cells are passed over.

    `width` is how many cells a record must have. A record with another number of cells comes as a RowFault.
    """
    at = first_line - 1
    while at < len(lines):
        line = lines[at]
        if not line.strip(" \t\u3000,\x1a"):
            at += 1
            continue
        if '"' not in line:
            yield _checked(at + 1, line.split(","), width, at + 1 == len(lines))
            at += 1
            continue
        record = _quoted(lines, at, width)
        yield _checked(record.line, record.cells, width, at + record.lines == len(lines), record)
        at += record.lines


def _checked(line: int, cells: list[str], width: int, last: bool, record: Record | None = None) -> Record | RowFault:
    if len(cells) == width:
        return record or Record(line, cells)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return Record(line, cells[:width], record.lines if record else 1, record.mended if record else False)
    if len(cells) < width and last:
        return RowFault(line, "file.truncated")
    return RowFault(
        line,
        "row.too_few_cells" if len(cells) < width else "row.too_many_cells",
        cell=f"{len(cells)}列（正しくは{width}列）",
    )


def _quoted(lines: list[str], at: int, width: int) -> Record:
    """The record beginning at index `at`, whose first line holds quotes."""
    for more in range(1, min(_LINES_IN_A_CELL, len(lines) - at) + 1):
        piece = "\n".join(lines[at : at + more])
        if more > 1 and piece.count('"') % 2:
            continue
        cells = _strict(piece)
        if cells is not None and len(cells) == width:
            loose = '""' not in piece and any('"' in cell for cell in cells)
            return Record(at + 1, [cell.replace('"', "") for cell in cells] if loose else cells, more, mended=loose)
        if more == 1 and piece.count('"') % 2 == 0:
            break
    mended = _ragged(lines[at])
    return Record(at + 1, mended, 1, mended=True)


def _strict(piece: str) -> list[str] | None:
    try:
        rows = list(
            csv.reader(
                piece.split("\n") if "\n" not in piece else [line + "\n" for line in piece.split("\n")], strict=True
            )
        )
    except csv.Error:
        return None
    if len(rows) != 1:
        return None
    cells = rows[0]
    if "\n" in piece and cells:
        cells[-1] = cells[-1].rstrip("\n")
    return cells


def _ragged(line: str) -> list[str]:
    """Cut at commas outside paired quotes where that works, else at every comma; loose quotes are dropped."""
    cells = next(csv.reader([line]), []) if line.count('"') % 2 == 0 else line.split(",")
    return [cell.replace('"', "") for cell in cells]
