"""One file as a department would write it: cells rendered by the declared layout, then bytes that repeat exactly."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import xlsxwriter

from tsunagu.base.dates import write_date
from tsunagu.base.missing import Missing
from tsunagu.catalog import CodeList, Pack, Source, SourceColumn

Value = str | int | float | date | bool | Missing | None
"""A cell before it is written. A Missing is written by the code that says so (9 無回答); None leaves the cell empty."""

Look = Literal["coloured", "struck", "hidden"]
SAVED_ON = datetime(2024, 4, 1)


@dataclass
class Draft:
    """A file about to be written. `people` holds, row by row, the number of the resident it is about, or None."""

    source: Source
    pack: Pack
    name: str
    headers: list[str]
    rows: list[list[str]]
    people: list[int | None]
    title_rows: list[str] = field(default_factory=list)
    sheet: str = ""
    """Name of the sheet, or of the page in a zip."""
    row_sheets: list[str] = field(default_factory=list)
    """Sheet of every row, where a workbook has several (a sheet per class); each begins with titles and headings."""
    control: list[str] | None = None
    two_levels: bool = False
    """Whether the headings stand in two rows, groups above."""
    quote_all: bool = False
    encoding: str = ""
    bom: bool = False
    torn: dict[int, int] = field(default_factory=dict)
    """Rows whose quoting is ragged: index → column that gets a stray quotation mark."""
    broken: set[int] = field(default_factory=set)
    """Rows with a line break inside a cell."""
    counted_too_many: int = 0
    """By how much the trailer's count is wrong."""
    member: str = ""
    """Name inside the zip, where the file is handed over packed."""
    looks: dict[int, Look] = field(default_factory=dict)
    """Rows of a workbook that say something by how they look."""
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    """Cells of a workbook (row, column) with a note."""
    hidden_column: int | None = None
    filtered: bool = False
    text_box: str = ""
    """What stands in a box that lies over the last sheet of a workbook."""
    hidden_sheet: str = ""
    """Name of a sheet of a workbook that nobody sees."""
    raw: bytes | None = None
    """The whole file when it is not what its name says."""

    def columns(self) -> tuple[SourceColumn, ...]:
        """The declared columns that stand in this file (on this page of it), in order."""
        return columns_in_file(self.source, self.sheet if self.source.pages else "")

    def sheet_at(self, row: int) -> str:
        """Name of the sheet a row stands on."""
        return self.row_sheets[row] if self.row_sheets else self.sheet

    def column_type(self, column: SourceColumn) -> str:
        """Type of the column's first target; text where it goes nowhere."""
        return self.pack.column(column.to[0]).type if column.to else "text"

    def first_line(self) -> int:
        """Line of the first data row: after titles, header or control record."""
        return (
            1
            + len(self.title_rows)
            + (self.source.layout.header and self.source.layout.format != "json")
            + self.two_levels
            + (self.control is not None)
        )

    def lines(self) -> list[int]:
        """Line (sheet row; in JSON the row's place) of every row; a row with a line break takes two."""
        first = self.first_line()
        if self.row_sheets:
            counted: Counter[str] = Counter()
            lines = []
            for name in self.row_sheets:
                lines.append(first + counted[name])
                counted[name] += 1
            return lines
        if not self.broken or self.source.layout.format != "csv":
            return list(range(first, first + len(self.rows)))
        line, lines = first, []
        for index, row in enumerate(self.rows):
            lines.append(line)
            line += 1 + (sum(cell.count("\n") for cell in row) if index in self.broken else 0)
        return lines


def columns_in_file(source: Source, page: str = "") -> tuple[SourceColumn, ...]:
    """The columns that stand as cells on a page of the file ('' where it is one table)."""
    return tuple(column for column in source.columns if column.page == page and column.taken_from == "cell")


GROUPS = {"病欠": "欠席", "事故欠": "欠席"}
"""Headings that schools put under a common one."""


def heading_rows(draft: Draft) -> list[list[str]]:
    """The heading as one row, or as two: what stands before `_` once above its columns, the rest below."""
    if not draft.two_levels:
        return [draft.headers]
    upper, lower, group = [], [], ""
    for header in draft.headers:
        above, _, below = f"{GROUPS[header]}_{header}".partition("_") if header in GROUPS else header.partition("_")
        upper.append("" if below and above == group else above)
        lower.append(below)
        group = above
    return [upper, lower]


