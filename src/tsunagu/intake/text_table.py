"""A file as text: every cell as it was written, with the physical line it stands on. Still no types, still no judgement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tsunagu.engines import quoted_path
from tsunagu.intake.headings import HeadingRow


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
    """One rectangle of text in a UTF-8 CSV file of ours: the whole file (csv, json) or one sheet (xlsx).

    With `has_line` the first field of every record is its physical line; without it records and lines run in step
    and the first data record stands on line `first_line`.
    """

    path: Path
    headings: HeadingRow
    sheet: str | None = None
    has_line: bool = False
    first_line: int = 1
    data_lines: int | None = None
    """Physical lines from `first_line` on, where the fast path must find exactly as many records."""
    page: str = ""
    """The declared page this table is; '' for files that are one table."""
    given: dict[int, str] = field(default_factory=dict)
    """Texts that stand for every row, by place of the declared column: what the file's name tells."""


@dataclass
class TextTable:
    """All of a file: its sheets, and the rows that could not even be cut into cells."""

    sheets: list[TextSheet]
    faults: list[RowFault] = field(default_factory=list)
    date1904: bool = False
    unread_sheets: tuple[str, ...] = ()


def relation(sheet: TextSheet, columns: Sequence[int]) -> str:
    """SQL giving `line` and c0…cN (text) of one sheet, in file order; cI is the source's I-th declared column.

    Only `columns` (declared positions) and those present are read; others are left to the caller. Extra file columns
    are named x<place>.
    """
    width = sheet.headings.width
    names = (["line"] if sheet.has_line else []) + [f"f{place}" for place in range(width)]
    types = ", ".join(f"'{name}': '{'INTEGER' if name == 'line' else 'VARCHAR'}'" for name in names)
    skip = 0 if sheet.has_line else sheet.first_line - 1
    reader = (
        f"read_csv({quoted_path(sheet.path)}, auto_detect = false, header = false, skip = {skip}, delim = ',', "
        f"quote = '\"', escape = '\"', strict_mode = true, null_padding = false, max_line_size = 2097152, "
        f"columns = {{{types}}})"
    )
    line = "line" if sheet.has_line else f"(row_number() OVER () + {sheet.first_line - 1})::INTEGER AS line"
    cells = [
        f"f{sheet.headings.positions[index]} AS c{index}"
        for index in columns
        if sheet.headings.positions[index] is not None
    ]
    cells += [f"f{place} AS x{place}" for place, _ in sheet.headings.extra]
    where = f" WHERE line >= {sheet.first_line}" if sheet.has_line else ""
    return f"SELECT {', '.join([line, *cells])} FROM {reader}{where}"


def on_pages(pages: Sequence[str], wanted: Collection[str]) -> str:
    """SQL condition: the row stands on a sheet of one of the wanted pages."""
    numbers = [str(number) for number, page in enumerate(pages) if page in wanted]
    return f"s IN ({', '.join(numbers)})" if numbers else "FALSE"


def csv_line(cells: Iterable[str]) -> str:
    """One record of our own CSV: every cell quoted, LF at the end (line breaks inside cells stay inside their quotes)."""
    return ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
