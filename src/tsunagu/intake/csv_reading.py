"""CSV bytes to a text table: headings found, records put in step with the lines, cut by column, then decoded."""

from __future__ import annotations

from tsunagu.catalog import Source
from tsunagu.intake.csv_blocks import cut
from tsunagu.intake.csv_careful import first_records, refuse_endless_lines, split_lines
from tsunagu.intake.csv_lines import Lines, LoneCarriageReturn
from tsunagu.intake.encoding import Decoded, first_beyond_shift_jis
from tsunagu.intake.fixed_records import strip_record_types
from tsunagu.intake.headings import SEARCHED_ROWS, find_headings
from tsunagu.intake.letters import Letters, UnsafeText
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable

_HEAD_BYTES, _HEAD_LINES = 1 << 18, SEARCHED_ROWS + 5


def head_lines(data: bytes, encoding: str = "utf-8") -> list[str]:
    """The first physical lines, enough to find the headings; the last one may be cut."""
    end = 0
    for _ in range(_HEAD_LINES):
        end = data.find(b"\n", end, _HEAD_BYTES) + 1
        if not end:
            break
    return split_lines(data[: end or _HEAD_BYTES].decode(encoding, errors="ignore"))[:_HEAD_LINES]


def read_csv(decoded: Decoded, source: Source, *, page: str = "") -> TextTable:
    """The cells of a CSV; rows that cannot be cut are in `faults`. Raises FileRefused (file.header_missing, …).

    `page` says which of the source's pages the text is.
    """
    if decoded.encoding == "cp932" and not source.layout.record_types:
        try:
            return _as_written(decoded, source, page)
        except (UnsafeText, LoneCarriageReturn, FileRefused):
            pass  # a file that is refused says first of all whether its letters can be read: that needs all of it
    data, faults = decoded.data, list[RowFault]()
    if source.layout.record_types:
        lines, faults = strip_record_types(split_lines(data.decode("utf-8")), source)
        data = "".join(line + "\n" for line in lines).encode("utf-8")
    letters = Letters("utf-8")
    try:
        table = _read(data, letters, source, page)
    except LoneCarriageReturn:
        table = _read(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), letters, source, page)
    table.faults[:0] = faults
    return table


def _as_written(decoded: Decoded, source: Source, page: str) -> TextTable:
    """A CP932 file cut before it is decoded, so that only its distinct texts have to be.

    Commas, quotes and line ends are never the second half of a CP932 letter. Raises UnsafeText where bytes are no text.
    """
    raw, letters = decoded.raw, Letters("cp932")
    if any(byte in raw for byte in (b"\xfd", b"\xfe", b"\xff")):
        raise UnsafeText
    table = _read(raw, letters, source, page)
    if letters.beyond:
        decoded.extension = first_beyond_shift_jis(raw)
    return table


def _read(data: bytes, letters: Letters, source: Source, page: str) -> TextTable:
    head = data[:_HEAD_BYTES]
    if head.count(b"\r") != head.count(b"\r\n") + head.endswith(b"\r"):
        raise LoneCarriageReturn
    refuse_endless_lines(data)
    rows = first_records(head_lines(data, letters.encoding), SEARCHED_ROWS)
    headings = find_headings(rows, source, sheet=page or None, page=page)
    start = 0
    for _ in range(headings.row):
        start = data.find(b"\n", start) + 1 or len(data)
    letters.text(data[:start])
    cells, faults = cut(Lines(data, start, headings.row + 1, headings.width, letters))
    return TextTable(
        [TextSheet(None, headings, sheet=page or None, first_line=headings.row + 1, cells=cells, page=page)], faults
    )
