"""課ごとの戻し: what every department's files of a month had wrong, by fault, with what to mend next time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tsunagu.catalog import Pack
from tsunagu.delivery.month_count import month_files
from tsunagu.delivery.month_files import receipts_of_lines
from tsunagu.intake import EmptyCells, Fault, Receipt, receipts_of_files

NOBODY = "（課が分からないファイル）"
IsClosed = Callable[[Receipt, Fault], bool]


@dataclass(frozen=True)
class Place:
    """Where one fault is. No cell: what is written there stays in the department's own file."""

    file: str
    sheet: str
    line: int | None
    column: str
    code: str


@dataclass
class FaultGroup:
    """One kind of fault in one department's files: `closed` of them were checked and are in order."""

    code: str
    label: str
    level: str
    remedy: str
    rule: str
    count: int = 0
    closed: int = 0
    places: list[Place] = field(default_factory=list)

    @property
    def open(self) -> int:
        """How many the department should mend."""
        return self.count - self.closed


@dataclass
class DepartmentReturn:
    """One department's month. `unread`: files that could not be taken, each with why."""

    owner: str
    files: int = 0
    rows_in: int = 0
    rows_refused: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)
    groups: dict[str, FaultGroup] = field(default_factory=dict)
    empty: list[tuple[str, EmptyCells]] = field(default_factory=list)
    """By file its columns with cells without a value."""

    def ordered(self) -> list[FaultGroup]:
        """What costs rows first, then cells, then notes; within each the most frequent first."""
        levels = ("file", "row", "cell", "note")
        return sorted(self.groups.values(), key=lambda group: (levels.index(group.level), -group.open, group.code))

    @property
    def open_faults(self) -> int:
        """Faults nobody has said to be in order."""
        return sum(group.open for group in self.groups.values())


def month_receipts(home: Path, as_of: date) -> list[Receipt]:
    """The receipts of the month's files, taken and not taken, as every page counts them: one that waits is not refused."""
    counted = month_files(home, as_of)
    taken = [(load.file_name, load.sha256, load.load_id) for load in counted.taken]
    return receipts_of_files(home, taken) + receipts_of_lines(home, counted.refused)


def by_department(receipts: Iterable[Receipt], pack: Pack, is_closed: IsClosed) -> list[DepartmentReturn]:
    """The receipts put together by owner; whoever has most to mend first."""
    found: dict[str, DepartmentReturn] = {}
    for receipt in receipts:
        owner = pack.sources[receipt.source].owner if receipt.source in pack.sources else receipt.owner or NOBODY
        one = found.setdefault(owner, DepartmentReturn(owner))
        one.files += 1
        one.rows_in += receipt.rows_in
        one.rows_refused += receipt.rows_refused
        if not receipt.taken:
            one.unread.append((receipt.file, receipt.sentence))
        one.empty += [(receipt.file, cells) for cells in receipt.empty or []]
        for fault in receipt.faults:
            _add(one, pack, receipt, fault, is_closed)
    return sorted(found.values(), key=lambda one: (-len(one.unread), -one.open_faults, one.owner))


def _add(one: DepartmentReturn, pack: Pack, receipt: Receipt, fault: Fault, is_closed: IsClosed) -> None:
    group = one.groups.setdefault(fault.code, _group(pack, fault))
    group.count += 1
    if is_closed(receipt, fault):
        group.closed += 1
    else:
        group.places.append(Place(receipt.file, fault.sheet or "", fault.line, fault.column or "", fault.code))


def _group(pack: Pack, fault: Fault) -> FaultGroup:
    """The group of a fault; one whose code the catalogue no longer has speaks in the receipt's own words."""
    kind = pack.faults.get(fault.code)
    if kind is None:
        return FaultGroup(fault.code, fault.cause, "note", fault.remedy, "")
    return FaultGroup(fault.code, kind.label, kind.level, kind.remedy, kind.rule)
