"""Reads one file of a known source down to `typed`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tsunagu.catalog import Pack, Source
from tsunagu.engines import Engine
from tsunagu.intake.csv_careful import first_records
from tsunagu.intake.csv_reading import head_lines, read_csv
from tsunagu.intake.encoding import Decoded, decode
from tsunagu.intake.file_notes import note_encoding, note_headings
from tsunagu.intake.fixed_width import read_fixed
from tsunagu.intake.json_reading import read_json
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.sheet_marks import note_marks
from tsunagu.intake.slots import Slot
from tsunagu.intake.sniff import check_bytes
from tsunagu.intake.staging import Staged, stage
from tsunagu.intake.text_table import TextTable
from tsunagu.intake.which_source import named_in, other_source
from tsunagu.intake.xlsx_reading import WorkbookReader, read_xlsx
from tsunagu.intake.zip_reading import read_zip


class FileRead(NamedTuple):
    """A file read down to `typed`: its text table, what was staged, its encoding (None for Excel)."""

    table: TextTable
    staged: Staged
    encoding: str | None


def read_file(
    data: bytes,
    source: Source,
    pack: Pack,
    slots: Sequence[Slot],
    *,
    engine: Engine,
    work: Path,
    workbooks: WorkbookReader,
    book: FaultBook,
    name: str,
) -> FileRead:
    """The file's text table, its cells typed in `typed`. `name` is the file's. Raises FileRefused."""
    layout = source.layout
    check_bytes(data, layout.format)
    encoding: str | None = None
    if layout.format == "xlsx":
        path = work / "book.xlsx"
        path.write_bytes(data)
        table = read_xlsx(path, source, work, workbooks)
    elif layout.format == "zip":
        path = work / "package.zip"
        path.write_bytes(data)
        table, encoding = read_zip(path, source, work, workbooks)
    else:
        decoded = decode(data)
        encoding = decoded.encoding
        table = _read_text(data, decoded, source, pack, work)
        note_encoding(decoded, source, book)
    if layout.format != "zip":
        _take_from_name(table, source, name)
    note_headings(table, source, book)
    staged = stage(engine, table, slots)
    if layout.format == "xlsx":
        note_marks(table, staged, book)
    return FileRead(table, staged, encoding)


def _take_from_name(table: TextTable, source: Source, name: str) -> None:
    """What the file's name tells stands for every row."""
    places = [place for place, column in enumerate(source.columns) if column.taken_from == "file_name"]
    told = named_in(source.layout.file_names, name) if places else ""
    for sheet in table.sheets:
        sheet.given.update({place: told for place in places if told})


def _read_text(data: bytes, decoded: Decoded, source: Source, pack: Pack, work: Path) -> TextTable:
    if source.layout.format == "json":
        return read_json(decoded, source, work)
    if source.layout.format == "fixed":
        _ = decoded.data  # letters are checked before anything is cut
        return read_fixed(data, decoded, source, work)
    try:
        return read_csv(decoded, source)
    except FileRefused as refused:
        if refused.code == "file.header_missing":
            _say_if_other_source(decoded, source, pack)
        raise


def _say_if_other_source(decoded: Decoded, source: Source, pack: Pack) -> None:
    """A file named like one source with the headings of another deserves the plainer sentence."""
    found = other_source(pack, source, first_records(head_lines(decoded.data), 40))
    if found is not None:
        raise FileRefused(
            "file.not_what_it_claims",
            f"ファイル名は『{source.label}』ですが、中身は『{found.label}』の見出しです",
            line=1,
        )
