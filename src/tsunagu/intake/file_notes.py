"""Notes about a file as a whole: how its characters were written, what stood above the headings, which columns differ."""

from __future__ import annotations

import re

from tsunagu.catalog import Source
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.text_table import RowFault, TextTable

_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8（BOMつき）", "cp932": "CP932（Windowsの文字）"}


def _beyond_shift_jis() -> re.Pattern[bytes]:
    """UTF-8 bytes of the letters CP932 has and Shift_JIS has not (①㈱髙﨑 …)."""
    letters: list[bytes] = []
    for lead in (0x87, 0xED, 0xEE, 0xFA, 0xFB, 0xFC):
        for trail in (*range(0x40, 0x7F), *range(0x80, 0xFD)):
            try:
                letter = bytes((lead, trail)).decode("cp932")
            except UnicodeDecodeError:
                continue
            try:
                letter.encode("shift_jis")
            except UnicodeEncodeError:
                letters.append(letter.encode("utf-8"))
    by_head: dict[bytes, set[bytes]] = {}
    for spelled in letters:
        by_head.setdefault(spelled[:-1], set()).add(spelled[-1:])
    parts = [re.escape(head) + b"[" + b"".join(re.escape(tail) for tail in sorted(tails)) + b"]" for head, tails in sorted(by_head.items())]
    return re.compile(b"|".join(parts))


_EXTENSION = _beyond_shift_jis()


def note_encoding(decoded: Decoded, source: Source, book: FaultBook) -> None:
    """BOM, another encoding than declared, letters that only CP932 has (at the first line that has one)."""
    declared = source.layout.encoding
    if decoded.encoding == "utf-8-sig" and declared != "utf-8-sig":
        book.note("file.bom", line=1)
    if decoded.encoding.removesuffix("-sig") != declared.removesuffix("-sig") and not decoded.data.isascii():
        book.note("file.encoding_differs", detail=f"{_NAMES[decoded.encoding]}で書かれています（決まりは{_NAMES[declared]}）")
    if decoded.encoding == "cp932":
        found = _EXTENSION.search(decoded.data)
        if found:
            book.note("file.cp932_extension", line=decoded.data.count(b"\n", 0, found.start()) + 1, cell=found[0].decode("utf-8"))


def note_headings(table: TextTable, source: Source, book: FaultBook) -> None:
    """Title rows, doubled, missing and undeclared headings, per sheet."""
    for sheet in table.sheets:
        headings = sheet.headings
        line = headings.row if not sheet.has_line or sheet.sheet is None else sheet.first_line - 1
        if headings.title_rows:
            book.note("file.title_rows", sheet=sheet.sheet, line=1, detail=f"見出しは{line}行目です")
        for _, name in headings.doubled:
            book.note("file.duplicate_header", sheet=sheet.sheet, line=line, column=name)
        for _, name in headings.extra:
            book.note("file.extra_column", sheet=sheet.sheet, line=line, column=name)
        if source.layout.format != "json":
            for name in headings.missing:
                book.note("file.missing_column", sheet=sheet.sheet, line=line, column=name)


def note_row_faults(faults: list[RowFault], book: FaultBook) -> int:
    """Rows that could not be cut into cells, and those whose quotes were mended; how many were refused."""
    for fault in faults:
        book.note(fault.code, sheet=fault.sheet, line=fault.line, cell=fault.cell or None)
    return sum(fault.refused for fault in faults)
