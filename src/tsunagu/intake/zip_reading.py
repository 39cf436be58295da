"""A zip of several CSV files (OneRoster): every member that is a declared page becomes a table of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tsunagu.catalog import Page, Source
from tsunagu.intake.csv_reading import read_csv
from tsunagu.intake.encoding import Decoded, decode
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable
from tsunagu.intake.unread_members import refuse_numbers_in_members
from tsunagu.intake.xlsx_reading import WorkbookReader


def read_zip(path: Path, source: Source, work: Path, reader: WorkbookReader) -> tuple[TextTable, str]:
    """The table of every page, and the encoding of the first. Raises FileRefused for a page that must be there and is not.

    The package is unpacked by the child process, within its limits; a name never decides where a member is written.
    """
    answer = reader.open(path, work, pages=[page.page for page in source.pages])
    members: dict[str, dict[str, Any]] = {member["name"]: member for member in answer["members"]}
    sheets: list[TextSheet] = []
    faults: list[RowFault] = []
    encodings: list[str] = []
    for page in source.pages:
        if page.page not in members:
            _must_be_optional(page)
            continue
        decoded = _decoded(work / members[page.page]["file"], page)
        encodings.append(decoded.encoding)
        table = read_csv(decoded, source, page=page.page)
        sheets += table.sheets
        faults += [RowFault(fault.line, fault.code, page.page, fault.cell, fault.refused) for fault in table.faults]
    if not sheets:
        raise FileRefused("file.empty", "まとめたファイルの中に、読める表がありません")
    refuse_numbers_in_members(answer["unread"], work, reader)
    unread = tuple(name for name in answer["others"] if name not in source.layout.left_unread)
    return TextTable(sheets, faults, unread_sheets=unread), encodings[0]


def _must_be_optional(page: Page) -> None:
    if not page.optional:
        raise FileRefused("file.header_missing", f"まとめたファイルの中に {page.page} がありません")


def _decoded(path: Path, page: Page) -> Decoded:
    try:
        decoded = decode(path.read_bytes())
        _ = decoded.data  # unreadable letters are told with the page they stand on
        return decoded
    except FileRefused as refused:
        raise FileRefused(refused.code, f"{page.page}：{refused.detail}", line=refused.line, sheet=page.page) from None
