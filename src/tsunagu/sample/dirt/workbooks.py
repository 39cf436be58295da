"""Faults only a workbook can have (kinds 41 and 42): meaning by colour or line, rows and columns nobody sees, notes, boxes."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tsunagu.sample.writing import Draft, Look

_MOST_SHARE = 0.2
"""A colour on more rows than this would be a way to draw the table."""
_LEAST_ROWS = 8


def _looks(look: Look) -> Callable[[Draft, int, Random], str | None]:
    def plant(draft: Draft, row: int, rng: Random) -> str | None:
        rows_here = [name == draft.sheet_at(row) for name in draft.row_sheets].count(True) or len(draft.rows)
        if draft.source.layout.format != "xlsx" or rows_here < _LEAST_ROWS or not any(draft.rows[row]):
            return None
        if sum(one == look for one in draft.looks.values()) >= max(1, _MOST_SHARE * rows_here) or row in draft.looks:
            return None
        draft.looks[row] = look
        return ""

    return plant


def comment(draft: Draft, row: int, rng: Random) -> str | None:
    """A note on the first filled cell; the heading of the cell."""
    if draft.source.layout.format != "xlsx":
        return None
    place = next((place for place, cell in enumerate(draft.rows[row]) if cell), None)
    if place is None:
        return None
    draft.notes[row, place] = "電話で確認済み"
    return draft.headers[place]


def hidden_column(draft: Draft, rng: Random) -> bool:
    """A column nobody sees; never the first, by which people know the row."""
    if draft.source.layout.format != "xlsx" or draft.row_sheets or len(draft.headers) < 3:
        return False
    draft.hidden_column = 1 + int(rng.random() * (len(draft.headers) - 2))
    return True


def hidden_sheet(draft: Draft, rng: Random) -> bool:
    """An empty sheet that is hidden."""
    if draft.source.layout.format != "xlsx":
        return False
    draft.hidden_sheet = "作業用"
    return True


def filtered(draft: Draft, rng: Random) -> bool:
    """Saved with a filter at work."""
    if draft.source.layout.format != "xlsx" or draft.row_sheets or not draft.rows:
        return False
    draft.filtered = True
    return True


def text_box(draft: Draft, rng: Random) -> bool:
    """A box with words, beside the cells."""
    if draft.source.layout.format != "xlsx":
        return False
    draft.text_box = "黄色は転出"
    return True


WORKBOOK_ROW_FAULTS: tuple[tuple[str, Callable[[Draft, int, Random], str | None]], ...] = (
    ("row.coloured", _looks("coloured")),
    ("row.struck_through", _looks("struck")),
    ("row.hidden", _looks("hidden")),
    ("cell.comment", comment),
)
WORKBOOK_FILE_FAULTS: tuple[tuple[str, Callable[[Draft, Random], bool]], ...] = (
    ("file.hidden_column", hidden_column),
    ("file.hidden_sheet", hidden_sheet),
    ("file.filtered", filtered),
    ("file.shape", text_box),
)
"""Stable code and how it is planted. A row's fault gives the heading it is told under, '' for the whole row."""
