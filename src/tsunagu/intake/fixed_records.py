"""Files of control, data and trailer records, as 国保連 exchanges have them (dirt 35): told apart by their first field."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tsunagu.catalog import Source
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.text_table import RowFault


class RecordKinds:
    """Walks through the lines of a file and tells data from control and trailer; without declared kinds all is data.

    Refuses (FileRefused): file.truncated without a trailer, file.header_missing for a record of no declared kind.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._types: Mapping[str, str] = {str(kind): sign for kind, sign in (source.layout.record_types or {}).items()}
        self._count = 0
        self._last = 0
        self._trailer: tuple[int, str] | None = None

    @property
    def count(self) -> int:
        """Data records met so far."""
        return self._count

    def is_data(self, kind: str, rest: str, line: int) -> bool:
        """Whether a record of this kind is data; notes the trailer."""
        self._last = line
        if kind == self._types.get("data") and self._trailer is None:
            self._count += 1
            return True
        if kind == self._types.get("trailer") and self._trailer is None:
            self._trailer = line, rest
            return False
        if kind == self._types.get("control") and self._count == 0 and self._trailer is None:
            return False
        raise FileRefused(
            "file.header_missing",
            f"『{self._source.label}』の記録の種類（{'・'.join(self._types.values())}）で始まらない行があります",
            line=line,
        )

    def data_of(self, line: bytes, number: int, encoding: str) -> bytes | None:
        """A record of fixed width without the sign of its kind; None for those that are no data."""
        if not self._types:
            return line
        wide = len(next(iter(self._types.values())))
        kind, rest = line[:wide], line[wide:]
        text = rest.decode(encoding, errors="replace")
        return rest if self.is_data(kind.decode("ascii", errors="replace"), text, number) else None

    def faults_at_end(self) -> list[RowFault]:
        """Whether the trailer came, and whether it counts the records as they are."""
        if "trailer" not in self._types:
            return []
        if self._trailer is None:
            raise FileRefused("file.truncated", "終わりの記録（トレーラ）がなく、途中で切れています", line=self._last)
        line, rest = self._trailer
        found = re.search(r"\d+", rest)
        if found is None or int(found[0]) == self._count:
            return []
        return [
            RowFault(
                line, "row.record_count_mismatch", cell=f"{int(found[0])}件（実際は{self._count}件）", refused=False
            )
        ]


def strip_record_types(lines: list[str], source: Source) -> tuple[list[str], list[RowFault]]:
    """The lines of a CSV with data records only, each without its type field; other lines become empty so that numbers stay.

    Raises FileRefused as RecordKinds does.
    """
    kinds = RecordKinds(source)
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        kind, _, rest = line.partition(",")
        kind = kind.strip().strip('"')
        if not line.strip(" ,\x1a"):
            kept.append("")
        elif source.layout.header and kinds.count == 0 and kind not in (source.layout.record_types or {}).values():
            kept.append(_heading_line(line, source))
        else:
            kept.append(rest if kinds.is_data(kind, rest, number) else "")
    return kept, kinds.faults_at_end()


def _heading_line(line: str, source: Source) -> str:
    """A heading row may or may not have a heading for the type field."""
    cells = line.split(",")
    return line if len(cells) == len(source.columns) else line.partition(",")[2]
