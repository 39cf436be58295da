"""Files of fixed width (中間標準レイアウト and other old exchanges): cut by bytes, before any letter is decoded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from tsunagu.catalog import Source
from tsunagu.intake.encoding import Decoded
from tsunagu.intake.fixed_records import RecordKinds
from tsunagu.intake.headings import find_headings
from tsunagu.intake.text_table import RowFault, TextSheet, TextTable, csv_line

_PADDING = " \u3000\t"
_END = b"\x1a"


def read_fixed(data: bytes, decoded: Decoded, source: Source, work: Path) -> TextTable:
    """One record per line; its cells without the blanks that fill them up. Lines that do not fit come as faults.

    Widths count bytes of the file's own encoding: a Japanese letter takes two in CP932.
    """
    encoding = "utf-8" if decoded.encoding.startswith("utf-8") else decoded.encoding
    kinds = RecordKinds(source)
    ends = list(accumulate(column.bytes_wide or 0 for column in source.columns))
    spans = list(zip([0, *ends], ends, strict=False))
    headings = find_headings([[column.header for column in source.columns]], source)
    faults: list[RowFault] = []
    path = work / "text.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        for number, line in _lines(data.removeprefix(b"\xef\xbb\xbf")):
            body = kinds.data_of(line, number, encoding)
            if body is None:
                continue
            cells = _cut(body, spans, encoding)
            if isinstance(cells, list):
                stream.write(csv_line([str(number), *cells]))
            else:
                faults.append(RowFault(number, cells, cell=f"{len(body)}バイト（正しくは{ends[-1]}バイト）"))
    faults += kinds.faults_at_end()
    return TextTable([TextSheet(path, headings)], faults)


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(data.replace(b"\r\n", b"\n").split(b"\n"), 1):
        if line.strip(b" \t\x1a"):
            yield number, line.removesuffix(_END)


def _cut(body: bytes, spans: list[tuple[int, int]], encoding: str) -> list[str] | str:
    """The cells, or the code of what is wrong with the record. Blanks lost at the end are no fault."""
    width = spans[-1][1]
    if len(body) > width and body[width:].strip():
        return "row.too_many_cells"
    if len(body) <= spans[-1][0]:
        return "row.too_few_cells"
    try:
        return [body[start:end].decode(encoding).strip(_PADDING) for start, end in spans]
    except UnicodeDecodeError:
        return "row.cut_inside_letter"