class Renderer:
    """Turns values, named by the headings of the source's first layout, into cells of the layout that is written."""

    def __init__(self, pack: Pack, source: Source, page: str = "") -> None:
        columns = columns_in_file(source, page)
        self._cells: list[tuple[str, Callable[[Any], str]]] = [
            (column.item or column.in_file, self._for(pack, column)) for column in columns
        ]
        self._places = {column.in_file: place for place, column in enumerate(columns)}
        self._composed = [(place, column) for place, column in enumerate(columns) if column.joined]

    def row(self, values: dict[str, Value]) -> list[str]:
        """The cells of one row, in the order of the declared columns."""
        get = values.get
        cells = ["" if (value := get(header)) is None else render(value) for header, render in self._cells]
        for place, column in self._composed:
            self._take_apart(cells, place, column)
        return cells

    def _take_apart(self, cells: list[str], place: int, column: SourceColumn) -> None:
        """Write 氏 and 名 where the other layout has 氏名; what cannot be taken apart goes where it is looked for instead."""
        pieces = cells[place].split(column.between) if column.between else list(cells[place])
        if len(pieces) == 1 + len(column.joined):
            for heading, piece in zip((column.in_file, *column.joined), pieces, strict=True):
                cells[self._places[heading]] = piece
        elif column.otherwise and cells[place]:
            cells[self._places[column.otherwise[0]]] = cells[place]
            cells[place] = ""

    def _for(self, pack: Pack, column: SourceColumn) -> Callable[[Any], str]:
        kind = pack.column(column.to[0]).type if column.to else "text"
        if column.codes and kind in ("code", "flag", "key", "int"):
            return _coded(pack.code_lists[column.codes])
        if kind in ("date", "month"):
            return _dated(column)
        if kind == "key" and column.width:
            width = column.width
            return lambda value: "" if value is None else str(value).zfill(width)
        return lambda value: "" if value is None else str(value)


def _dated(column: SourceColumn) -> Callable[[Any], str]:
    kept: dict[date, str] = {}

    def render(value: date | str | None) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        if value not in kept:
            kept[value] = write_date(value, column.written)
        return kept[value]

    return render


def _coded(codes: CodeList) -> Callable[[Any], str]:
    """By canonical value; True and False by the codes that mean yes and no; a Missing by the code that gives its reason."""
    cells: dict[Any, str] = {None: ""}
    for code in codes.codes:
        if code.meaning == "value":
            cells.setdefault(code.value, code.code)
            if code.value.isdigit():
                cells.setdefault(int(code.value), code.code)
        elif code.meaning in ("yes", "no"):
            cells.setdefault(code.meaning == "yes", code.code)
        else:
            cells.setdefault(
                Missing.UNKNOWN_CODE if code.meaning == "unknown" else Missing[code.meaning.upper()], code.code
            )
    cells.setdefault(False, "")
    return lambda value: cells[value] if value in cells else "" if isinstance(value, Missing) else str(value)


def draft_of(
    pack: Pack, source_id: str, name: str, rows: Iterable[tuple[int | None, dict[str, Value]]], **more: Any
) -> Draft:
    """Render rows of (resident number, values by heading of the first layout) into a draft of the layout the town writes."""
    source = pack.written(source_id)
    page = more.get("sheet", "") if source.pages else ""
    renderer = Renderer(pack, source, page)
    cells, people = [], []
    for person, values in rows:
        cells.append(renderer.row(values))
        people.append(person)
    return Draft(
        source,
        pack,
        _name_in_layout(pack.sources[source_id], source, name),
        [column.in_file for column in columns_in_file(source, page)],
        cells,
        people,
        encoding=source.layout.encoding,
        **more,
    )


def _name_in_layout(first: Source, written: Source, name: str) -> str:
    """The file's name as the written layout has it: what stood for `*` in the first layout's pattern stays."""
    if written.layout_name == first.layout_name:
        return name
    told = ""
    for pattern in first.layout.file_names:
        before, _, after = pattern.partition("*")
        if name.startswith(before) and name.endswith(after):
            told = name.removeprefix(before).removesuffix(after)
    return written.layout.file_names[0].replace("*", told, 1)


def write_draft(draft: Draft, folder: Path) -> None:
    """Put the file into the folder; a page of a zip beside those already there."""
    path = folder / draft.name
    if draft.source.layout.format == "zip":
        member = zipfile.ZipInfo(draft.sheet, SAVED_ON.timetuple()[:6])
        member.compress_type = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(path, "a") as package:
            package.writestr(member, draft.raw if draft.raw is not None else _csv_bytes(draft))
    elif draft.raw is not None:
        path.write_bytes(draft.raw)
    elif draft.source.layout.format == "fixed":
        path.write_bytes(_fixed_bytes(draft))
    elif draft.source.layout.format == "xlsx":
        _write_xlsx(draft, path)
    elif draft.source.layout.format == "json":
        rows = [dict(zip(draft.headers, row, strict=True)) for row in draft.rows]
        text = json.dumps({"schema": 1, "source": draft.source.source, "rows": rows}, ensure_ascii=False, indent=1)
        path.write_bytes(text.encode() + b"\n")
    elif draft.member:
        with zipfile.ZipFile(path, "w") as package:
            package.writestr(_NamedInCp932(draft.member, SAVED_ON.timetuple()[:6]), _csv_bytes(draft))
    else:
        path.write_bytes(_csv_bytes(draft))


