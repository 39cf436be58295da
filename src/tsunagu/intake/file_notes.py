"""Notes about a file as a whole: how its characters were written, what stood above the headings, which columns differ."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.catalog import SHEET_LAYOUT, CodeList, Source
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.text_table import RowFault, TextTable

_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8（BOMつき）", "cp932": "CP932（Windowsの文字）"}


def note_encoding(decoded: Decoded, source: Source, book: FaultBook) -> None:
    """BOM, another encoding than declared, letters that only CP932 has."""
    declared = source.layout.encoding
    if decoded.encoding == "utf-8-sig" and declared != "utf-8-sig":
        book.note("file.bom")
    if decoded.encoding.removesuffix("-sig") != declared.removesuffix("-sig") and not decoded.raw.isascii():
        book.note(
            "file.encoding_differs", detail=f"{_NAMES[decoded.encoding]}で書かれています（決まりは{_NAMES[declared]}）"
        )
    if decoded.extension is not None:
        line, letter = decoded.extension
        book.note("file.cp932_extension", detail=f"はじめは{line}行目の「{letter}」です")


def note_headings(table: TextTable, source: Source, book: FaultBook) -> None:
    """Title rows, doubled, missing and undeclared headings, per sheet. They concern the file, so the place is in words."""
    for sheet in table.sheets:
        headings = sheet.headings
        line = headings.row if sheet.sheet is None else sheet.first_line - 1
        where = (f"シート「{sheet.sheet}」の" if sheet.sheet else "") + f"{line}行目"
        if headings.title_rows:
            book.note("file.title_rows", detail=f"見出しは{where}です")
        if headings.levels > 1:
            book.note("file.two_level_header", detail=f"見出しは{where}までの2行です")
        named = [
            ("file.duplicate_header", [name for _, name in headings.doubled]),
            ("file.extra_column", [name for _, name in headings.extra]),
        ]
        if source.layout.format != "json":
            named.append(("file.missing_column", list(headings.missing)))
        for code, names in named:
            for name in names:
                book.note(code, detail=f"{where}の「{name}」です")
    for name in table.unread_sheets:
        book.note("file.unread_sheet", detail=f"シート「{name}」です")


def note_opposite_codes(source: Source, code_lists: Mapping[str, CodeList], book: FaultBook) -> None:
    """A code that says no under one heading and yes under another of the same file: told once, at the first that says no."""
    if source.layout_name == SHEET_LAYOUT:  # its drop-downs offer words
        return
    says: dict[str, dict[str, str]] = {"yes": {}, "no": {}}
    for column in source.columns:
        for code in code_lists[column.codes].codes if column.codes else ():
            if code.meaning in says:
                says[code.meaning].setdefault(code.code, column.header)
    both = says["yes"].keys() & says["no"].keys()
    if both:
        number = min(both)
        no, yes = says["no"][number], says["yes"][number]
        detail = f"「{no}」の{number}は「いいえ」、「{yes}」の{number}は「はい」です"
        book.note("cell.opposite_code", column=no, detail=detail)


def note_row_faults(faults: list[RowFault], book: FaultBook) -> int:
    """Rows that could not be cut into cells, and those whose quotes were mended; how many were refused."""
    for fault in faults:
        book.note(fault.code, sheet=fault.sheet, line=fault.line, cell=fault.cell or None)
    return sum(fault.refused for fault in faults)
