"""The careful way through single records of a CSV: those the fast reader cannot be trusted with.

Tells an unclosed quote from a line break inside a cell, mends what can be mended with certainty and refuses single rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from tsunagu.intake.limits import MAX_LINE_BYTES
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault

_LINES_IN_A_CELL = 60
"""A cell with more line breaks than this is an unclosed quote."""


@dataclass(frozen=True)
class Record:
    """The cells of one record, how many physical lines it covers; `mended` when its quotes were not paired."""

    cells: list[str]
    lines: int = 1
    mended: bool = False


def split_lines(text: str) -> list[str]:
    """Physical lines without their ends; CRLF, LF and lone CR (old Mac) all end a line. No line after the last end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and lines[-1] == "":
        lines.pop()
    return lines


def refuse_endless_lines(data: bytes) -> None:
    """Raise FileRefused (file.too_large) where a line is so long that its line ends must have been lost."""
    at = 0
    while len(data) - at > MAX_LINE_BYTES:
        end = data.rfind(b"\n", at, at + MAX_LINE_BYTES + 1)
        if end < 0:
            raise FileRefused(
                "file.too_large",
                f"1行が{MAX_LINE_BYTES:,}バイトを超え、改行が失われているおそれがあります",
                line=data.count(b"\n", 0, at) + 1,
            )
        at = end + 1


def first_records(lines: list[str], limit: int) -> list[list[str]]:
    """Cells of the first physical lines, one list per line, for finding the heading row. Quotes are read leniently."""
    return [next(csv.reader([line]), []) if '"' in line else line.split(",") for line in lines[:limit]]


def is_blank(line: str) -> bool:
    """A line that holds no cell: nothing, blanks, commas, the end-of-file sign of old systems."""
    return not line.strip(" \t\u3000,\x1a")


def judge_width(cells: list[str], line: int, width: int, *, last: bool) -> list[str] | RowFault:
    """The cells when there are `width` of them, or more but empty ones. Raises FileRefused when the `last` ends too early."""
    if len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:])):
        return cells[:width]
    if len(cells) < width and last:
        raise FileRefused("file.truncated", "最後の行が途中で切れています", line=line)
    return RowFault(
        line,
        "row.too_few_cells" if len(cells) < width else "row.too_many_cells",
        cell=f"{len(cells)}列（正しくは{width}列）",
    )


def read_record(lines: Iterable[str], width: int) -> Record:
    """The record that begins on the first of these lines, which holds quotes. No more lines are taken than it needs."""
    seen: list[str] = []
    for line in islice(lines, _LINES_IN_A_CELL):
        seen.append(line)
        piece = "\n".join(seen)
        if len(seen) > 1 and piece.count('"') % 2:
            continue
        cells = _strict(piece)
        if cells is not None and (len(cells) == width or len(seen) == 1):
            loose = '""' not in piece and any('"' in cell for cell in cells)
            return Record([cell.replace('"', "") for cell in cells] if loose else cells, len(seen), mended=loose)
        if len(seen) == 1 and piece.count('"') % 2 == 0:
            break
    return Record(_ragged(seen[0]), mended=True)


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
