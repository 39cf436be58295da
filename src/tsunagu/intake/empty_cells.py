"""値のない欄: what a receipt says of cells without a value. Missing is not no, and 0 is not blank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tsunagu.base.missing import Missing, missing_by_key

IN_WORDS = {
    Missing.NOT_DELIVERED: "利用目的がないので、読んでいません",
    Missing.BEFORE_MOVE_IN: "転入前のことだと書かれています",
    Missing.NOT_OBTAINABLE: "町では手に入らないと書かれています",
    Missing.NOT_EXAMINED: "健診などを受けていません",
    Missing.NO_ANSWER: "聞いたが答えがありません",
    Missing.NOT_ASKED: "その行では聞いていません",
    Missing.REFUSED: "答えたくないと言われています",
    Missing.UNKNOWN_CODE: "コード表にない値か、不明を表す値が書かれています",
    Missing.UNREADABLE: "何か書かれていますが、値として読めません",
    Missing.UNKNOWN_DATE: "日付が不詳と書かれています",
    Missing.BLANK: "何も書かれていません（「0」は値で、空欄ではありません）",
}
"""What each reason says about a cell of a file."""


@dataclass(frozen=True, slots=True)
class EmptyCells:
    """One column of a file: in how many of its `rows` there is no value, by the key of the reason."""

    column: str
    rows: int
    reasons: dict[str, int]

    @property
    def told(self) -> list[tuple[Missing, int]]:
        """The reasons and how many cells have each, most first."""
        found = [(missing_by_key(key), count) for key, count in self.reasons.items()]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    @property
    def empty(self) -> int:
        """Cells without a value."""
        return sum(self.reasons.values())


def as_in_file(found: Iterable[tuple[int, EmptyCells]]) -> list[EmptyCells]:
    """In the order of the file's columns; a column that feeds several of ours with the same outcome is told once."""
    ordered = [cells for _, cells in sorted(found, key=lambda pair: pair[0])]
    return [cells for place, cells in enumerate(ordered) if cells not in ordered[:place]]
