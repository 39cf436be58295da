"""Members of a zip that nobody reads: what they hold is kept with the zip, so Individual Numbers are looked for in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tsunagu.intake.problems import FileRefused
from tsunagu.intake.unread_texts import refuse_numbers_in_text
from tsunagu.intake.xlsx_reading import WorkbookReader


def refuse_numbers_in_members(members: Iterable[dict[str, Any]], work: Path, reader: WorkbookReader) -> None:
    """The members of a zip nobody reads, as the child unpacked them: texts, and workbooks sheet by sheet.

    Raises FileRefused (file.my_number).
    """
    for member in members:
        path = work / member["file"]
        with path.open("rb") as stream:
            packed = stream.read(2) == b"PK"
        if packed:
            _look_into_workbook(path, member["name"], work, reader)
        else:
            refuse_numbers_in_text(path, member["name"])


def _look_into_workbook(path: Path, name: str, work: Path, reader: WorkbookReader) -> None:
    with TemporaryDirectory(dir=work) as folder:
        try:
            answer = reader.open(path, Path(folder))
        except FileRefused:  # no workbook that could be opened, and so nothing that could be read by anybody
            return
        for told in answer["sheets"]:
            refuse_numbers_in_text(Path(folder) / told["file"], f"{name}の{told['name']}")
