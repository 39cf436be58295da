"""A CSV cut the obvious way: line by line, with nothing but `read_record` for lines with quotes. Slow, and easy to believe."""

from __future__ import annotations

from tsunagu.intake.csv_careful import is_blank, judge_width, read_record, split_lines
from tsunagu.intake.sheet_cells import BLANKS
from tsunagu.intake.text_table import RowFault

Rows = list[tuple[int, list[str]]]


def cut_slowly(text: str, first_line: int, width: int) -> tuple[Rows, list[RowFault]]:
    """(line, cells) of every record from `first_line` on, and what could not be cut. Raises FileRefused (file.truncated)."""
    lines = split_lines(text)
    rows: Rows = []
    faults: list[RowFault] = []
    at = first_line - 1
    while at < len(lines):
        line, taken, mended = lines[at], 1, False
        if is_blank(line):
            at += 1
            continue
        cells = line.split(",")
        if '"' in line:
            record = read_record(lines[at:], width)
            cells, taken, mended = record.cells, record.lines, record.mended
        judged = judge_width(cells, at + 1, width, last=at + taken == len(lines))
        if isinstance(judged, RowFault):
            faults.append(judged)
        else:
            faults += [RowFault(at + 1, "row.ragged_quotes", refused=False)] if mended else []
            if any(cell.strip(BLANKS) for cell in judged):
                rows.append((at + 1, judged))
        at += taken
    return rows, faults
