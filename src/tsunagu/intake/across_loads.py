"""What only shows between files: a child on two schools' lists in one month, a ledger whose earlier rows are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tsunagu.catalog import Source
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text
from tsunagu.intake.loads import Load
from tsunagu.intake.receipt import FaultBook, Receipt
from tsunagu.intake.row_rules import Sheets, slot_named
from tsunagu.intake.slots import Slot


def in_force(known: Sequence[Load], source: str, period: str, on: date) -> list[Load]:
    """Loads of a source and month, received by a day, that no load received by that day replaces."""
    known = [load for load in known if load.received_on <= on]
    replaced = {load.replaces for load in known}
    return [load for load in known if (load.source, load.period) == (source, period) and load.load_id not in replaced]


def note_double_enrolment(
    engine: Engine,
    source: Source,
    slots: Sequence[Slot],
    sheets: Sheets,
    book: FaultBook,
    home: Path,
    known: Sequence[Load],
    receipt: Receipt,
) -> None:
    """Rows whose child stands on another school's list of the same month, among what was received before this file.

    The lists of one delivery are gathered in the engine as they come, so that many schools cost one look each.
    """
    members = [slot for slot in (slot_named(slots, name) for name in source.once_across_parts) if slot is not None]
    if not members or len(members) < len(source.once_across_parts) or receipt.period is None:
        return
    gathered = quoted_name(f"listed_{source.source}_{receipt.period}")
    if (
        engine.execute(
            "SELECT 1 FROM information_schema.tables WHERE table_name = $1", [gathered.strip('"')]
        ).fetchone()
        is None
    ):
        _gather(engine, gathered, source, home, in_force(known, source.source, receipt.period, receipt.received_on))
    mine = f"hash({', '.join(f'v{slot.index}' for slot in members)})"
    complete = " AND ".join(f"v{slot.index} IS NOT NULL" for slot in members)
    part = quoted_text(receipt.part or "")
    elsewhere = (
        f"SELECT child FROM {gathered} WHERE part <> {part} AND child IN (SELECT {mine} FROM typed WHERE {complete})"
    )
    for s, line in engine.execute(f"SELECT s, line FROM typed WHERE {complete} AND {mine} IN ({elsewhere})").fetchall():
        book.note("row.double_enrolment", sheet=sheets[s], line=line, column=members[-1].written.header)
    engine.execute(f"DELETE FROM {gathered} WHERE part = {part}")
    engine.execute(f"INSERT INTO {gathered} SELECT {part}, {mine} FROM typed WHERE {complete}")


def _gather(engine: Engine, gathered: str, source: Source, home: Path, before: Sequence[Load]) -> None:
    engine.execute(f"CREATE TEMP TABLE {gathered} (part VARCHAR, child UBIGINT)")
    table = source.tables()[0]
    child = f"hash({', '.join(quoted_name(name) for name in source.once_across_parts)})"
    complete = " AND ".join(f"{quoted_name(name)} IS NOT NULL" for name in source.once_across_parts)
    for load in before:
        engine.execute(
            f"INSERT INTO {gathered} SELECT {quoted_text(load.part or '')}, {child} "
            f"FROM read_parquet({quoted_path(load.table_path(home, table))}) WHERE {complete}"
        )


def note_overwritten(
    engine: Engine,
    source: Source,
    slots: Sequence[Slot],
    book: FaultBook,
    home: Path,
    known: Sequence[Load],
    receipt: Receipt,
) -> None:
    """A ledger kept by hand shows only its latest state: rows of the last load that are gone or read differently now."""
    if source.layout.format != "xlsx" or source.layout.per != "town":
        return
    before = [
        load
        for load in known
        if (load.source, load.part) == (receipt.source, receipt.part)
        and load.load_id not in {later.replaces for later in known}
        and load.period <= (receipt.period or "")
    ]
    if not before:
        return
    last = max(before, key=lambda load: load.period)
    table = source.tables()[0]
    kept = [slot for slot in slots if slot.table == table]
    now = ", ".join(f"v{slot.index}" for slot in kept)
    then = ", ".join(quoted_name(slot.name) for slot in kept)
    found = engine.execute(
        f"SELECT count(*) FROM (SELECT {then} FROM read_parquet({quoted_path(last.table_path(home, table))}) "
        f"EXCEPT SELECT {now} FROM typed)"
    ).fetchone()
    if found is not None and found[0]:
        book.note(
            "file.overwritten_history", detail=f"前回（{last.period}）の{found[0]:,}行が、同じ形では残っていません"
        )
