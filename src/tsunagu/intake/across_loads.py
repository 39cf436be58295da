"""What only shows between files: a child on two schools' lists in one month, a ledger whose earlier rows are gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from tsunagu.catalog import Source
from tsunagu.engines import Engine, quoted_name, quoted_path
from tsunagu.intake.loads import Load
from tsunagu.intake.receipt import FaultBook, Receipt
from tsunagu.intake.row_rules import Sheets, slot_named
from tsunagu.intake.slots import Slot
from tsunagu.intake.typed_columns import Hashes, each_once, standing_twice


def in_force(known: Sequence[Load], source: str, period: str, on: date) -> list[Load]:
    """Loads of a source and month, received by a day, that no load received by that day replaces."""
    known = [load for load in known if load.received_on <= on]
    replaced = {load.replaces for load in known}
    return [load for load in known if (load.source, load.period) == (source, period) and load.load_id not in replaced]


ListsOfMonths = dict[tuple[str, str], dict[str, Hashes]]
"""By source and month, then by school: the hash of everybody on the school's list, once. Gathered as the files of a delivery come,
so that many schools cost one look each."""


def note_double_enrolment(
    engine: Engine,
    source: Source,
    slots: Sequence[Slot],
    sheets: Sheets,
    book: FaultBook,
    home: Path,
    known: Sequence[Load],
    receipt: Receipt,
    listed: ListsOfMonths,
) -> None:
    """Rows whose child stands on another school's list of the same month, among what was received before this file."""
    members = [slot for slot in (slot_named(slots, name) for name in source.once_across_parts) if slot is not None]
    if not members or len(members) < len(source.once_across_parts) or receipt.period is None:
        return
    month = (source.source, receipt.period)
    if month not in listed:
        before = in_force(known, source.source, receipt.period, receipt.received_on)
        listed[month] = {load.part or "": _listed_in(engine, source, home, load) for load in before if not load.entered}
    values = [f"v{slot.index}" for slot in members]
    complete = " AND ".join(f"{value} IS NOT NULL" for value in values)
    rows = engine.execute(f"SELECT s, line, hash({', '.join(values)}) AS child FROM typed WHERE {complete}")
    own = rows.to_arrow_table()
    children = own["child"].to_numpy()
    part = receipt.part or ""
    elsewhere = [others for school, others in listed[month].items() if school != part]
    mine = each_once(children)
    twice = standing_twice(np.concatenate([mine, *elsewhere]))
    if len(twice):
        for row in np.flatnonzero(np.isin(children, twice)).tolist():
            s, line = own["s"][row].as_py(), own["line"][row].as_py()
            book.note("row.double_enrolment", sheet=sheets[s], line=line, column=members[-1].written.header)
    listed[month][part] = mine


def _listed_in(engine: Engine, source: Source, home: Path, load: Load) -> Hashes:
    """Who stands on the list of an earlier load."""
    names = [quoted_name(name) for name in source.once_across_parts]
    complete = " AND ".join(f"{name} IS NOT NULL" for name in names)
    file = quoted_path(load.table_path(home, source.tables()[0]))
    found = engine.execute(f"SELECT hash({', '.join(names)}) AS child FROM read_parquet({file}) WHERE {complete}")
    return each_once(found.to_arrow_table()["child"].to_numpy())


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
