"""UTF-8 CSV twins of a department's files: the same rows, without the things that make reading hard.

The anchor gets the easiest form there is (no title rows, no CP932, no Excel), so that the ratio is against raw loading.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

Rows = list[list[str]]


def write_twins(inbox: Path, folder: Path) -> int:
    """One CSV per file (per sheet of a workbook) of `inbox`; the number of data rows written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for path in sorted(inbox.iterdir()):
        for sheet, rows in tables(path):
            header, data = below_titles(rows)
            if header:
                written += write(folder / f"{path.name}.{sheet}.csv", header, data)
    return written


def tables(path: Path) -> list[tuple[str, Rows]]:
    """The rows of a file as text, per sheet. A workbook that is no workbook has none; the month refuses it whole."""
    if path.suffix == ".xlsx":
        try:
            book = CalamineWorkbook.from_path(str(path))
        except CalamineError:
            return []
        return [
            (name, [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()])
            for name in book.sheet_names
        ]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as package:
            members = [package.read(member) for member in package.infolist()]
        return [(str(place), _records(data)) for place, data in enumerate(members)]
    if path.suffix == ".json":
        rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
        header = list(rows[0]) if rows else []
        return [("", [header, *([str(row.get(name, "")) for name in header] for row in rows)])]
    return [("", _records(path.read_bytes()))]


def _records(data: bytes) -> Rows:
    return list(csv.reader(io.StringIO(decoded(data), newline="")))


def decoded(data: bytes) -> str:
    """UTF-8 with or without BOM, else CP932; what cannot be read is replaced: only the amount matters here."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp932", errors="replace")


def below_titles(rows: Rows) -> tuple[list[str], Rows]:
    """The header row (the first of the top ten rows that is nearly as full as the fullest) and the rows below it."""
    if not rows:
        return [], []
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[:10]]
    start = next(number for number, count in enumerate(filled) if count >= 0.8 * max(filled))
    return rows[start], [row for row in rows[start + 1 :] if any(cell.strip() for cell in row)]


def write(path: Path, header: list[str], data: Rows) -> int:
    """Write rows of equal width; the number of data rows."""
    width = max(len(header), *(len(row) for row in data)) if data else len(header)
    names = [f"{name or 'column'}_{number}" for number, name in enumerate(header + [""] * (width - len(header)))]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_MINIMAL)
        writer.writerow(name.replace("\n", " ") for name in names)
        writer.writerows(row + [""] * (width - len(row)) for row in data)
    return len(data)
