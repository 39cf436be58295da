"""CSV bytes to a text table: the fast way leaves the cutting to the engine, the careful way cuts line by line here."""

from __future__ import annotations

from pathlib import Path

from tsunagu.catalog import Source
from tsunagu.intake.csv_careful import Record, first_records, records, split_lines
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.fixed_records import strip_record_types
from tsunagu.intake.headings import SEARCHED_ROWS, find_headings
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable, csv_line

_HEAD_BYTES = 1 << 18


def head_lines(decoded: Decoded) -> list[str]:
    """The first physical lines, enough to find the headings; the last one may be cut."""
    return split_lines(decoded.data[:_HEAD_BYTES].decode("utf-8", errors="ignore"))[: SEARCHED_ROWS + 5]


def read_fast(decoded: Decoded, source: Source, work: Path) -> TextTable | None:
    """A text table the engine can cut by itself, or None where lines and records may not run in step.

    The caller must still compare the number of records with `data_lines`: quoted line breaks show only there.
    """
    if source.layout.record_types:
        return None
    data = decoded.data
    line_ends = data.count(b"\n")
    if data.count(b"\r") not in (0, line_ends) or data.count(b"\r") != data.count(b"\r\n"):
        return None
    headings = find_headings(first_records(head_lines(decoded), SEARCHED_ROWS), source)
    lines = line_ends + (not data.endswith(b"\n"))
    path = work / "text.csv"
    path.write_bytes(data)
    return TextTable([TextSheet(path, headings, first_line=headings.row + 1, data_lines=lines - headings.row)])


def read_carefully(
    decoded: Decoded, source: Source, work: Path, *, page: str = "", name: str = "text.csv"
) -> TextTable:
    """The same table cut line by line; rows that cannot be cut are in `faults`. Raises FileRefused (file.truncated …).

    `page`: which of the source's pages the text is; `name`: of the file of ours that holds the cells.
    """
    lines = split_lines(decoded.data.decode("utf-8"))
    faults: list[RowFault] = []
    if source.layout.record_types:
        lines, faults = strip_record_types(lines, source)
    headings = find_headings(first_records(lines, SEARCHED_ROWS), source, sheet=page or None, page=page)
    path = work / name
    with path.open("w", encoding="utf-8", newline="") as stream:
        for record in records(lines, headings.row + 1, headings.width):
            if isinstance(record, RowFault):
                if record.code == "file.truncated":
                    raise FileRefused("file.truncated", "最後の行が途中で切れています", line=record.line)
                faults.append(record)
                continue
            if record.mended:
                faults.append(_mended(record))
            stream.write(csv_line([str(record.line), *record.cells]))
    return TextTable([TextSheet(path, headings, sheet=page or None, has_line=True, page=page)], faults)


def _mended(record: Record) -> RowFault:
    return RowFault(record.line, "row.ragged_quotes", refused=False)
