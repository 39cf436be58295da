"""Files of a delivery changed as systems change them: half of it, a column left empty, a code turned round, a value inflated."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Table = list[list[str]]


@dataclass(frozen=True)
class Planting:
    """One change: which file (beginning of its name), what happens to its rows, and the kind of breach it must be."""

    name: str
    file: str
    change: Callable[[Table, list[str]], Table]
    kind: str

    def plant(self, inbox: Path) -> None:
        """Change every file of that name in a delivery."""
        for path in sorted(inbox.glob(f"{self.file}*.csv")):
            encoding = "cp932" if _is_cp932(path) else "utf-8-sig"
            rows = list(csv.reader(io.StringIO(path.read_bytes().decode(encoding))))
            head = max(range(min(6, len(rows))), key=lambda place: len(set(rows[place]) - {""}))
            changed = rows[: head + 1] + self.change(rows[head + 1 :], rows[head])
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows(changed)
            path.write_bytes(text.getvalue().encode(encoding.removesuffix("-sig")))


def _is_cp932(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    return False


def halved(rows: Table, headings: list[str]) -> Table:
    """The second half is missing."""
    return rows[: len(rows) // 2]


def emptied(heading: str) -> Callable[[Table, list[str]], Table]:
    """A column is left empty."""
    return lambda rows, headings: [_with(row, headings.index(heading), "") for row in rows]


def always(heading: str, cell: str) -> Callable[[Table, list[str]], Table]:
    """A column says the same everywhere."""
    return lambda rows, headings: [_with(row, headings.index(heading), cell) for row in rows]


def _with(row: list[str], place: int, cell: str) -> list[str]:
    return [cell if at == place else old for at, old in enumerate(row)]


PLANTINGS = (
    Planting("half of a file", "予防接種", halved, "rows"),
    Planting("a column left empty", "健診_3歳6か月", emptied("体重"), "empty"),
    Planting("a code that means the opposite", "健診_3歳6か月", always("育てにくさ", "1"), "value"),
    Planting("days counted as something else", "出欠_月別", always("欠席計", "19"), "flagged"),
)
