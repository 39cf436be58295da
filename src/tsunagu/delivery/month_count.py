"""How many files a month has: one function, so that no two pages tell different numbers. Refused ones are told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.delivery.held import taken_back
from tsunagu.delivery.month_files import delivered, refused_lines
from tsunagu.delivery.tray import NEEDS_A_REASON, trays
from tsunagu.intake import Load, ReceiptLine


@dataclass(frozen=True)
class MonthFiles:
    """The files of one month: `taken`, `refused` for good, how many are `waiting` for a reason to replace another, and those that
    came in a zip and, as somebody said, will not be taken (`unwanted`)."""

    taken: list[Load]
    refused: list[ReceiptLine]
    waiting: int
    unwanted: list[ReceiptLine]

    def of(self, within_reach: Callable[[str | None], bool]) -> MonthFiles:
        """Those of the kinds of files (None: nobody knows which) somebody may see; of files that wait only the whole is known."""
        return MonthFiles(
            [load for load in self.taken if within_reach(load.source)],
            [line for line in self.refused if within_reach(line.source)],
            0,
            [line for line in self.unwanted if within_reach(line.source)],
        )

    @property
    def rows_in(self) -> int:
        """Rows of the taken files: as many as were accepted and refused together."""
        return sum(load.rows_in for load in self.taken)

    @property
    def rows_accepted(self) -> int:
        """Rows taken."""
        return sum(load.rows_accepted for load in self.taken)

    @property
    def rows_refused(self) -> int:
        """Rows of taken files that were given back."""
        return sum(load.rows_refused for load in self.taken)


def month_files(home: Path, as_of: date) -> MonthFiles:
    """The files received in the month up to `as_of`. A file that lies in a tray for want of a reason is not refused,
    nor is one that was taken back since instead of replacing another."""
    waits = [path.name for tray in trays(home, as_of) if tray.waits_for_a_person for path in tray.files()]
    lines, unwanted = refused_lines(home, as_of)
    back = taken_back(home)
    refused = [
        line
        for line in lines
        if NEEDS_A_REASON not in line.codes
        or (line.file not in waits and not {line.sha256, line.package_sha256} & back)
    ]
    return MonthFiles(delivered(home, as_of), refused, len(waits), unwanted)
