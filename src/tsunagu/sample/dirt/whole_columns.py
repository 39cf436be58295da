"""Faults of a whole column: kana in large or unvoiced letters only, codes of another system. One column each in a town."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from random import Random

from tsunagu.base.text import to_katakana
from tsunagu.sample.randomness import pick
from tsunagu.sample.writing import Draft

_LARGE = str.maketrans("ャュョァィゥェォッヮゃゅょぁぃぅぇぉっ", "ヤユヨアイウエオツワやゆよあいうえおつ")
_TELLING = re.compile("[キシチニヒリギジビピ][ョュ]ウ")
_LEAST_NAMES = 40
_LEAST_CODES = 12


def large_kana(draft: Draft, rng: Random) -> str | None:
    """ャュョッ as ヤユヨツ, in a column where that shows."""
    for place in _kana_columns(draft):
        names = {to_katakana(row[place]) for row in draft.rows}
        if sum(bool(_TELLING.search(name)) for name in names) >= 3:
            return _change(draft, place, lambda name: name.translate(_LARGE))
    return None


def unvoiced_kana(draft: Draft, rng: Random) -> str | None:
    """The kana that a system searches by: ヤマタ for ヤマダ."""
    for place in _kana_columns(draft) if _is_numbered(draft) else ():
        if len({row[place] for row in draft.rows}) >= _LEAST_NAMES:
            return _change(draft, place, _without_voice)
    return None


def _without_voice(name: str) -> str:
    plain = re.sub("[\u3099\u309a]", "", unicodedata.normalize("NFD", name))
    return unicodedata.normalize("NFC", plain)


def _kana_columns(draft: Draft) -> list[int]:
    """Kana of other files than the register, by which everybody is looked for, and the lists that schools compare."""
    if draft.source.source in ("juki_kojin", "shukketsu"):
        return []
    return [place for place, column in enumerate(draft.columns()) if draft.column_type(column) == "kana"]


def _is_numbered(draft: Draft) -> bool:
    """Whether the rows name people by a number, so that kana are not needed to find them."""
    return any(column.width == 15 for column in draft.columns())


def foreign_codes(draft: Draft, rng: Random) -> str | None:
    """The codes of a system whose list nobody sent."""
    source = draft.source
    marks = {header for group in source.mark_groups for header in group.columns}
    key = {column.header for column in draft.columns() for to in column.to if to.split(".", 1)[1] in source.key}
    free = [
        place
        for place, column in enumerate(draft.columns())
        if draft.column_type(column) == "code"
        and column.codes
        and not (column.required or column.repeats_above or column.header in marks | key)
        and (source.not_examined is None or source.not_examined.header != column.header)
    ]
    if not free or source.source in ("juki_kojin", "juki_ido") or draft.source.layout.format not in ("csv", "xlsx"):
        return None
    place = pick(rng, free)
    if sum(bool(row[place]) for row in draft.rows) < _LEAST_CODES:
        return None
    known = sorted({row[place] for row in draft.rows} - {""})
    return _change(draft, place, lambda code: f"K{70 + known.index(code)}" if code else "")


def _change(draft: Draft, place: int, change: Callable[[str], str]) -> str:
    for row in draft.rows:
        row[place] = change(row[place])
    return draft.headers[place]


COLUMN_FAULTS: tuple[tuple[str, Callable[[Draft, Random], str | None]], ...] = (
    ("cell.large_kana", large_kana),
    ("cell.unvoiced_kana", unvoiced_kana),
    ("cell.no_code_table", foreign_codes),
)
"""Stable code and how it is planted; each gives the heading of its column, or None where it does not fit."""
