"""What stands in the files of a load: declared columns, a reason beside every empty answer, sheet and line, as SQL on `typed`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tsunagu.base.missing import Missing
from tsunagu.catalog import ANSWER_TYPES, SQL_TYPES, Column, Source, Table
from tsunagu.engines import quoted_text
from tsunagu.intake.row_rules import Sheets, slot_under
from tsunagu.intake.slots import Slot
from tsunagu.intake.text_table import on_pages


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
    starts: Mapping[str, str | None] = field(default_factory=dict)
    """By table the column that says when a row begins."""

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


class LoadColumn(NamedTuple):
    """One column of a load's file. `sql` makes it from `typed`; `slot` is set where it is a slot's values or, with `why`,
    its reasons, just as they were read. `fixed`: it is the same on every row.
    """

    name: str
    sql: str
    slot: Slot | None = None
    why: bool = False
    fixed: bool = False


def columns_of(typed: TypedColumns, table: str, declared: Table, sheets: Sheets) -> list[LoadColumn]:
    """The declared columns of a table, each with its reason where it has one, then sheet and line."""
    columns = [made for name, column in declared.columns.items() for made in _column(typed, table, name, column)]
    return [*columns, LoadColumn("sheet", _sheet(sheets), fixed=not any(sheets)), LoadColumn("line", "line")]


def _sheet(sheets: Sheets) -> str:
    if not any(sheets):
        return "NULL::VARCHAR"
    cases = " ".join(
        f"WHEN {number} THEN {quoted_text(name)}" for number, name in enumerate(sheets) if name is not None
    )
    return f"CASE s {cases} END"


def _column(typed: TypedColumns, table: str, name: str, declared: Column) -> list[LoadColumn]:
    """One declared column, and its __why where it has one."""
    sql_type = SQL_TYPES[declared.type]
    as_read: Slot | None = None
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
        rules = (_marked(typed, slot), _not_examined(typed), _before_asked(typed, slot))
        as_read = slot if rules == (None, None, None) else None
    fixed = const is not None or (declared.derived is None and slot is None)
    columns = [LoadColumn(name, f"({value})::{sql_type}", as_read, fixed=fixed)]
    if declared.type in ANSWER_TYPES:
        columns.append(LoadColumn(name + "__why", f"({why})::UTINYINT", as_read, why=True, fixed=fixed))
    return columns


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
    why = f"CASE WHEN v{slot.index} IS NOT NULL THEN NULL ELSE {reason} END"
    early = _before_asked(typed, slot)
    if early is None:
        return value, why
    nothing = f"({blank}{f' OR v{slot.index} = 0' if slot.column.type in ('int', 'decimal') else ''})"
    return (
        f"CASE WHEN {early} AND {nothing} THEN NULL ELSE {value} END",
        f"CASE WHEN {early} AND {nothing} THEN {int(Missing.NOT_ASKED)} ELSE {why} END",
    )


def _before_asked(typed: TypedColumns, slot: Slot) -> str | None:
    """SQL: the row began before the slot's item was asked. None where it always was, or rows say no beginning."""
    begins = next(
        (one for one in typed.slots if one.table == slot.table and one.name == typed.starts.get(slot.table)), None
    )
    if slot.written.asked_from is None or begins is None:
        return None
    return f"coalesce(v{begins.index} < DATE {quoted_text(slot.written.asked_from)}, false)"


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
