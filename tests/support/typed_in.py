"""Type rows into an Excel workbook as a clerk would: into the cells of the file itself, keeping formats, lists and notes."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | float | date | None


def type_in(template: Path, filled: Path, rows: Sequence[Sequence[Cell]], *, sheet: str | None = None) -> None:
    """Copy `template` to `filled` with `rows` typed below the headings of `sheet` (the first one when not named)."""
    with zipfile.ZipFile(template) as package:
        members = {name: package.read(name) for name in package.namelist()}
    place = _sheet_names(members).index(sheet) if sheet else 0
    name = f"xl/worksheets/sheet{place + 1}.xml"
    text = members[name].decode("utf-8")
    styles = {
        number: found[3]
        for found in re.finditer(r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"', text)
        for number in range(int(found[1]) - 1, int(found[2]))
    }
    typed = "".join(_row(number, row, styles) for number, row in enumerate(rows, start=2))
    members[name] = text.replace("</sheetData>", typed + "</sheetData>").encode("utf-8")
    with zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as package:
        for member, data in members.items():
            package.writestr(member, data)


def _sheet_names(members: dict[str, bytes]) -> list[str]:
    return re.findall(r'<sheet name="([^"]+)"', members["xl/workbook.xml"].decode("utf-8"))


def _row(number: int, row: Sequence[Cell], styles: dict[int, str]) -> str:
    cells = "".join(_cell(number, place, value, styles.get(place)) for place, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(number: int, place: int, value: Cell, style: str | None) -> str:
    if value is None or value == "":
        return ""
    where = f'r="{_letters(place)}{number}"' + (f' s="{style}"' if style else "")
    if isinstance(value, date):
        return f"<c {where}><v>{(value - date(1899, 12, 30)).days}</v></c>"
    if isinstance(value, (int, float)):
        return f"<c {where}><v>{value}</v></c>"
    return f'<c {where} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
