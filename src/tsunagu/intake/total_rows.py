"""Rows that add up or average the rows above them (dirt 43): nobody is in them, so they are counted and left out."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged
from tsunagu.intake.text_table import numbers_of_pages
from tsunagu.intake.total_words import TOTAL_WORDS, is_total
from tsunagu.intake.typed_columns import holds, may_lack, missing, plain

_WORDY = ("text", "kana", "long_text")


def leave_out_totals(
    staged: Staged, slots: Sequence[Slot], sheets: Sequence[str | None], pages: Sequence[str], book: FaultBook
) -> set[tuple[int, int]]:
    """Take the rows away that lack what a row must have and say 計 or 平均 somewhere; their (sheet number, line).

    Such a row says nothing about its cells: what is odd about them is no fault.
    """
    doubtful = _rows_lacking(staged, slots, pages)
    if not doubtful:
        return set()
    totals = _rows_saying_total(staged, slots, doubtful)
    places = staged.where(sorted(totals))
    for s, line in places:
        book.note("row.subtotal", sheet=sheets[s], line=line)
    staged.typed.drop(totals)
    return set(places)


def _rows_lacking(staged: Staged, slots: Sequence[Slot], pages: Sequence[str]) -> list[int]:
    """Numbers of the rows where a required cell is empty, unreadable, or itself a word for a total."""
    said, rows = pa.array(TOTAL_WORDS, pa.string()), staged.typed.rows
    lacking = pa.repeat(pa.scalar(False), rows.num_rows)
    for slot in (slot for slot in slots if slot.written.required):
        column = rows[f"v{slot.index}"]
        wordy = slot.column.type in _WORDY or (slot.column.type == "key" and slot.written.width is None)
        if not wordy and not may_lack(column):
            continue
        here = pc.or_(missing(column), holds(column, said)) if wordy else missing(column)
        if slot.written.page:
            here = pc.and_(here, pc.is_in(rows["s"], numbers_of_pages(pages, {slot.written.page})))
        lacking = pc.or_(lacking, here)
    return list(rows["n"].filter(lacking).to_pylist())


def _rows_saying_total(staged: Staged, slots: Sequence[Slot], doubtful: Sequence[int]) -> set[int]:
    found: set[int] = set()
    wanted = set(doubtful)
    for slot in slots:
        shown = staged.shown.get(slot.index)
        texts = [text for text in shown.read if is_total(text)] if shown else []
        if shown and texts:
            found |= {row for row, _ in shown.places(texts)} & wanted
    wordy = [slot for slot in slots if slot.column.type in _WORDY and slot.lookup is None]
    if wordy:
        rows = staged.typed.rows.select(["n", *(f"v{slot.index}" for slot in wordy)])
        rows = rows.filter(pc.is_in(rows["n"], pa.array(doubtful, pa.int32())))
        columns = [plain(column) for column in rows.columns]
        found |= {n for n, *texts in zip(*columns, strict=True) if any(text and is_total(text) for text in texts)}
    return found
