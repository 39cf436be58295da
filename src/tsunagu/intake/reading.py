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
from tsunagu.intake.json_reading import read_json
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.slots import Slot
from tsunagu.intake.sniff import check_bytes
from tsunagu.intake.staging import Staged, stage
from tsunagu.intake.text_table import TextTable
from tsunagu.intake.which_source import other_source
from tsunagu.intake.xlsx_reading import WorkbookReader, read_xlsx


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
) -> FileRead:
    """The file's text table, its cells typed in `typed`. Raises FileRefused."""
    layout = source.layout
    check_bytes(data, layout.format)
    if layout.format == "xlsx":
        path = work / "book.xlsx"
        path.write_bytes(data)
        table = read_xlsx(path, source, work, workbooks)
        staged = _staged(engine, table, slots)
        encoding = None
    else:
        decoded = decode(data)
        encoding = decoded.encoding
        table, staged = _read_text(decoded, source, pack, slots, engine, work)
        note_encoding(decoded, source, book)
    note_headings(table, source, book)
    return FileRead(table, staged, encoding)


def _read_text(
    decoded: Decoded, source: Source, pack: Pack, slots: Sequence[Slot], engine: Engine, work: Path
) -> tuple[TextTable, Staged]:
    if source.layout.format == "json":
        table = read_json(decoded, source, work)
        return table, _staged(engine, table, slots)
    try:
        fast = read_fast(decoded, source, work)
        staged = stage(engine, fast, slots) if fast is not None else None
        if fast is not None and staged is not None:
            return fast, staged
        careful = read_carefully(decoded, source, work)
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
