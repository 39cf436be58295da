"""The rows of a kept file as they were written, by where they stand: a row nobody could take has no key to be known by."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.catalog import Pack
from tsunagu.intake.limits import held_to
from tsunagu.intake.loads import LOADS
from tsunagu.intake.originals import read_original
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import Receipt
from tsunagu.intake.workbook_reader import ANY
from tsunagu.intake.xlsx_reading import WorkbookReader

Spot = tuple[str, int]
"""Sheet ('' without one) and line."""
_LINES_IN_A_CELL = 60
"""As many line breaks as the intake believes one cell to hold."""


def rows_as_written(home: Path, pack: Pack, receipt: Receipt, spots: set[Spot]) -> dict[Spot, str]:
    """The text of the rows at these spots; nothing where the file was not taken or is not kept whole.

    Workbooks and zips are opened in the child process, as at intake. These texts hold what people wrote: they never leave
    memory but as a keyed digest.
    """
    if not spots or not receipt.taken or receipt.source not in pack.sources:
        return {}
    readings = pack.readings(receipt.source)
    source = next((one for one in readings if (one.layout_label or None) == receipt.layout), readings[0])
    try:
        data = read_original(home, receipt.sha256)
        with held_to(pack.limits), TemporaryDirectory(dir=home / LOADS, prefix=TEMPORARY_PREFIX) as work:
            packed = receipt.file.lower().endswith(".zip")
            return _of_format(source.layout.format, data, receipt.encoding or "utf-8", Path(work), spots, packed=packed)
    except (OSError, TsunaguError, FileRefused):
        return {}


def _of_format(
    kind: str, data: bytes, encoding: str, work: Path, spots: set[Spot], *, packed: bool = False
) -> dict[Spot, str]:
    """`packed`: the file came in a zip, which the bytes cannot tell: a workbook is one too, and may lie in one as it is."""
    if kind in ("xlsx", "zip") or data.startswith(b"PK"):
        return _packed(kind, data, encoding, work, spots, is_book=kind == "xlsx" and not packed)
    wanted = {line for sheet, line in spots if not sheet}
    if kind == "json":
        found = _of_json(data, wanted)
    elif kind == "fixed":
        lines = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").split(b"\n")
        found = {line: lines[line - 1].decode(encoding, "replace") for line in wanted if line <= len(lines)}
    else:
        found = lines_of_text(io.TextIOWrapper(io.BytesIO(data), encoding, errors="replace", newline=None), wanted)
    return {("", line): text for line, text in found.items()}


def _packed(kind: str, data: bytes, encoding: str, work: Path, spots: set[Spot], *, is_book: bool) -> dict[Spot, str]:
    """Rows of the sheets of a workbook, of the pages of a zip, or of the one file in it."""
    path, reader = work / "packed.bin", WorkbookReader()
    path.write_bytes(data)
    try:
        if kind == "zip":
            members = reader.open(path, work, pages=sorted({sheet for sheet, _ in spots}))["members"]
            told = {one["name"]: (work / one["file"]).read_bytes() for one in members}
            pages = {sheet: {line for on, line in spots if on == sheet} for sheet in told}
            return {
                (sheet, line): text
                for sheet, wanted in pages.items()
                for line, text in lines_of_text(
                    io.TextIOWrapper(io.BytesIO(told[sheet]), encoding, errors="replace"), wanted
                ).items()
            }
        book = path if is_book else _inside(path, work, reader)
        if kind != "xlsx":
            return _of_format(kind, book.read_bytes(), encoding, work, spots)
        return {
            spot: text
            for sheet in reader.open(book, work)["sheets"]
            for spot, text in _of_sheet(work / sheet["file"], sheet["name"], spots).items()
        }
    finally:
        reader.close()


def _inside(path: Path, work: Path, reader: WorkbookReader) -> Path:
    """The one file a zip holds, under a name of its own: the child writes its next answer beside it."""
    member = work / str(reader.open(path, work, pages=[ANY])["members"][0]["file"])
    return member.rename(work / "inside.bin")


def _of_sheet(file: Path, name: str, spots: set[Spot]) -> dict[Spot, str]:
    """Rows of a sheet as the child wrote them: its line, then its cells. How wide the sheet is belongs to no row."""
    wanted = {str(line) for sheet, line in spots if sheet == name}
    if not wanted:
        return {}
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row and row[0] in wanted]
    return {(name, int(row[0])): "\x1f".join(row[1:]).rstrip("\x1f") for row in rows}


def _of_json(data: bytes, wanted: set[int]) -> dict[int, str]:
    try:
        rows = json.loads(data)["rows"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}
    return {
        line: json.dumps(rows[line - 1], ensure_ascii=False, sort_keys=True) for line in wanted if 0 < line <= len(rows)
    }


def lines_of_text(lines: Iterable[str], wanted: set[int]) -> dict[int, str]:
    """The records of a CSV that begin on these lines: a quote left open goes on to the next line."""
    found: dict[int, str] = {}
    open_rows: set[int] = set()
    for number, line in enumerate(lines, 1):
        open_rows = {row for row in open_rows if found[row].count('"') % 2 and number - row <= _LINES_IN_A_CELL}
        if number in wanted:
            found[number] = ""
            open_rows.add(number)
        for row in open_rows:
            found[row] += line
    return {row: text.rstrip("\n") for row, text in found.items()}
