"""受領記録: what happened to one file. Rows in = rows accepted + rows refused, and every fault by its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel

from tsunagu.catalog import FaultKind
from tsunagu.intake.compared import Compared
from tsunagu.intake.empty_cells import EmptyCells

Status = Literal["accepted", "already_received", "refused"]
STATUS_LABELS: dict[str, str] = {
    "accepted": "受け取りました",
    "already_received": "受領済み",
    "refused": "受け取れません",
}

WITHHELD = "（書き写しません）"
"""Stands where a cell must not be written down: hidden looks different from empty."""
LONGEST_CELL = 40
"""Letters of a cell that are written down."""
_HIDDEN = ("cell.my_number",)
"""Codes whose cell is never written down, not even here."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at its place. `line` is the physical line (sheet row in Excel), `column` the heading; None = the whole file."""

    sheet: str | None
    line: int | None
    column: str | None
    code: str
    cause: str
    remedy: str
    cell: str | None = None


class Receipt(BaseModel):
    """What happened to one file; a pure function of the file, the declarations and what had been received before."""

    schema_version: int = 1
    file: str
    sha256: str
    source: str | None = None
    label: str | None = None
    owner: str | None = None
    layout: str | None = None
    """The layout it was read in, where it is not the source's first one."""
    part: str | None = None
    period: str | None = None
    received_on: date
    status: Status
    sentence: str
    load_id: str | None = None
    replaces: str | None = None
    replace_reason: str | None = None
    encoding: str | None = None
    locked_sha256: str | None = None
    """Of the file as it came, where its password was taken off: what is kept and read is the file without one."""
    package_sha256: str | None = None
    """Of the zip as it came, where the file came in one with others."""
    rows_in: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    counts: dict[str, int] = {}
    """Faults by code."""
    dropped_columns: list[str] = []
    """Headings read by nobody: not declared, or without a purpose."""
    empty: list[EmptyCells] | None = None
    """Cells without a value by column and reason; None of a file that was refused, or received before this was counted."""
    never_asked: list[str] = []
    """Labels of what the tables hold and this kind of file never asks."""
    compared: Compared | None = None
    """Of a file that waits for a reason: what would change if it took the place of the one that is there."""
    medium: str | None = None
    carrier: str | None = None
    faults: list[Fault] = []

    @property
    def taken(self) -> bool:
        """Whether the file is in the home, now or before."""
        return self.status != "refused"


class FaultBook:
    """Collects the faults of one file; knows the catalog's words and never writes down more than the cell in question.

    Not even that under the headings `withheld`: a receipt goes back to the department and into print, where no protected
    address may be.
    """

    def __init__(self, kinds: dict[str, FaultKind]) -> None:
        self._kinds = kinds
        self.faults: list[Fault] = []
        self.withheld: frozenset[str] = frozenset()

    def note(
        self,
        code: str,
        *,
        sheet: str | None = None,
        line: int | None = None,
        column: str | None = None,
        cell: str | None = None,
        detail: str = "",
    ) -> None:
        """Add one fault. `detail` is a sentence about this place, put before the catalog's cause."""
        kind = self._kinds[code]
        cause = f"{detail}。{kind.cause}" if detail else kind.cause
        hidden = code in _HIDDEN or column in self.withheld
        shown = None if cell is None else WITHHELD if hidden else cell[:LONGEST_CELL]
        self.faults.append(Fault(sheet, line, column, code, cause, kind.remedy, shown))

    def label(self, code: str) -> str:
        """The short Japanese name of a fault."""
        return self._kinds[code].label

    def level(self, code: str) -> str:
        """note, cell, row or file."""
        return self._kinds[code].level

    def remedy(self, code: str) -> str:
        """What to do about it."""
        return self._kinds[code].remedy

    def sorted(self, columns: Iterable[str]) -> list[Fault]:
        """By sheet, line and place of the column; faults of the whole file first."""
        places = {heading: place for place, heading in enumerate(columns)}
        return sorted(self.faults, key=lambda f: (f.sheet or "", f.line or 0, places.get(f.column or "", -1), f.code))


def count_by_code(faults: Iterable[Fault]) -> dict[str, int]:
    """How often each code occurs, in the order of the codes."""
    return dict(sorted(Counter(fault.code for fault in faults).items()))
