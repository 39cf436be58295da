"""A file that was handed over packed (dirt 52): one table in a zip, its name perhaps in CP932."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import NamedTuple

from tsunagu.catalog import Pack
from tsunagu.intake.limits import held_to, in_force
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.unread_members import refuse_numbers_in_members
from tsunagu.intake.which_source import named_sources, readings_by_name
from tsunagu.intake.workbook_reader import ANY
from tsunagu.intake.xlsx_reading import WorkbookReader


class Unpacked(NamedTuple):
    """The bytes to read, and the name that says which source they are."""

    data: bytes
    name: str


def unpacked(data: bytes, name: str, pack: Pack, work: Path, workbooks: WorkbookReader, book: FaultBook) -> Unpacked:
    """The one file in a zip; anything else, and a zip that is itself a declared layout, as it is.

    Unpacked by the child process, within its limits. Raises FileRefused: file.password_protected, file.too_large,
    file.archive_broken, file.unknown_source where the zip holds more than one file, file.my_number for what it holds beside the one.
    """
    if not name.lower().endswith(".zip") or not data.startswith(b"PK") or _is_a_layout(pack, name):
        return Unpacked(data, name)
    if len(data) > in_force().most_bytes("zip"):
        raise FileRefused("file.too_large", f"ファイルが大きすぎます（{len(data):,}バイト）")
    path = work / "packed.zip"
    path.write_bytes(data)
    answer = workbooks.open(path, work, pages=[ANY])
    members = answer["members"]
    if len(members) != 1:
        raise FileRefused(
            "file.unknown_source",
            f"圧縮ファイルに{len(members)}個のファイルが入っています。1個ずつ、圧縮せずに渡してください",
        )
    refuse_numbers_in_members(answer["unread"], work, workbooks)
    if answer["legacy_names"]:
        book.note("file.member_names_cp932")
    inside = work / members[0]["file"]
    return Unpacked(inside.read_bytes(), unicodedata.normalize("NFC", members[0]["name"]))


def names_in(path: Path, name: str, pack: Pack) -> list[str]:
    """What the files of a zip called `name` are called, nothing unpacked. Empty where it is a layout itself or cannot be opened."""
    if not name.lower().endswith(".zip") or _is_a_layout(pack, name):
        return []
    workbooks = WorkbookReader()
    try:
        with held_to(pack.limits):
            return [unicodedata.normalize("NFC", one) for one in workbooks.names(path)]
    except FileRefused:
        return []  # receiving it says why
    finally:
        workbooks.close()


def files_in(path: Path, name: str, pack: Pack, place: Path) -> list[tuple[str, Path]]:
    """The files of a zip called `name` that holds several, one per school or one per kind, each with its name and where it now
    lies below `place`. Empty where the zip is to be received as it is: it is a layout itself, holds one file, cannot be opened,
    or none of its files has a name that is declared."""
    if not name.lower().endswith(".zip") or _is_a_layout(pack, name):
        return []
    workbooks = WorkbookReader()
    try:
        with held_to(pack.limits):
            if path.stat().st_size > in_force().most_bytes("zip"):
                return []
            names = [unicodedata.normalize("NFC", one) for one in workbooks.names(path)]
            if len(names) < 2 or not any(named_sources(pack, one) for one in names):
                return []
            answer = workbooks.open(path, place, pages=[ANY])
            refuse_numbers_in_members(answer["unread"], place, workbooks)
    except FileRefused:
        return []  # receiving it says why
    finally:
        workbooks.close()
    return [(unicodedata.normalize("NFC", one["name"]), place / one["file"]) for one in answer["members"]]


def _is_a_layout(pack: Pack, name: str) -> bool:
    """Whether files of this name are declared to be zips of pages."""
    try:
        return any(reading.layout.format == "zip" for reading in readings_by_name(pack, name))
    except FileRefused:
        return False
