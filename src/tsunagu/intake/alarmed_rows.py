"""Rows whose cell was declared an alarm (`alarm` of a column): somebody must know the day it comes, not at the month's end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from tsunagu.base.school_years import month_end
from tsunagu.catalog import Pack, Source
from tsunagu.intake.loads import Load
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Typed

WHO = ("school", "grade", "class", "number", "name", "birth_date")
"""What a row may say of whom it is about, where it bears no number."""


@dataclass(frozen=True)
class AlarmedRow:
    """One row that is an alarm. `item`: the label of the column with the mark (希死念慮 ◎); `who`: what it says of whom; `number`:
    the 宛名番号 where it has one; `day`: what it is about, else the last day of the file's month; `dated`: it names its day."""

    line: int
    item: str
    who: dict[str, str]
    number: int | None
    day: date
    dated: bool


def alarm_values(pack: Pack, source: Source) -> dict[tuple[str, str], frozenset[str]]:
    """(table, column) → the values that are alarms there."""
    found = {}
    for column in source.columns:
        codes = pack.code_lists[column.codes].codes if column.codes and column.alarm else ()
        values = frozenset(code.value for code in codes if code.code in column.alarm)
        for target in column.to if values else ():
            table, _, name = target.partition(".")
            found[table, name] = values
    return found


def count_alarms(pack: Pack, source: Source, typed: Typed, slots: Sequence[Slot]) -> int:
    """How many rows of a file in hand are alarms."""
    wanted = alarm_values(pack, pack.sources[source.source])
    hits = None
    for slot in slots:
        values = wanted.get((slot.table, slot.name))
        if values:
            cells = typed.rows[f"v{slot.index}"].cast("string")
            mine = pc.fill_null(pc.is_in(cells, value_set=pa.array(sorted(values))), False)
            hits = mine if hits is None else pc.or_(hits, mine)
    return int(pc.sum(hits).as_py() or 0) if hits is not None else 0


def alarmed_rows(home: Path, load: Load, pack: Pack) -> list[AlarmedRow]:
    """The rows of a load that are alarms, in the order of the file."""
    source = pack.sources.get(load.source)
    found: list[AlarmedRow] = []
    for (table, name), values in alarm_values(pack, source).items() if source else ():
        if table not in load.tables:
            continue
        path, declared = load.table_path(home, table), pack.tables[table]
        there = parquet.read_schema(path).names
        if name not in there:
            continue
        known = declared.known_on if declared.known_on in there else None
        wanted = [one for one in ("line", name, *WHO, declared.subject, known) if one in there]
        for row in parquet.read_table(path, columns=list(dict.fromkeys(wanted))).to_pylist():
            if str(row[name]) in values:
                found.append(_row(load, row, f"{declared.columns[name].label}{row[name]}", declared.subject, known))
    return sorted(found, key=lambda one: (one.line, one.item))


def _row(load: Load, row: dict[str, Any], item: str, subject: str | None, known: str | None) -> AlarmedRow:
    told = row.get(known) if known else None
    dated = isinstance(told, date)
    year, month = (int(piece) for piece in load.period.split("-"))
    number = str(row.get(subject) or "") if subject else ""
    return AlarmedRow(
        line=int(row.get("line") or 0),
        item=item,
        who={name: str(row[name]) for name in WHO if row.get(name) is not None},
        number=int(number) if number.isdecimal() else None,
        day=told if isinstance(told, date) else month_end(date(year, month, 1)),
        dated=dated,
    )
