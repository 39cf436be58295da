"""Faults of whole rows: torn quotes, sums that do not add up, a number given to two people, a pupil on two schools' lists."""

from __future__ import annotations

from datetime import date
from random import Random

from tsunagu.base.dates import read_date
from tsunagu.sample.randomness import pick
from tsunagu.sample.writing import Draft

KEPT_PUPILS = 400
YOUNG_SINCE = "2018-01-01"
"""Whoever was born since is a child in every month of the invented town."""


def ragged_quotes(draft: Draft, row: int, rng: Random) -> str | None:
    """A quotation that ends inside its cell; the heading of the cell, or None where it cannot be planted."""
    if (
        draft.source.layout.format != "csv"
        or draft.quote_all
        or any("\n" in cell or '"' in cell or "," in cell for cell in draft.rows[row])
    ):
        return None
    for place, column in enumerate(draft.columns()):
        free = (
            draft.column_type(column) in ("text", "long_text")
            and not column.width
            and not column.codes
            and not column.required
        )
        if free and len(draft.rows[row][place]) > 1:
            draft.torn[row] = place
            return column.header
    return None


def sum_mismatch(draft: Draft, row: int, rng: Random) -> str | None:
    """One day of attendance too many; the rule that breaks names 出席すべき日数."""
    if draft.source.source != "shukketsu":
        return None
    place = draft.headers.index("出席日数")
    cell = draft.rows[row][place]
    if not cell.isdigit() or int(cell) >= 31:
        return None
    draft.rows[row][place] = str(int(cell) + 1)
    return "出席すべき日数"


def code_out_of_force(draft: Draft, row: int, rng: Random) -> str | None:
    """A code that a change of law had ended by the day the row begins."""
    columns = draft.columns()
    for place, column in enumerate(columns):
        ended = [code for code in draft.pack.code_lists[column.codes].codes if code.valid_to] if column.codes else []
        day = _begins(draft, row, column.to[0].split(".", 1)[0]) if ended else None
        late = [code.code for code in ended if day is not None and day.isoformat() > code.valid_to]
        if late and draft.rows[row][place]:
            draft.rows[row][place] = pick(rng, late)
            return column.header
    return None


def _begins(draft: Draft, row: int, table: str) -> date | None:
    """The day a row of the table begins, as the file has it."""
    start = draft.pack.tables[table].start
    for place, column in enumerate(draft.columns()):
        if f"{table}.{start}" in column.to and draft.rows[row][place]:
            return read_date(draft.rows[row][place], column.written).value
    return None


def household_split(draft: Draft, row: int, rng: Random) -> str | None:
    """A child registered in a household of its own, at the address of the family."""
    if draft.source.source != "juki_kojin" or not {"世帯番号", "生年月日", "住所_番地号表記"} <= set(draft.headers):
        return None
    home, born, lot = (draft.headers.index(name) for name in ("世帯番号", "生年月日", "住所_番地号表記"))
    cells = draft.rows[row]
    family = [other for other in draft.rows if other[home] == cells[home] and other is not cells]
    if not cells[lot] or cells[born] < YOUNG_SINCE or not any("1900" < other[born] < "1999" for other in family):
        return None
    cells[home] = f"9{row:0{len(cells[home]) - 1}}"
    return "世帯番号"


SUBTOTAL = "row.subtotal"


def subtotal(draft: Draft) -> bool:
    """A row at the end that adds up the numbers above it."""
    if draft.source.layout.format not in ("csv", "xlsx") or not draft.source.layout.header or len(draft.rows) < 5:
        return False
    columns = draft.columns()
    words = [
        place
        for place, column in enumerate(columns)
        if draft.column_type(column) == "text" and not column.codes and not column.width
    ]
    if not words or sum(column.required for column in columns) - (columns[words[0]].required) < 1:
        return False
    row = [_added_up(draft, place) for place in range(len(columns))]
    row[words[0]] = "計"
    draft.rows.append((row + [""] * len(draft.headers))[: len(draft.headers)])
    draft.people.append(None)
    if draft.row_sheets:
        draft.row_sheets.append(draft.row_sheets[-1])
    return True


