"""Rules by which rows leave `typed`: every required cell is there, and no key stands twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.catalog import Source
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.row_rules import Sheets, slot_named, slot_under
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Typed
from tsunagu.intake.text_table import numbers_of_pages, on_pages
from tsunagu.intake.typed_columns import may_lack, missing, standing_twice


def refuse_rows(
    typed: Typed, source: Source, slots: Sequence[Slot], sheets: Sheets, pages: Sequence[str], book: FaultBook
) -> None:
    """Rows whose required cells are empty or unreadable leave the table; of rows with the same declared key the first stays.

    A page requires its own cells only, and has its own key. Rows with an unknown part of the key are kept.
    """
    gone = _without_required(typed, slots, sheets, pages, book)
    if not source.pages:
        gone |= _second_rows(typed, source.key, slots, "TRUE", gone, sheets, book)
    for page in source.pages:
        of_page = [slot for slot in slots if slot.written.page == page.page]
        gone |= _second_rows(typed, page.key, of_page, _on_page(pages, page.page), gone, sheets, book)
    typed.drop(gone)


def _without_required(
    typed: Typed, slots: Sequence[Slot], sheets: Sheets, pages: Sequence[str], book: FaultBook
) -> set[int]:
    gone: set[int] = set()
    for slot in slots:
        column = typed.rows[f"v{slot.index}"]
        if not slot.written.required or not may_lack(column):
            continue
        lost = missing(column)
        if slot.written.page:
            lost = pc.and_(lost, pc.is_in(typed.rows["s"], numbers_of_pages(pages, {slot.written.page})))
        rows = typed.rows.select(["n", "s", "line"]).filter(lost)
        gone.update(rows["n"].to_pylist())
        if slot == slot_under(slots, slot.written.header):
            for s, line in zip(rows["s"].to_pylist(), rows["line"].to_pylist(), strict=True):
                book.note("row.key_missing", sheet=sheets[s], line=line, column=slot.written.header)
    return gone


def _on_page(pages: Sequence[str], page: str) -> str:
    return on_pages(pages, {page}) if page else "TRUE"


def _second_rows(
    typed: Typed,
    key: Sequence[str],
    slots: Sequence[Slot],
    here: str,
    gone: Set[int],
    sheets: Sheets,
    book: FaultBook,
) -> set[int]:
    keys = [slot for slot in (slot_named(slots, name) for name in key) if slot is not None]
    if len(keys) < len(key) or not keys or not typed.count:
        return set()
    seen: set[tuple[object, ...]] = set()
    second: set[int] = set()
    for n, s, line, *values in _rows_alike(typed, keys, here):
        if n in gone:
            continue
        if tuple(values) in seen:
            second.add(n)
            book.note("row.duplicate_key", sheet=sheets[s], line=line, column=keys[0].written.header)
        seen.add(tuple(values))
    return second


def _rows_alike(typed: Typed, keys: Sequence[Slot], here: str) -> Iterable[tuple[Any, ...]]:
    """(n, s, line, key …) of every row whose key, or at least the key's hash, stands in another row too; in file order."""
    alike = _next_to_each_other(typed, keys[0]) if len(keys) == 1 else None
    if alike is None:
        alike = _of_one_hash(typed, keys, here)
    if alike is None:
        return ()
    found = typed.rows.select(["n", "s", "line", *(f"v{slot.index}" for slot in keys)]).filter(alike)
    return zip(*(column.to_pylist() for column in found.columns), strict=True)


def _next_to_each_other(typed: Typed, slot: Slot) -> pa.Array | None:
    """Which rows have a value that stands twice in a column that is in order, as most deliveries are by their key: equal
    values are neighbours. None for a column that is not, or whose texts repeat too much to have been laid out.
    """
    column = typed.rows[f"v{slot.index}"]
    if pa.types.is_dictionary(column.type) or pa.types.is_boolean(column.type):
        return None
    values = column.drop_null().combine_chunks()
    before, after = values[:-1], values[1:]
    if not len(values) or not pc.all(pc.less_equal(before, after)).as_py():
        return None
    return pc.is_in(column, after.filter(pc.equal(before, after)))


def _of_one_hash(typed: Typed, keys: Sequence[Slot], here: str) -> pa.ChunkedArray | None:
    """Which rows have a hash that stands twice, None for none: numbers are compared sooner than texts, and in most files no
    two are alike.
    """
    values = [f"v{slot.index}" for slot in keys]
    known = " AND ".join([here, *(f"{value} IS NOT NULL" for value in values)])
    hashed = typed.engine.execute(f"SELECT n, hash({', '.join(values)}) AS h FROM typed WHERE {known}").to_arrow_table()
    alike = standing_twice(hashed["h"].to_numpy().copy())
    if not len(alike):
        return None
    return pc.is_in(typed.rows["n"], hashed["n"].filter(pc.is_in(hashed["h"], pa.array(alike))).combine_chunks())
