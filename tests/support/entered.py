"""画面で入力した値 handed on without pages: entries over made loads, received as the pages' files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from support.loads import MadeHome
from tsunagu.catalog import ON_SCREEN, in_screen_layout, screen_file_name
from tsunagu.intake import Receipt, ScreenEntry, entered_text, in_force, loads, receive
from tsunagu.purpose import seed_from_pack

BY = "つなぐの画面"
Given = tuple[ScreenEntry, Mapping[str, str]]
"""An entry without its line, and the cells it speaks of."""


def enter(home: MadeHome, source: str, given: Sequence[Given], on: date) -> Receipt:
    """Everything entered for a source up to a day, as the month receives it."""
    if not (home.folder / "purpose").exists():
        (home.folder / "purpose").mkdir()
        seed_from_pack(home.folder, home.pack, date(2024, 4, 1))
    rows: list[Mapping[str, str]] = []
    entries = []
    for entry, cells in given:
        if entry.act != "withdraw":
            rows.append(cells)
            entry = entry.model_copy(update={"line": len(rows), "changed": tuple(cells)})
        entries.append(entry)
    declared = in_screen_layout(home.pack.sources[source], home.pack.tables)
    standing = [load for load in in_force(loads(home.folder), source, f"{on:%Y-%m}", on) if load.part == ON_SCREEN]
    with TemporaryDirectory() as folder:
        file = Path(folder) / screen_file_name(declared, on)
        file.write_text(entered_text(declared, rows, entries, BY), encoding="utf-8")
        (receipt,) = receive(
            [file],
            home=home.folder,
            pack=home.pack,
            received_on=on,
            replace="画面で入力したものが変わった" if standing else None,
            medium=BY,
            entered=True,
        )
    return receipt
