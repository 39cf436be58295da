"""From `typed` to the Parquet files of a load: declared columns, a reason beside every empty answer, sheet and line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, Column, Source, Table
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text
from tsunagu.intake.cell_sql import SQL_TYPES
from tsunagu.intake.row_rules import Sheets, slot_under
from tsunagu.intake.slots import Slot
from tsunagu.intake.text_table import TextTable, on_pages


@dataclass(frozen=True)
class TypedColumns:
    """What the writer must know of one file: its slots and the conditions its rows hang on (SQL on `typed`)."""

    source: Source
    slots: Sequence[Slot]
    dropped: frozenset[str]
    """Headings left out for want of a purpose: their columns are 未着."""
    reasons: frozenset[str]
    """w<i> columns present."""
    pages: Sequence[str] = ()
    """Page of every sheet number."""

    def why(self, slot: Slot) -> str:
        """SQL of the reason read so far: the cell's own, else 空欄."""
        blank = int(Missing.BLANK)
        return f"coalesce(w{slot.index}, {blank})" if f"w{slot.index}" in self.reasons else f"{blank}"

    def rows_of(self, table: str) -> str:
        """SQL condition: the rows of `typed` that feed a table (all of them, unless the source has pages)."""
        pages = {
            column.page for column in self.source.columns for target in column.to if target.startswith(f"{table}.")
        }
        return "TRUE" if not self.source.pages else on_pages(self.pages, pages)


def write_tables(
    engine: Engine,
    source: Source,
    tables: dict[str, Table],
    slots: Sequence[Slot],
    dropped: frozenset[str],
    table: TextTable,
    folder: Path,
) -> list[str]:
    """Write one Parquet file per table the source feeds; the names of the tables."""
    typed = TypedColumns(source, slots, dropped, _reason_columns(engine), [sheet.page for sheet in table.sheets])
    sheets = [sheet.sheet for sheet in table.sheets]
    for name in source.tables():
        columns = [
            sql for column, declared in tables[name].columns.items() for sql in _column(typed, name, column, declared)
        ]
        engine.execute(
            f"COPY (SELECT {', '.join(columns)}, {_sheet(sheets)} AS sheet, line FROM typed WHERE {typed.rows_of(name)}) "
            f"TO {quoted_path(folder / f'{name}.parquet')} (FORMAT parquet, COMPRESSION zstd)"
        )
    return list(source.tables())


def _reason_columns(engine: Engine) -> frozenset[str]:
    """Names of the w<i> columns that `typed` has."""
    described = engine.execute("SELECT * FROM typed LIMIT 0").description or ()
    return frozenset(name for name, *_ in described if name.startswith("w"))


def _sheet(sheets: Sheets) -> str:
    if not any(sheets):
        return "NULL::VARCHAR"
    cases = " ".join(
        f"WHEN {number} THEN {quoted_text(name)}" for number, name in enumerate(sheets) if name is not None
    )
    return f"CASE s {cases} END"


def _column(typed: TypedColumns, table: str, name: str, declared: Column) -> list[str]:
    """SQL of one declared column, and of its __why where it has one."""
    sql_type = SQL_TYPES[declared.type]
    const = typed.source.consts.get(f"{table}.{name}")
    slot = next((slot for slot in typed.slots if slot.table == table and slot.name == name), None)
    if const is not None:
        value, why = quoted_text(const), "NULL"
    elif declared.derived == "fiscal_month":
        value, why = _fiscal_month(typed, table)
    elif slot is None:
        value, why = "NULL", str(int(_absence(typed, table, name)))
    else:
        value, why = _value_and_why(typed, slot)
    shown = [f"({value})::{sql_type} AS {quoted_name(name)}"]
    if declared.type in ANSWER_TYPES:
        shown.append(f"({why})::UTINYINT AS {quoted_name(name + '__why')}")
    return shown


def _absence(typed: TypedColumns, table: str, name: str) -> Missing:
    """Why a whole column is empty: its item has no purpose (未着), or this kind of file never asks it."""
    target = f"{table}.{name}"
    unread = any(target in column.to and column.header in typed.dropped for column in typed.source.columns)
    return Missing.NOT_DELIVERED if unread else Missing.NOT_ASKED


def _value_and_why(typed: TypedColumns, slot: Slot) -> tuple[str, str]:
    value, why = f"v{slot.index}", typed.why(slot)
    blank = f"{value} IS NULL AND {why} = {int(Missing.BLANK)}"
    absent = _not_examined(typed)
    marked = _marked(typed, slot)
    reason = why
    if marked is not None:
        value = f"CASE WHEN {blank} AND {marked} THEN false ELSE {value} END"
        reason = (
            f"CASE WHEN {blank} AND {marked} THEN NULL WHEN {blank} THEN {int(Missing.NO_ANSWER)} ELSE {reason} END"
        )
    if absent is not None:
        not_marked = "" if marked is None else f" AND NOT {marked}"
        reason = f"CASE WHEN {blank}{not_marked} AND {absent} THEN {int(Missing.NOT_EXAMINED)} ELSE {reason} END"
    return value, f"CASE WHEN v{slot.index} IS NOT NULL THEN NULL ELSE {reason} END"


def _not_examined(typed: TypedColumns) -> str | None:
    """SQL: on this row the child was not examined."""
    rule = typed.source.not_examined
    slot = slot_under(typed.slots, rule.header) if rule else None
    if rule is None or slot is None or slot.lookup is None:
        return None
    values = [slot.lookup.exact[code] for code in rule.codes if code in slot.lookup.exact]
    named = ", ".join(quoted_text(str(value)) for value in values if isinstance(value, str))
    return f"coalesce(v{slot.index} IN ({named}), false)" if named else None


def _marked(typed: TypedColumns, slot: Slot) -> str | None:
    """SQL: at least one circle of the slot's group stands on this row. None for slots of no group."""
    group = next((group for group in typed.source.mark_groups if slot.written.header in group.columns), None)
    if group is None:
        return None
    marks = [member for member in (slot_under(typed.slots, header) for header in group.columns) if member is not None]
    return "(" + " OR ".join(f"coalesce(v{mark.index}, false)" for mark in marks) + ")"


def _fiscal_month(typed: TypedColumns, table: str) -> tuple[str, str]:
    """First day of `month` in `fiscal_year` (年度): January to March lie in the next calendar year."""
    year = next(slot for slot in typed.slots if slot.table == table and slot.name == "fiscal_year")
    month = next(slot for slot in typed.slots if slot.table == table and slot.name == "month")
    day = f"make_date(v{year.index} + (v{month.index} <= 3)::INTEGER, v{month.index}, 1)"
    known = f"v{year.index} IS NOT NULL AND v{month.index} IS NOT NULL"
    why = f"least(CASE WHEN v{year.index} IS NULL THEN {typed.why(year)} END, CASE WHEN v{month.index} IS NULL THEN {typed.why(month)} END)"
    return f"CASE WHEN {known} THEN {day} END", f"CASE WHEN {known} THEN NULL ELSE {why} END"
