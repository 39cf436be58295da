"""Where and how much is planted: chosen by seed, month and file, so that the same arguments give the same faults."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import NamedTuple
from zlib import crc32

from tsunagu.catalog import FaultKind, SourceColumn
from tsunagu.sample.dirt.cells import CELL_FAULTS, Change, Spot
from tsunagu.sample.dirt.whole_columns import COLUMN_FAULTS
from tsunagu.sample.dirt.whole_files import (
    FILE_FAULTS,
    MISCOUNTED,
    OPPOSITE,
    headless,
    impostor,
    miscount,
    opposite_column,
)
from tsunagu.sample.dirt.whole_rows import (
    SUBTOTAL,
    DoubleRows,
    code_out_of_force,
    dittos,
    household_split,
    ragged_quotes,
    subtotal,
    sum_mismatch,
)
from tsunagu.sample.dirt.workbooks import WORKBOOK_FILE_FAULTS, WORKBOOK_ROW_FAULTS
from tsunagu.sample.places import School, Schools
from tsunagu.sample.randomness import pick, stream
from tsunagu.sample.writing import Draft

FAULTS_HEADER = "file,sheet,line,column,kind"
RARE = "file.bom"
"""Only the three files of the register are UTF-8: the first of them gets the mark."""
LATE_MONTHS = (1, 7)
DOUBLES_SHARE = 0.1
_SHARE_OF_COLUMNS = 0.8
"""How often a column that would do is taken: mostly, so that each kind finds one."""
_ATTEMPTS = 12
UNSOILED = ("fixed", "zip")
"""Formats written clean at every rate: a fault would move every byte behind it."""


class PlantedFault(NamedTuple):
    """One fault. File-level kinds have line 0 and no column."""

    file: str
    sheet: str
    line: int
    column: str
    kind: str


class Soil:
    """Plants faults into drafts at a rate: the share of rows that get one. Nothing is planted at rate 0."""

    def __init__(
        self, seed: int, as_of: date, rate: float, kinds: Collection[int] | None, faults: Mapping[str, FaultKind]
    ) -> None:
        """`kinds`: plant these kinds of dirt only (None: all of them)."""
        self._seed, self._as_of, self._rate = seed, as_of, rate
        self._faults: list[PlantedFault] = []
        self._doubles = DoubleRows()
        wanted = {code for code, fault in faults.items() if fault.dirt and (kinds is None or int(fault.dirt) in kinds)}
        self._wanted = wanted
        self._cell_faults = [(code, change) for code, change in CELL_FAULTS if code in wanted]
        self._file_faults = [(code, plant) for code, plant in (*FILE_FAULTS, *WORKBOOK_FILE_FAULTS) if code in wanted]
        self._rare_open = {code for code, _ in _RARE_ROWS if code in wanted}
        self._column_kinds_open = {code for code, _ in COLUMN_FAULTS if code in wanted}
        self._workbook_faults = [(code, plant) for code, plant in WORKBOOK_ROW_FAULTS if code in wanted]
        self._workbook_kinds_open = [code for code, _ in self._workbook_faults]
        self._file_kinds_open = {code for code, _ in self._file_faults}

    def late_schools(self, schools: Schools) -> tuple[School, ...]:
        """In January and July one school hands in its attendance too late (only where files are dirty at all)."""
        if self._rate == 0 or self._as_of.month not in LATE_MONTHS:
            return ()
        return (schools.elementary[-1],)

    def sow(self, draft: Draft) -> Iterator[Draft]:
        """The draft with its faults, and whatever false file lies beside it."""
        if self._rate == 0 or draft.source.layout.format in UNSOILED:
            yield draft
            return
        rng = stream(self._seed, "dirt", self._as_of.toordinal(), crc32(draft.name.encode()))
        file_codes = self._sow_file(draft, rng)
        opposite = opposite_column(draft)
        if opposite is not None and OPPOSITE in self._wanted:
            self._faults.append(PlantedFault(draft.name, "", 0, opposite, OPPOSITE))
        for code, header in self._sow_columns(draft):
            self._faults.append(PlantedFault(draft.name, "", 0, header, code))
        planted = self._sow_rows(draft, rng)
        lines = draft.lines()
        if MISCOUNTED in self._wanted and miscount(draft):
            self._faults.append(PlantedFault(draft.name, "", lines[-1] + 1, "", MISCOUNTED))
        self._faults += [PlantedFault(draft.name, "", 0, "", code) for code in file_codes]
        self._faults += [
            PlantedFault(draft.name, draft.sheet_at(row), lines[row], column, code) for row, column, code in planted
        ]
        yield draft
        for code, line, beside in (("file.not_what_it_claims", 0, impostor), ("file.header_missing", 1, headless)):
            false = beside(draft) if code in self._wanted else None
            if false is not None:
                self._faults.append(PlantedFault(false.name, "", line, "", code))
                yield false

    def _sow_file(self, draft: Draft, rng: Random) -> list[str]:
        """Each kind at least once in the inbox; more often the dirtier."""
        codes = []
        for code, plant in self._file_faults:
            if code == "file.encoding_differs" and "file.cp932_extension" in codes:
                continue
            if (
                (code in self._file_kinds_open or rng.random() < self._rate * 2)
                and (rng.random() < 0.6 or code == RARE)
                and plant(draft, rng)
            ):
                self._file_kinds_open.discard(code)
                codes.append(code)
                if code in ("file.duplicate_header", "file.title_rows", "file.two_level_header"):
                    break
        return codes

    def _sow_columns(self, draft: Draft) -> list[tuple[str, str]]:
        """Each kind once in the inbox, in one column of a file that no other kind of a column is in: (code, heading).

        A system writes a column the same way every month, so that the month has no say in which column it is.
        """
        of_all_months = stream(self._seed, "columns", 0, crc32(draft.source.source.encode()))
        for code, plant in of_all_months.sample(COLUMN_FAULTS, len(COLUMN_FAULTS)):
            wanted = of_all_months.random() < _SHARE_OF_COLUMNS
            header = plant(draft, of_all_months) if code in self._column_kinds_open and wanted else None
            if header is not None:
                self._column_kinds_open.discard(code)
                return [(code, header)]
        return []

    def _sow_rows(self, draft: Draft, rng: Random) -> list[tuple[int, str, str]]:
        spots = _Spots(draft, self._cell_faults)
        planted: list[tuple[int, str, str]] = []
        planted += self._sow_rare(draft, rng)
        taken = {row for row, _, _ in planted}
        for row in _chosen(rng, len(draft.rows), self._rate):
            if row in taken:
                continue
            share = 0.12 if draft.source.layout.format != "xlsx" else 1.0 if self._workbook_kinds_open else 0.4
            found = self._whole_row(draft, row, rng) if rng.random() < share else None
            if found is None:
                found = spots.plant(row, rng)
            if found is not None:
                planted.append((row, *found))
        wanted = max(1, round(len(draft.rows) * self._rate * DOUBLES_SHARE)) if len(draft.rows) > 20 else 0
        if "cell.ditto_filled" in self._wanted:
            planted += dittos(draft, rng, self._rate, {row for row, _, _ in planted})
        if SUBTOTAL in self._wanted and rng.random() < 0.5 and subtotal(draft):
            planted.append((len(draft.rows) - 1, "", SUBTOTAL))
        if not self._wanted & set(DoubleRows.CODES):
            return planted
        return planted + self._doubles.add(draft, rng, min(wanted, 9), {row for row, _, _ in planted})

    def _sow_rare(self, draft: Draft, rng: Random) -> list[tuple[int, str, str]]:
        """Kinds that fit few rows of one file: each once in the inbox, wherever it fits first."""
        planted: list[tuple[int, str, str]] = []
        for code, plant in _RARE_ROWS:
            for row in rng.sample(range(len(draft.rows)), len(draft.rows)) if code in self._rare_open else ():
                header = plant(draft, row, rng)
                if header is not None:
                    self._rare_open.discard(code)
                    planted.append((row, header, code))
                    break
        return planted

    def _whole_row(self, draft: Draft, row: int, rng: Random) -> tuple[str, str] | None:
        faults = pick(rng, (_TORN_FIRST, _SUM_FIRST))
        if draft.source.layout.format == "xlsx":
            faults = rng.sample(self._workbook_faults, len(self._workbook_faults))
            faults.sort(key=lambda fault: fault[0] not in self._workbook_kinds_open)
        for code, plant in faults:
            header = plant(draft, row, rng) if code in self._wanted else None
            if header is not None:
                if code in self._workbook_kinds_open:
                    self._workbook_kinds_open.remove(code)
                return ("" if code == "row.ragged_quotes" else header), code
        return None

    def write(self, path: Path) -> int:
        """faults.csv in the order of files and lines; how many. A fault of a whole file has no line, as in its receipt."""
        with path.open("w", encoding="utf-8", newline="") as stream_out:
            stream_out.write(FAULTS_HEADER + "\n")
            for fault in sorted(self._faults):
                stream_out.write(",".join(str(part or "") for part in fault) + "\n")
        return len(self._faults)


RowFault = tuple[str, Callable[[Draft, int, Random], str | None]]
_RARE_ROWS: Sequence[RowFault] = (
    ("cell.code_out_of_force", code_out_of_force),
    ("row.household_split", household_split),
)
_TORN_FIRST: Sequence[RowFault] = (
    ("cell.code_out_of_force", code_out_of_force),
    ("row.ragged_quotes", ragged_quotes),
    ("row.sum_mismatch", sum_mismatch),
    ("row.household_split", household_split),
)
_SUM_FIRST: Sequence[RowFault] = (
    ("row.household_split", household_split),
    ("row.sum_mismatch", sum_mismatch),
    ("row.ragged_quotes", ragged_quotes),
)


def _chosen(rng: Random, rows: int, rate: float) -> list[int]:
    """So many of the rows, in order."""
    return sorted(rng.sample(range(rows), round(rows * rate)))


class _Spots:
    """Knows, per kind of fault, which columns of the file it may be planted in."""

    def __init__(self, draft: Draft, faults: Sequence[tuple[str, Change]]) -> None:
        self._draft, self._faults = draft, faults
        self._legacy = draft.encoding == "cp932" and draft.source.layout.format == "csv"
        last_marks = {group.columns[-1] for group in draft.source.mark_groups}
        self._columns = []
        for place, written in enumerate(draft.columns()):
            if not written.to or written.split:
                continue
            table, name = written.to[0].split(".", 1)
            column = draft.pack.tables[table].columns[name]
            sensitivity = draft.pack.tables[table].sensitivity_of(name)
            named = column.type in ("text", "kana") and sensitivity in ("F2", "F6")
            if column.key != "school":
                empty = Spot("", written, column, self._legacy, named, draft.source.layout.format == "csv", False)
                self._columns.append(
                    (
                        place,
                        empty._replace(
                            last_mark=written.header in last_marks,
                            address=column.type == "text" and sensitivity == "F6",
                            codes=_values_of(draft, written),
                        ),
                    )
                )

    def plant(self, row: int, rng: Random) -> tuple[str, str] | None:
        """One fault somewhere in the row: (heading, code), or None when nothing tried would fit."""
        cells = self._draft.rows[row]
        layout = self._draft.source.layout
        for _ in range(_ATTEMPTS if self._faults else 0):
            code, change = pick(rng, self._faults)
            if code == "cell.line_break" and layout.record_types:
                continue
            start = int(rng.random() * len(self._columns))
            for place, spot in self._columns[start:] + self._columns[:start]:
                changed = change(spot._replace(text=cells[place]), rng)
                if changed is not None and changed != cells[place]:
                    cells[place] = changed
                    if code == "cell.line_break":
                        self._draft.broken.add(row)
                    return spot.written.header, code
        return None


def _values_of(draft: Draft, written: SourceColumn) -> dict[str, str]:
    """Code → value of the column's list; empty where it has none."""
    codes = draft.pack.code_lists[written.codes].codes if written.codes else ()
    return {code.code: code.value for code in codes if code.meaning == "value"}