class _NamedInCp932(zipfile.ZipInfo):
    """A member whose name is written as Windows writes it, without a sign that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def _csv_bytes(draft: Draft) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL if draft.quote_all else csv.QUOTE_MINIMAL, lineterminator="\r\n")
    for title in draft.title_rows:
        buffer.write(f"{title}\r\n")
    if draft.control is not None:
        writer.writerow(draft.control)
    if draft.source.layout.header:
        writer.writerows(heading_rows(draft))
    data = [draft.source.layout.record_types["data"]] if draft.source.layout.record_types else []
    for index, row in enumerate(draft.rows):
        if index in draft.torn:
            buffer.write(_torn_line(data + row, draft.torn[index] + len(data)))
        else:
            writer.writerow(data + row)
    if draft.source.layout.record_types:
        writer.writerow([draft.source.layout.record_types["trailer"], str(len(draft.rows) + draft.counted_too_many)])
    data_bytes = buffer.getvalue().encode(draft.encoding.replace("-sig", ""))
    return (b"\xef\xbb\xbf" if draft.bom or draft.encoding == "utf-8-sig" else b"") + data_bytes


def _fixed_bytes(draft: Draft) -> bytes:
    """Lines of fixed width: numbers fill their place with zeros in front, texts with blanks behind."""
    signs = draft.source.layout.record_types or {}
    encoding = draft.encoding.replace("-sig", "")
    columns = draft.columns()
    numbers = [draft.column_type(column) in ("int", "decimal") for column in columns]
    lines = [_control_line(draft)] if draft.control is not None else []
    for row in draft.rows:
        record = signs.get("data", "").encode()
        for column, cell, is_number in zip(columns, row, numbers, strict=True):
            record += _filled(cell, column, is_number, encoding)
        lines.append(record)
    if "trailer" in signs:
        lines.append(f"{signs['trailer']}{len(draft.rows):08d}".encode())
    return b"".join(line + b"\r\n" for line in lines)


def _control_line(draft: Draft) -> bytes:
    return "".join(draft.control or ()).encode("ascii")


def _filled(cell: str, column: SourceColumn, is_number: bool, encoding: str) -> bytes:
    """Raises ValueError where a cell is wider than its place: the layout is declared too narrow."""
    wide = column.bytes_wide or 0
    content = cell.encode(encoding)
    if len(content) > wide:
        raise ValueError(f"{column.in_file}: {len(content)} bytes do not fit into {wide}")
    return content.rjust(wide, b"0") if is_number and cell else content.ljust(wide)


def _torn_line(cells: list[str], column: int) -> str:
    """A line with a cell whose quotation ends too early."""
    torn = [*cells]
    torn[column] = f'"{torn[column][:1]}"{torn[column][1:]}'
    return ",".join(torn) + "\r\n"


def _write_xlsx(draft: Draft, path: Path) -> None:
    workbook = xlsxwriter.Workbook(
        str(path), {"constant_memory": False, "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"author": draft.source.owner, "created": SAVED_ON})
    numbers = [draft.column_type(column) == "int" for column in draft.columns()] + [False] * len(draft.headers)
    for name in dict.fromkeys(draft.row_sheets) or [draft.sheet or "一覧"]:
        rows = [place for place in range(len(draft.rows)) if not draft.row_sheets or draft.row_sheets[place] == name]
        sheet = workbook.add_worksheet(name)
        _write_sheet(sheet, draft, rows, numbers, _formats(workbook, draft))
    if draft.text_box:
        sheet.insert_textbox(len(draft.rows) + 2, 1, draft.text_box)
    if draft.hidden_sheet:
        workbook.add_worksheet(draft.hidden_sheet).hide()
    workbook.close()


def _formats(workbook: Any, draft: Draft) -> dict[str, Any]:
    """The formats of the looks that occur, so that a plain workbook keeps its plain styles."""
    looks = {"coloured": {"bg_color": "#FFFF00"}, "struck": {"font_strikeout": True}}
    return {look: workbook.add_format(looks[look]) for look in looks if look in draft.looks.values()}


def _write_sheet(sheet: Any, draft: Draft, rows: list[int], numbers: list[bool], formats: dict[str, Any]) -> None:
    for line, title in enumerate(draft.title_rows):
        sheet.write_string(line, 0, title)
    top = len(draft.title_rows)
    for headers in heading_rows(draft):
        for column, header in enumerate(headers):
            sheet.write_string(top, column, header)
        top += 1
    for line, row in enumerate(rows, start=top):
        look = formats.get(draft.looks.get(row, ""))
        for column, cell in enumerate(draft.rows[row]):
            if cell and numbers[column] and cell.isascii() and cell.isdigit():
                sheet.write_number(line, column, int(cell), look)
            elif cell:
                sheet.write_string(line, column, cell, look)
            if (row, column) in draft.notes:
                sheet.write_comment(line, column, draft.notes[row, column])
        if draft.looks.get(row) == "hidden":
            sheet.set_row(line, None, None, {"hidden": True})
    if draft.hidden_column is not None:
        sheet.set_column(draft.hidden_column, draft.hidden_column, None, None, {"hidden": True})
    if draft.filtered:
        sheet.autofilter(top - 1, 0, top + len(rows) - 1, len(draft.headers) - 1)
        sheet.filter_column(0, "x == NonBlanks")