def _added_up(draft: Draft, place: int) -> str:
    """The sum of a column of numbers; '' under what cannot be added or must be there."""
    column = draft.columns()[place]
    if column.required or column.codes or draft.column_type(column) != "int":
        return ""
    cells = [row[place] for row in draft.rows]
    return str(sum(int(cell) for cell in cells if cell.isascii() and cell.isdigit()))


def dittos(draft: Draft, rng: Random, rate: float, damaged: set[int]) -> list[tuple[int, str, str]]:
    """〃 or nothing under the same 学年 or 組, in columns where the layout says that it is meant so."""
    found = []
    for place, column in enumerate(draft.columns()):
        for row in range(1, len(draft.rows)) if column.repeats_above else ():
            same = draft.rows[row][place] == draft.rows[row - 1][place] != ""
            if (
                not same
                or {row, row - 1} & damaged
                or draft.sheet_at(row) != draft.sheet_at(row - 1)
                or rng.random() > rate * 4
            ):
                continue
            found.append((row, place, column.header))
    for row, place, _ in found:
        draft.rows[row][place] = pick(rng, ("〃", ""))
    return [(row, header, "cell.ditto_filled") for row, _, header in found]


class DoubleRows:
    """Rows added: a number of the table of numbers given to a second person, a pupil listed by a second school."""

    CODES = ("row.identifier_conflict", "row.double_enrolment")

    def __init__(self) -> None:
        self._listed: list[tuple[list[str], int | None]] = []

    def add(self, draft: Draft, rng: Random, wanted: int, damaged: set[int]) -> list[tuple[int, str, str]]:
        """Add up to `wanted` rows at the end, none of them like a `damaged` one; gives (row, heading, code) of each."""
        if draft.source.source == "bango_taio":
            return self._second_owners(draft, rng, wanted, damaged)
        if draft.source.source == "shukketsu":
            return self._second_school(draft, rng, wanted, damaged)
        return []

    def _second_owners(self, draft: Draft, rng: Random, wanted: int, damaged: set[int]) -> list[tuple[int, str, str]]:
        kind, number, owner = (draft.headers.index(name) for name in ("番号種別", "番号", "宛名番号"))
        insured = [index for index, row in enumerate(draft.rows) if row[kind] == "1" and index not in damaged]
        found = []
        for index in rng.sample(insured, min(wanted, len(insured) // 2)):
            other = pick(rng, insured)
            if draft.rows[other][owner] == draft.rows[index][owner]:
                continue
            draft.rows.append(
                [draft.rows[other][owner] if place == owner else cell for place, cell in enumerate(draft.rows[index])]
            )
            draft.people.append(draft.people[other])
            found.append((len(draft.rows) - 1, draft.headers[number], "row.identifier_conflict"))
        return found

    def _second_school(self, draft: Draft, rng: Random, wanted: int, damaged: set[int]) -> list[tuple[int, str, str]]:
        """Pupils of a school whose file comes earlier in the order of names stand on this school's list too."""
        school, room, seat, pupil_no, year = (
            draft.headers.index(name) for name in ("学校コード", "組", "番号", "学籍番号", "年度")
        )
        found = []
        whole = [
            (row, person)
            for index, (row, person) in enumerate(zip(draft.rows, draft.people, strict=True))
            if index not in damaged
        ]
        if not whole:
            return []
        code, now = whole[0][0][school], max(row[year] for row, _ in whole)
        mine = [(row, person) for row, person in whole if row[year] == now]
        changed = {school: code, room: "9", pupil_no: ""}
        for nth, (row, person) in enumerate(rng.sample(self._listed, min(wanted, len(self._listed)))):
            cells = (row + [""] * len(draft.headers))[: len(draft.headers)]
            draft.rows.append(
                [changed.get(place, str(90 + nth) if place == seat else cell) for place, cell in enumerate(cells)]
            )
            draft.people.append(person)
            found.append((len(draft.rows) - 1, "性別", "row.double_enrolment"))
        self._listed += [(list(row), person) for row, person in rng.sample(mine, min(KEPT_PUPILS, len(mine)))]
        return found
