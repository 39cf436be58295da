"""Which of a source's layouts a file has, where its name fits several: the one whose headings stand in it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from tsunagu.catalog import Source
from tsunagu.intake.csv_careful import first_records
from tsunagu.intake.csv_reading import head_lines
from tsunagu.intake.encoding import decode
from tsunagu.intake.headings import SEARCHED_ROWS, score
from tsunagu.intake.sniff import check_bytes
from tsunagu.intake.xlsx_reading import WorkbookReader

_HEAD_BYTES = 1 << 16


def settle_layout(data: bytes, readings: Sequence[Source], *, work: Path, workbooks: WorkbookReader) -> Source:
    """The reading that fits the file best; the first one where none fits better. Raises FileRefused for unreadable files."""
    if len(readings) == 1:
        return readings[0]
    zipped = data.startswith(b"PK")
    of_kind = [reading for reading in readings if (reading.layout.format in ("xlsx", "zip")) == zipped] or list(
        readings
    )
    if len(of_kind) == 1:
        return of_kind[0]
    check_bytes(data, of_kind[0].layout.format)
    rows = _first_rows_of_workbook(data, work, workbooks) if zipped else _first_rows_of_text(data)
    return max(of_kind, key=lambda reading: (_fit(reading, rows), -of_kind.index(reading)))


def _fit(reading: Source, rows: list[list[str]]) -> float:
    """Share of the headings that are there; for files without headings, whether the number of columns is the declared one."""
    if reading.layout.header:
        return score(rows, reading)
    first = next((row for row in rows if any(row)), [])
    extra = reading.layout.record_types is not None
    return 0.5 if reading.layout.format != "fixed" and len(first) == len(reading.columns) + extra else 0.0


def _first_rows_of_text(data: bytes) -> list[list[str]]:
    head = data if len(data) <= _HEAD_BYTES else data[: data.rfind(b"\n", 0, _HEAD_BYTES) + 1] or data
    return first_records(head_lines(decode(head).data), SEARCHED_ROWS)


def _first_rows_of_workbook(data: bytes, work: Path, workbooks: WorkbookReader) -> list[list[str]]:
    path = work / "book.xlsx"
    path.write_bytes(data)
    rows: list[list[str]] = []
    for told in workbooks.open(path, work)["sheets"]:
        with (work / told["file"]).open(encoding="utf-8", newline="") as stream:
            rows += [row[1:] for _, row in zip(range(SEARCHED_ROWS), csv.reader(stream), strict=False)]
    return rows[:SEARCHED_ROWS]
