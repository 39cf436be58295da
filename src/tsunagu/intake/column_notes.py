"""What only shows over a whole column: kana without small or voiced letters, codes of which no list is at hand, codes out of force."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from tsunagu.base.text import to_katakana
from tsunagu.catalog import Table
from tsunagu.intake.receipt import FaultBook
from tsunagu.intake.row_rules import Sheets, slot_named
from tsunagu.intake.slots import Slot
from tsunagu.intake.staging import Staged
from tsunagu.intake.typed_columns import count_filled, distinct

_MOST_ROWS = 5_000
"""So many cells of a column say how it is written."""
_SMALL = re.compile("[ャュョァィゥェォッヮ]")
_LARGE_FOR_SMALL = re.compile("[キシチニヒリギジビピ][ヨユ]ウ")
"""キヨウ, リユウ: in a name nearly always キョウ, リュウ."""
_LEAST_TELLING = 2
_COULD_BE_VOICED = re.compile("[カキクケコサシスセソタチツテトハヒフヘホ]")
_VOICED = re.compile("[ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ]")
_LEAST_NAMES = 25
_LEAST_LETTERS = 60
"""Of so many letters in so many names, one in five is voiced where the kana is that of the name."""
_LEAST_UNKNOWN = 5
_SHOWN_CODES = 8
_LONGEST_CODE = 6


def note_kana_columns(staged: Staged, book: FaultBook) -> None:
    """Columns of kana in large letters only, and those without a single voiced letter: once a column."""
    for slot in staged.slots:
        if slot.column.type != "kana":
            continue
        names = {to_katakana(unicodedata.normalize("NFKC", name)) for name in _first_values(staged, slot)}
        letters = "".join(names)
        if not _SMALL.search(letters) and sum(bool(_LARGE_FOR_SMALL.search(name)) for name in names) >= _LEAST_TELLING:
            book.note("cell.large_kana", column=slot.written.header)
        enough = len(names) >= _LEAST_NAMES and len(_COULD_BE_VOICED.findall(letters)) >= _LEAST_LETTERS
        if enough and not _VOICED.search(letters):
            book.note("cell.unvoiced_kana", column=slot.written.header)


def _first_values(staged: Staged, slot: Slot) -> set[str]:
    column = staged.typed.rows[f"v{slot.index}"].slice(0, _MOST_ROWS)
    return {name for chunk in column.chunks for name in distinct(chunk).to_pylist() if name}


def note_columns_without_codes(staged: Staged, book: FaultBook) -> set[str]:
    """Columns of which most cells are in no code list: told once, with the codes that stand there. Their headings."""
    found: set[str] = set()
    for slot in staged.slots:
        shown = staged.shown.get(slot.index)
        unknown = [text for text, cell in shown.read.items() if "cell.unknown_code" in cell.codes] if shown else []
        if not shown or not unknown or slot.column.type not in ("code", "flag"):
            continue
        cells = Counter(text for _, text in shown.places(unknown))
        known = count_filled(staged.typed.rows[f"v{slot.index}"])
        if cells.total() >= _LEAST_UNKNOWN and cells.total() > known:
            found.add(slot.written.header)
            book.note("cell.no_code_table", column=slot.written.header, detail=_told(cells, slot, book))
    return found


def _told(cells: Counter[str], slot: Slot, book: FaultBook) -> str:
    """The codes and how often each stands there; of a column that holds something longer, only how many."""
    counted = f"{len(cells)}通りの値が{cells.total():,}件あります"
    if slot.written.header in book.withheld or any(len(text) > _LONGEST_CODE for text in cells):
        return counted
    named = "、".join(f"「{text}」{number:,}件" for text, number in cells.most_common(_SHOWN_CODES))
    return f"{counted}（{named}{'ほか' if len(cells) > _SHOWN_CODES else ''}）"


def note_codes_out_of_force(staged: Staged, tables: dict[str, Table], sheets: Sheets, book: FaultBook) -> None:
    """Codes on rows that begin on a day on which the code was not in force. Rows without such a day make no statement."""
    for slot in staged.slots:
        shown = staged.shown.get(slot.index)
        bounds = slot.lookup.bounds if slot.lookup else {}
        texts = [text for text in shown.read if text.strip() in bounds] if shown and bounds else []
        start = slot_named([one for one in staged.slots if one.table == slot.table], tables[slot.table].start or "")
        if not shown or not texts or start is None or start.column.type not in ("date", "month"):
            continue
        cells = dict(shown.places(texts))
        outside = [
            row for row, day in _days(staged, start, list(cells)) if not _in_force(bounds[cells[row].strip()], day)
        ]
        for (s, line), row in zip(staged.where(outside), outside, strict=True):
            book.note("cell.code_out_of_force", sheet=sheets[s], line=line, column=slot.written.header, cell=cells[row])


def _days(staged: Staged, start: Slot, rows: Sequence[int]) -> Iterator[tuple[int, date]]:
    """(row number, day it begins) of those of the rows that still stand and have such a day."""
    table = staged.typed.rows.select(["n", f"v{start.index}"])
    here = table.filter(pc.is_in(table["n"], pa.array(rows, pa.int32())))
    for row, day in zip(here["n"].to_pylist(), here[f"v{start.index}"].to_pylist(), strict=True):
        if day is not None:
            yield row, day


def _in_force(bounds: tuple[str, str], day: date) -> bool:
    first, last = bounds
    return (not first or first <= day.isoformat()) and (not last or day.isoformat() <= last)
