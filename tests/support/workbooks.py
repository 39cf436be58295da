"""An Excel file that left a page, filled in as Excel would save it, and handed over again."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tsunagu.catalog import IntakeLimits
from tsunagu.intake import workbook_cells

Pages = dict[str, list[list[str]]]


def cells_of(answer: Any, folder: Path) -> Pages:
    """The cells of a workbook that a page gave, read as what comes back is read."""
    assert answer.status_code == 200, answer.status_code
    path = folder / "out.xlsx"
    path.write_bytes(answer.content)
    return workbook_cells(path, folder, IntakeLimits())


def filled(pages: Pages, page: str, **told: str) -> bytes:
    """The same workbook with answers in it; `told`: key in the hidden column → what somebody wrote beside it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False})
    for name, rows in pages.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            key = row[3] if name == page and len(row) > 3 else ""
            cells = [row[0], told.get(key, row[1]), *row[2:]] if key else row
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell)
    book.close()
    return target.getvalue()


def give_back(client: Client, url: str, content: bytes, **told: Any) -> Any:
    """Hand the file over."""
    return client.post(url, {**told, "files": SimpleUploadedFile("回答.xlsx", content)})
