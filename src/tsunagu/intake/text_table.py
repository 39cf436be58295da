"""A file as text: every cell as it was written, with the physical line it stands on. Still no types, still no judgement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from tsunagu.intake.headings import HeadingRow
from tsunagu.intake.sheet_cells import SheetCells, cells_of_file, without_blank_rows


@dataclass(frozen=True)
class RowFault:
    """A row that was not taken (or was mended), seen before any cell was read."""

    line: int
    code: str
    sheet: str | None = None
    cell: str = ""
    refused: bool = True


@dataclass
class TextSheet:
    """One rectangle of text: the whole file (csv, json) or one sheet (xlsx).

    Its cells are at hand in `cells`, or lie in `path`, a CSV file of ours whose records begin with their physical line;
    records above `first_line` are headings and titles.
    """

    path: Path | None
    headings: HeadingRow
    sheet: str | None = None
    first_line: int = 1
    cells: SheetCells | None = None
    page: str = ""
    """The declared page this table is; '' for files that are one table."""
    marks: dict[str, Any] = field(default_factory=dict)
    """What a sheet says beside its values (`workbook_marks`); empty for files that cannot."""
    given: dict[int, str] = field(default_factory=dict)
    """Texts that stand for every row, by place of the declared column: what the file's name tells."""

    def read(self) -> SheetCells:
        """The cells by column, without blank rows."""
        return without_blank_rows(self.every_cell(), self.headings.named)

    def every_cell(self) -> SheetCells:
        """The cells by column, also those that stand in no row of the table."""
        if self.cells is None:
            assert self.path is not None
            self.cells = cells_of_file(self.path, self.headings.width, first_line=self.first_line)
        return self.cells


@dataclass
class TextTable:
    """All of a file: its sheets, and the rows that could not even be cut into cells."""

    sheets: list[TextSheet]
    faults: list[RowFault] = field(default_factory=list)
    date1904: bool = False
    unread_sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    marks_unread: bool = False
    """Whether a workbook's marks could not be read."""


def numbers_of_pages(pages: Sequence[str], wanted: Collection[str]) -> pa.Array:
    """Numbers of the sheets that are one of the wanted pages."""
    return pa.array([number for number, page in enumerate(pages) if page in wanted], pa.int32())


def on_pages(pages: Sequence[str], wanted: Collection[str]) -> str:
    """SQL condition: the row stands on a sheet of one of the wanted pages."""
    numbers = [str(number) for number in numbers_of_pages(pages, wanted).to_pylist()]
    return f"s IN ({', '.join(numbers)})" if numbers else "FALSE"


def csv_line(cells: Iterable[str]) -> str:
    """One record of our own CSV: every cell quoted, LF at the end (line breaks inside cells stay inside their quotes)."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
