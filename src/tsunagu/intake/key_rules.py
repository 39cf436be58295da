"""Rules by which rows leave `typed`: every required cell is there, and no key stands twice."""

from __future__ import annotations

from collections.abc import Sequence, Set

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.catalog import Source
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.row_rules import Sheets, slot_named, slot_under
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Typed
from tsunagu.intake.text_table import on_pages


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
    required = [slot for slot in slots if slot.written.required]
    if not required:
        return set()
    lost_cells = [f"(v{slot.index} IS NULL AND {_on_page(pages, slot.written.page)})" for slot in required]
    rows = typed.engine.execute(
        f"SELECT n, s, line, {', '.join(lost_cells)} FROM typed WHERE {' OR '.join(lost_cells)}"
    ).fetchall()
    for _, s, line, *lost in rows:
        for slot, is_lost in zip(required, lost, strict=True):
            if is_lost and slot == slot_under(slots, slot.written.header):
                book.note("row.key_missing", sheet=sheets[s], line=line, column=slot.written.header)
    return {n for n, *_ in rows}


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
    if len(keys) < len(key) or not keys:
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


def _rows_alike(typed: Typed, keys: Sequence[Slot], here: str) -> list[tuple[int, ...]]:
    """(n, s, line, key …) of every row whose key, or at least the key's hash, stands in another row too; in file order."""
    values = ", ".join(f"v{slot.index}" for slot in keys)
    known = " AND ".join([here, *(f"v{slot.index} IS NOT NULL" for slot in keys)])
    alike = _next_to_each_other(typed, keys[0]) if len(keys) == 1 else None
    looked_for = values
    if alike is None:
        # Hashes are numbers, which are compared sooner than texts, and in most files none stands twice.
        looked_for = f"hash({values})"
        alike = typed.engine.execute(
            f"SELECT {looked_for} AS k FROM typed WHERE {known} GROUP BY k HAVING count(*) > 1"
        ).to_arrow_table()["k"]
    if not len(alike):
        return []
    typed.engine.register("alike", pa.table({"k": alike}))
    rows = typed.engine.execute(
        f"SELECT n, s, line, {values} FROM typed WHERE {known} AND {looked_for} IN (SELECT k FROM alike) ORDER BY n"
    ).fetchall()
    typed.engine.unregister("alike")
    return rows


def _next_to_each_other(typed: Typed, slot: Slot) -> pa.ChunkedArray | None:
    """Values that stand twice in a column that is in order, as most deliveries are by their key: equal ones are neighbours.

    None for a column that is not, or whose texts repeat too much to have been laid out.
    """
    column = typed.rows[f"v{slot.index}"]
    if pa.types.is_dictionary(column.type) or pa.types.is_boolean(column.type):
        return None
    values = column.drop_null().combine_chunks()
    before, after = values[:-1], values[1:]
    if not len(values) or not pc.all(pc.less_equal(before, after)).as_py():
        return None
    return pa.chunked_array([after.filter(pc.equal(before, after)).unique()])
