"""CSV bytes to a text table: headings found, records put in step with the lines, cut by column."""

from __future__ import annotations

import pyarrow as pa
from pyarrow import csv

from tsunagu.catalog import Source
from tsunagu.intake.csv_careful import first_records, is_blank, judge_width, refuse_endless_lines, split_lines
from tsunagu.intake.csv_lines import InStep, LoneCarriageReturn, put_in_step, signs_restored, with_other_lines
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.fixed_records import strip_record_types
from tsunagu.intake.headings import SEARCHED_ROWS, HeadingRow, find_headings
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.sheet_cells import SheetCells, cells_of_lines, line_numbers
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable

_HEAD_BYTES = 1 << 18


def head_lines(data: bytes) -> list[str]:
    """The first physical lines, enough to find the headings; the last one may be cut."""
    return split_lines(data[:_HEAD_BYTES].decode("utf-8", errors="ignore"))[: SEARCHED_ROWS + 5]


def read_csv(decoded: Decoded, source: Source, *, page: str = "") -> TextTable:
    """The cells of a CSV; rows that cannot be cut are in `faults`. Raises FileRefused (file.header_missing, …).

    `page` says which of the source's pages the text is.
    """
    data, faults = decoded.data, list[RowFault]()
    if source.layout.record_types:
        lines, faults = strip_record_types(split_lines(data.decode("utf-8")), source)
        data = "".join(line + "\n" for line in lines).encode("utf-8")
    try:
        table = _read(data, source, page)
    except LoneCarriageReturn:
        table = _read(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), source, page)
    table.faults[:0] = faults
    return table


def _read(data: bytes, source: Source, page: str) -> TextTable:
    head = data[:_HEAD_BYTES]
    if head.count(b"\r") != head.count(b"\r\n") + head.endswith(b"\r"):
        raise LoneCarriageReturn
    refuse_endless_lines(data)
    headings = find_headings(first_records(head_lines(data), SEARCHED_ROWS), source, sheet=page or None, page=page)
    start = 0
    for _ in range(headings.row):
        start = data.find(b"\n", start) + 1 or len(data)
    cells, faults = _cut(data, start, headings)
    return TextTable(
        [TextSheet(None, headings, sheet=page or None, first_line=headings.row + 1, cells=cells, page=page)], faults
    )


def _cut(data: bytes, start: int, headings: HeadingRow) -> tuple[SheetCells, list[RowFault]]:
    """The cells below the headings, and the rows that are none."""
    first_line, width = headings.row + 1, headings.width
    step = put_in_step(data, start, first_line, width)
    if not step.text:
        return SheetCells(line_numbers(first_line, 0, ()), {}), step.faults
    columns, wrong, lines = _columns(step, headings)
    faults, shortened = list(step.faults), {}
    for row in wrong:
        if is_blank(row.text):
            continue
        line = first_line + row.number - 1
        cells = judge_width(first_records([row.text], 1)[0], line, width, last=row.number == lines)
        if isinstance(cells, RowFault):
            faults.append(cells)
        else:
            shortened[row.number] = cells
    if shortened:
        step = with_other_lines(step, shortened)
        columns, wrong, lines = _columns(step, headings)
    if step.rewritten:
        columns = {place: signs_restored(column) for place, column in columns.items()}
    return SheetCells(line_numbers(first_line, lines, [first_line + row.number - 1 for row in wrong]), columns), faults


def _columns(step: InStep, headings: HeadingRow) -> tuple[dict[int, pa.ChunkedArray], list[csv.InvalidRow], int]:
    """The columns that are read, the lines of another width, and how many lines there are."""
    wrong: list[csv.InvalidRow] = []

    def leave_out(row: csv.InvalidRow) -> str:
        wrong.append(row)
        return "skip"

    columns = cells_of_lines(step.text, headings.width, headings.places, quoted=step.quoted, wrong_width=leave_out)
    lines = step.text.count(b"\n") + (not step.text.endswith(b"\n"))
    if len(next(iter(columns.values()), ())) + len(wrong) != lines:
        if b"\r" in step.text:
            raise LoneCarriageReturn
        raise FileRefused("file.other", "行の数と記録の数が合いません")
    return columns, wrong, lines
