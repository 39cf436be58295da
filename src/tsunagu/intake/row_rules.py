"""Rules over whole rows of `typed` that refuse none: sums, groups of marks, one owner per number, odd cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.catalog import Source
from tsunagu.engines import Engine, quoted_text
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged, Typed
from tsunagu.intake.written_numbers import likely_slip

GROWN_UP_YEARS = 18
Sheets = Sequence[str | None]
"""Sheet names by number (None for files without sheets)."""


def slot_named(slots: Sequence[Slot], name: str) -> Slot | None:
    """The slot of a table column."""
    return next((slot for slot in slots if slot.name == name), None)


def slot_under(slots: Sequence[Slot], header: str) -> Slot | None:
    """The first slot fed by the column under a heading."""
    return next((slot for slot in slots if slot.written.header == header), None)


def note_wrong_sums(typed: Typed, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook) -> None:
    """合計が合わない rows, at the total's heading. Unknown parts make no statement."""
    for rule in source.sums:
        total = slot_under(slots, rule.total)
        parts = [slot_under(slots, header) for header in rule.parts]
        known = [part for part in parts if part is not None]
        if total is None or len(known) < len(parts):
            continue
        added = reduce(pc.add, (_as_number(typed.rows[f"v{part.index}"]) for part in known))
        wrong = pc.not_equal(_as_number(typed.rows[f"v{total.index}"]), added)
        if not pc.any(wrong).as_py():
            continue
        rows = typed.rows.select(["s", "line"]).filter(wrong)
        for s, line in zip(rows["s"].to_pylist(), rows["line"].to_pylist(), strict=True):
            book.note("row.sum_mismatch", sheet=sheets[s], line=line, column=rule.total)


def _as_number(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers with room for a sum of many."""
    return column.cast(pa.int64()) if pa.types.is_integer(column.type) else column


def note_blank_marks(engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook) -> None:
    """Rows without a single mark in a group of marks, at the group's last heading; rows of nobody examined make no statement."""
    rule = source.not_examined
    absent = slot_under(slots, rule.header) if rule else None
    there = "true"
    if rule is not None and absent is not None and absent.lookup is not None:
        values = [absent.lookup.exact[code] for code in rule.codes if code in absent.lookup.exact]
        named = ", ".join(quoted_text(str(value)) for value in values)
        there = f"coalesce(v{absent.index} NOT IN ({named}), true)" if named else "true"
    for group in source.mark_groups:
        marks = [slot for slot in (slot_under(slots, header) for header in group.columns) if slot is not None]
        if not marks:
            continue
        none = " AND ".join(f"NOT coalesce(v{slot.index}, false)" for slot in marks)
        for s, line in engine.execute(f"SELECT s, line FROM typed WHERE {none} AND {there}").fetchall():
            book.note("cell.blank_mark", sheet=sheets[s], line=line, column=marks[-1].written.header)


def note_conflicting_owners(
    engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, book: FaultBook
) -> None:
    """Numbers that this file gives to two persons: every row that says so."""
    rule = source.one_owner
    if rule is None:
        return
    numbers = [slot for slot in (slot_named(slots, name) for name in rule.number) if slot is not None]
    owner = slot_named(slots, rule.owner)
    if owner is None or len(numbers) < len(rule.number):
        return
    values = ", ".join(f"v{slot.index}" for slot in numbers)
    doubtful = f"SELECT {values} FROM typed GROUP BY {values} HAVING count(DISTINCT v{owner.index}) > 1"
    for s, line in engine.execute(f"SELECT s, line FROM typed WHERE ({values}) IN ({doubtful})").fetchall():
        book.note("row.identifier_conflict", sheet=sheets[s], line=line, column=numbers[-1].written.header)


def note_filled_cells(
    staged: Staged, sheets: Sheets, book: FaultBook, left_out: Collection[tuple[int, int]] = ()
) -> None:
    """Every cell that was taken from the row above, as its column is declared."""
    told: set[str] = set()
    for slot in staged.slots:
        rows = staged.filled.get(slot.index, ())
        if rows and slot.written.header not in told:
            told.add(slot.written.header)
            for s, line in staged.where(list(rows)):
                if (s, line) not in left_out:
                    book.note("cell.ditto_filled", sheet=sheets[s], line=line, column=slot.written.header)


def note_odd_cells(
    staged: Staged,
    sheets: Sheets,
    book: FaultBook,
    left_out: Collection[tuple[int, int]] = (),
    unlisted: Collection[str] = (),
) -> None:
    """Every occurrence of a cell that `read_cell` had something to say about. A column feeding two targets tells once.

    Rows `left_out` (sheet number, line) say nothing about their cells, and columns `unlisted` are told of as a whole.
    """
    told: set[tuple[int, int, str, str]] = set()
    fed = Counter(slot.written.header for slot in staged.slots)
    for slot in staged.slots:
        shown = staged.shown.get(slot.index)
        noted = {text: cell.codes for text, cell in shown.read.items() if cell.codes} if shown else {}
        if not shown or not noted:
            continue
        header = slot.written.header
        cells = list(shown.places(noted))
        for (s, line), (_, text) in zip(staged.where([row for row, _ in cells]), cells, strict=True):
            for code in noted[text] if (s, line) not in left_out else ():
                if code == "cell.unknown_code" and header in unlisted:
                    continue
                if fed[header] > 1:
                    if (s, line, header, code) in told:
                        continue
                    told.add((s, line, header, code))
                book.note(
                    code,
                    sheet=sheets[s],
                    line=line,
                    column=header,
                    cell=text,
                    detail=likely_slip(text, slot.column) if code == "cell.out_of_range" else "",
                )


def note_split_households(
    engine: Engine, source: Source, slots: Sequence[Slot], sheets: Sheets, on: date, book: FaultBook
) -> None:
    """Children whose household holds nobody grown up, at an address where another household is: 世帯分離, or a slip."""
    rule = source.one_household
    if rule is None:
        return
    named = [slot_named(slots, name) for name in (rule.household, rule.birth, *rule.address)]
    if any(slot is None for slot in named):
        return
    household, birth, *address = [f"v{slot.index}" for slot in named if slot is not None]
    header = next(slot.written.header for slot in named if slot is not None)
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE children_alone AS
        SELECT {household} AS home FROM typed WHERE {household} IS NOT NULL GROUP BY {household}
        HAVING count({birth}) = count(*) AND min({birth}) > DATE '{on.isoformat()}' - INTERVAL {GROWN_UP_YEARS} YEAR""")
    if engine.execute("SELECT 1 FROM children_alone LIMIT 1").fetchone() is None:
        return
    same = " AND ".join(f"t.{column} IS NOT DISTINCT FROM c.{column}" for column in address)
    rows = engine.execute(f"""
        WITH child AS (SELECT * FROM typed WHERE {household} IN (FROM children_alone) AND {address[0]} IS NOT NULL)
        SELECT c.s, c.line FROM child AS c
        WHERE EXISTS (SELECT 1 FROM typed AS t WHERE t.{household} <> c.{household} AND {same}) ORDER BY c.n""").fetchall()
    for s, line in rows:
        book.note("row.household_split", sheet=sheets[s], line=line, column=header)
