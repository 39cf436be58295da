"""What the receipt says of a workbook's colours, strike-through and hidden parts (dirt 41, 42): where they are, never what they mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.staging import Staged
from tsunagu.intake.text_table import TextSheet, TextTable

_STRIPES = 0.4
"""From this share of the rows on, every second one coloured is a way to draw a table."""


def note_marks(table: TextTable, staged: Staged, book: FaultBook) -> None:
    """One note a row for colours, strike-through and hiding; one a sheet for what concerns the sheet."""
    if table.marks_unread:
        book.note("file.marks_unread")
    for name in table.hidden_sheets:
        book.note("file.hidden_sheet", detail=f"シート「{name}」です")
    for number, sheet in enumerate(table.sheets):
        if not sheet.marks:
            continue
        lines = _lines_of(staged, number)
        for code, rows in (
            ("row.coloured", _coloured(sheet.marks["fills"], lines)),
            ("row.struck_through", _rows_of(sheet.marks["struck"].values())),
            ("row.hidden", set(sheet.marks["hidden_rows"][1])),
        ):
            for line in sorted(rows & lines):
                book.note(code, sheet=sheet.sheet, line=line)
        _note_sheet(sheet, lines, book)


def _lines_of(staged: Staged, sheet: int) -> set[int]:
    """The lines of a sheet that hold data."""
    return {
        line
        for number, line in zip(staged.sheet_of.to_pylist(), staged.line_of.to_pylist(), strict=True)
        if number == sheet
    }


def _rows_of(kept: Collection[Any]) -> set[int]:
    return {row for _, rows in kept for row in rows}


def _coloured(fills: Mapping[str, Mapping[str, Any]], lines: set[int]) -> set[int]:
    """Lines with a fill that fewer than half of the column's rows have; stripes say nothing."""
    odd: set[int] = set()
    for by_colour in fills.values():
        for count, rows in by_colour.values():
            here = lines & set(rows)
            many = count if count > len(rows) else len(here)
            if 2 * many < max(2, len(lines)) + 1 and not _are_stripes(here, len(lines)):
                odd |= here
    return odd


def _are_stripes(coloured: set[int], rows: int) -> bool:
    ordered = sorted(coloured)
    return len(ordered) >= max(2, _STRIPES * rows) and all(b - a == 2 for a, b in pairwise(ordered))


def _note_sheet(sheet: TextSheet, lines: set[int], book: FaultBook) -> None:
    where = f"シート「{sheet.sheet}」"
    headings = dict(enumerate(sheet.headings.headings, start=1))
    for column in sheet.marks["hidden_columns"]:
        if headings.get(column):
            book.note("file.hidden_column", detail=f"{where}の「{headings[column]}」です")
    if sheet.marks["filtered"]:
        book.note("file.filtered", detail=f"{where}です")
    if sheet.marks["shapes"]:
        book.note("file.shape", detail=f"{where}に{sheet.marks['shapes']}個あります")
    for line, column in _comments_in(sheet.marks["comments"], lines):
        book.note("cell.comment", sheet=sheet.sheet, line=line, column=headings.get(column))


def _comments_in(places: Collection[list[int]], lines: set[int]) -> Iterator[tuple[int, int]]:
    return ((line, column) for line, column in places if line in lines)
