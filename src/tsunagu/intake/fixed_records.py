"""Files of control, data and trailer records, as 国保連 exchanges have them (dirt 35): told apart by their first field."""

from __future__ import annotations

import re

from tsunagu.catalog import Source
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault


def strip_record_types(lines: list[str], source: Source) -> tuple[list[str], list[RowFault]]:
    """The lines with data records only, each without its type field; other lines become empty so that numbers stay.

    Raises FileRefused: file.truncated without a trailer, file.record_count when it names another number of records,
    file.header when a record is of no declared type.
    """
    types = source.layout.record_types or {}
    data, control, trailer = types.get("data"), types.get("control"), types.get("trailer")
    kept: list[str] = []
    faults: list[RowFault] = []
    count = 0
    ended_at: int | None = None
    for number, line in enumerate(lines, 1):
        kind, _, rest = line.partition(",")
        kind = kind.strip().strip('"')
        if not line.strip(" ,\x1a"):
            kept.append("")
        elif kind == data and ended_at is None:
            kept.append(rest)
            count += 1
        elif kind == trailer and ended_at is None:
            ended_at = number
            faults += _disagreement(rest, count, number)
            kept.append("")
        elif kind == control and count == 0:
            kept.append("")
        elif source.layout.header and count == 0:
            kept.append(_heading_line(line, source))
        else:
            raise FileRefused(
                "file.header_missing",
                f"『{source.label}』の記録の種類（{'・'.join(types.values())}）で始まらない行があります",
                line=number,
            )
    if trailer is not None and ended_at is None:
        raise FileRefused("file.truncated", "終わりの記録（トレーラ）がなく、途中で切れています", line=len(lines))
    return kept, faults


def _heading_line(line: str, source: Source) -> str:
    """A heading row may or may not have a heading for the type field."""
    cells = line.split(",")
    return line if len(cells) == len(source.columns) else line.partition(",")[2]


def _disagreement(rest: str, count: int, number: int) -> list[RowFault]:
    """The first whole number of the trailer is how many data records there are."""
    found = re.search(r"\d+", rest)
    if found is None or int(found[0]) == count:
        return []
    return [RowFault(number, "row.record_count_mismatch", cell=f"{int(found[0])}件（実際は{count}件）", refused=False)]
