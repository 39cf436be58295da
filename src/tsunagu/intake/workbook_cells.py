"""Every cell of a small workbook of our own making, read as carefully as a department's file: in a child process under its limits."""

from __future__ import annotations

import csv
from pathlib import Path

from tsunagu.catalog import IntakeLimits
from tsunagu.intake.limits import held_to
from tsunagu.intake.xlsx_reading import WorkbookReader


def workbook_cells(path: Path, work: Path, limits: IntakeLimits) -> dict[str, list[list[str]]]:
    """Name of the sheet → its rows that are not blank, as text; hidden sheets as well. `work`: a folder for what is unpacked.

    Raises FileRefused for what is no workbook, has a password or is larger than the limits.
    """
    return {name: [cells for _, cells in lines] for name, lines in workbook_lines(path, work, limits).items()}


def workbook_lines(path: Path, work: Path, limits: IntakeLimits) -> dict[str, list[tuple[int, list[str]]]]:
    """As `workbook_cells`, each row with its line in the sheet (from 1), so that people can be told where something stands."""
    reader = WorkbookReader()
    try:
        with held_to(limits):
            answer = reader.open(path, work)
    finally:
        reader.close()
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for told in answer["sheets"]:
        with (work / told["file"]).open(encoding="utf-8", newline="") as stream:
            found[told["name"]] = [(int(row[0]), row[1:]) for row in csv.reader(stream)]
    return found
