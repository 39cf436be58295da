"""Reads one file of a known source down to `typed`, the fast way if it can, the careful way if it must."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tsunagu.catalog import Pack, Source
from tsunagu.engines import Engine
from tsunagu.intake.csv_careful import first_records
from tsunagu.intake.csv_reading import head_lines, read_carefully, read_fast
from tsunagu.intake.encoding import Decoded, decode
from tsunagu.intake.file_notes import note_encoding, note_headings
from tsunagu.intake.fixed_width import read_fixed
from tsunagu.intake.json_reading import read_json
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import FaultBook
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
    if layout.format == "xlsx":
        path = work / "book.xlsx"
        path.write_bytes(data)
        table = _with_name(read_xlsx(path, source, work, workbooks), source, name)
        staged = _staged(engine, table, slots)
        encoding = None
    elif layout.format == "zip":
        path = work / "package.zip"
        path.write_bytes(data)
        table, encoding = read_zip(path, source, work, workbooks)
        staged = _staged(engine, table, slots)
    else:
        decoded = decode(data)
        encoding = decoded.encoding
        table, staged = _read_text(data, decoded, source, pack, slots, engine, work, name)
        note_encoding(decoded, source, book)
    note_headings(table, source, book)
    return FileRead(table, staged, encoding)


def _with_name(table: TextTable, source: Source, name: str) -> TextTable:
    """The table, with what the file's name tells for every row."""
    places = [place for place, column in enumerate(source.columns) if column.taken_from == "file_name"]
    told = named_in(source, name) if places else ""
    for sheet in table.sheets:
        sheet.given.update({place: told for place in places if told})
    return table


def _read_text(
    data: bytes,
    decoded: Decoded,
    source: Source,
    pack: Pack,
    slots: Sequence[Slot],
    engine: Engine,
    work: Path,
    name: str,
) -> tuple[TextTable, Staged]:
    if source.layout.format in ("json", "fixed"):
        table = (
            read_json(decoded, source, work)
            if source.layout.format == "json"
            else read_fixed(data, decoded, source, work)
        )
        return _with_name(table, source, name), _staged(engine, table, slots)
    try:
        fast = read_fast(decoded, source, work)
        staged = stage(engine, _with_name(fast, source, name), slots) if fast is not None else None
        if fast is not None and staged is not None:
            return fast, staged
        careful = _with_name(read_carefully(decoded, source, work), source, name)
    except FileRefused as refused:
        if refused.code == "file.header_missing":
            _say_if_other_source(decoded, source, pack)
        raise
    return careful, _staged(engine, careful, slots)


def _staged(engine: Engine, table: TextTable, slots: Sequence[Slot]) -> Staged:
    """Our own CSV can always be cut as it stands."""
    staged = stage(engine, table, slots)
    assert staged is not None
    return staged


def _say_if_other_source(decoded: Decoded, source: Source, pack: Pack) -> None:
    """A file named like one source with the headings of another deserves the plainer sentence."""
    found = other_source(pack, source, first_records(head_lines(decoded), 40))
    if found is not None:
        raise FileRefused(
            "file.not_what_it_claims",
            f"ファイル名は『{source.label}』ですが、中身は『{found.label}』の見出しです",
            line=1,
        )
