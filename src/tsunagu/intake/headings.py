"""Finding the heading row and which column is which: title rows above it, doubled names, headings almost right."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from tsunagu.base.text import fold_width
from tsunagu.catalog import Source
from tsunagu.intake.heading_levels import fold_heading, join_levels
from tsunagu.intake.limits import in_force
from tsunagu.intake.my_number import most_are_my_numbers
from tsunagu.intake.problems import FileRefused

SEARCHED_ROWS = 40
"""A heading row further down than this is no heading row."""
_SUFFIX = re.compile(r"(?:[._]\d{1,3}|_\d{1,3}\.0|\(\d+\))$")
_LIKE_DATA = re.compile(r"\d{3}|\d[-/.年月日]|[-\d.,:]+$|[○◎△×]$")
"""What stands in cells and hardly ever in headings: long digits, days, bare numbers, marks."""
_LIKE_A_NAME = re.compile(r"(?=.{4,})\S{1,6}[ \u3000]\S{1,6}")
"""佐藤　葵, サトウ　アオイ; headings spaced for looks (氏　名) are shorter."""
_UNLIKE, _UNLIKE_IF_ONE_IS_KNOWN = 0.6, 0.3
"""So much of a row must be written otherwise than the rows below it to be headings that nobody knows."""
_LEAST_SHARE = 0.5
"""Share of the declared headings a row must hold to be taken for the heading row."""


@dataclass(frozen=True)
class HeadingRow:
    """Where the data begins and which file column feeds which declared column.

    `positions[i]` is the file column (from 0) of the source's i-th declared column, None when the file lacks it.
    """

    row: int
    """Rows to leave out before the data, the heading row included."""
    width: int
    positions: tuple[int | None, ...]
    headings: tuple[str, ...] = ()
    title_rows: int = 0
    extra: tuple[tuple[int, str], ...] = ()
    missing: tuple[str, ...] = ()
    doubled: tuple[tuple[int, str], ...] = ()
    renamed: tuple[tuple[str, str], ...] = field(default=())
    """(as in the file, as declared) where only width, blanks or an added number differ."""
    levels: int = 1
    """2 where a row of groups stands above the row of headings."""

    @property
    def named(self) -> frozenset[int]:
        """The file columns that make a row one: declared ones and those under a heading of their own."""
        declared = {place for place in self.positions if place is not None}
        return frozenset(declared | {place for place, _ in self.extra})

    def name_of(self, place: int) -> str:
        """What to call a file column: its heading, and where that is blank or stands there twice, its place from 1."""
        folded = [fold_heading(text) for text in self.headings]
        if place >= len(folded) or not folded[place]:
            return f"{place + 1}列目（見出しなし）"
        doubled = folded.count(folded[place]) > 1
        return f"{self.headings[place]}（{place + 1}列目）" if doubled else self.headings[place]


def columns_of_page(source: Source, page: str) -> tuple[int, ...]:
    """Places (among the declared columns) of those that stand as cells on a page; '' for files that are one table."""
    return tuple(
        place for place, column in enumerate(source.columns) if column.page == page and column.taken_from == "cell"
    )


def find_headings(
    rows: Sequence[Sequence[str]], source: Source, *, sheet: str | None = None, page: str = ""
) -> HeadingRow:
    """The heading row among the first rows of a file (or of one page of it).

    Raises FileRefused (file.header_missing) naming what is near.
    """
    here = columns_of_page(source, page)
    if not source.layout.header:
        return _without_headings(rows, source, here)
    declared = {fold_heading(source.columns[place].in_file) for place in here}
    best = _most_headings(rows, declared)
    if best.found < max(2, _LEAST_SHARE * len(declared)):
        raise FileRefused("file.header_missing", _tell_nearest(rows, source, here), line=best.row + 1, sheet=sheet)
    if len(best.texts) > in_force().columns:
        raise FileRefused(
            "file.too_large", f"列が{len(best.texts):,}列あり、多すぎます", line=best.row + 1, sheet=sheet
        )
    if most_are_my_numbers(text.strip() for row in rows[: best.row] for text in row):
        detail = "見出しの上の行に、個人番号（マイナンバー）とみられる番号が並んでいます"
        raise FileRefused("file.my_number", detail, sheet=sheet)
    return _match(best, source, here, sheet)


class _Candidate(NamedTuple):
    """A row of headings, or two as one: the place of the (upper) row, how many rows, what they say, how many are declared."""

    row: int
    levels: int
    texts: Sequence[str]
    found: int


def _most_headings(rows: Sequence[Sequence[str]], declared: set[str]) -> _Candidate:
    """The row with most of the declared headings; two rows one above the other only where they hold more than any single one."""
    best = _Candidate(0, 1, (), 0)
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        count = len(declared & set(map(fold_heading, row)))
        if count > best.found:
            best = _Candidate(index, 1, row, count)
    if best.found == len(declared):
        return best
    for index, (upper, lower) in enumerate(pairwise(rows[:SEARCHED_ROWS])):
        texts = join_levels(upper, lower, declared)
        count = len(declared & set(map(fold_heading, texts)))
        if count > best.found:
            best = _Candidate(index, 2, texts, count)
    return best


def _without_headings(rows: Sequence[Sequence[str]], source: Source, here: tuple[int, ...]) -> HeadingRow:
    width = len(here)
    first = next((row for row in rows if any(row)), [])
    if len(first) != width:
        raise FileRefused(
            "file.header_missing", f"見出しのないファイルで、列が{width}列のはずのところ{len(first)}列あります", line=1
        )
    positions = tuple(here.index(place) if place in here else None for place in range(len(source.columns)))
    return HeadingRow(0, width, positions, tuple(source.columns[place].in_file for place in here))


def _match(best: _Candidate, source: Source, here: tuple[int, ...], sheet: str | None) -> HeadingRow:
    row, index = best.texts, best.row
    folded = [fold_heading(text) for text in row]
    taken: set[int] = set()
    positions: list[int | None] = []
    doubled: list[tuple[int, str]] = []
    renamed: list[tuple[str, str]] = []
    for number, column in enumerate(source.columns):
        if number not in here:
            positions.append(None)
            continue
        wanted = fold_heading(column.in_file)
        places = [place for place, text in enumerate(folded) if text == wanted and place not in taken]
        if not places:
            places = [
                place for place, text in enumerate(folded) if _SUFFIX.sub("", text) == wanted and place not in taken
            ][:1]
        if not places:
            positions.append(None)
            continue
        place = places[0]
        taken.add(place)
        positions.append(place)
        if row[place].strip() != column.in_file:
            renamed.append((row[place].strip(), column.in_file))
    for place, text in enumerate(folded):
        if place not in taken and text and folded.index(text) in taken:
            doubled.append((place, row[place].strip()))
    extra = tuple(
        (place, row[place].strip())
        for place, text in enumerate(folded)
        if place not in taken and text and all(place != at for at, _ in doubled)
    )
    absent = [source.columns[number] for number in here if positions[number] is None]
    missing = tuple(column.in_file for column in absent)
    _must_have_required([column.in_file for column in absent if column.required], row, index, sheet)
    return HeadingRow(
        index + best.levels,
        len(row),
        tuple(positions),
        tuple(text.strip() for text in row),
        index,
        extra,
        missing,
        tuple(doubled),
        tuple(renamed),
        best.levels,
    )


def _must_have_required(lost: list[str], row: Sequence[str], index: int, sheet: str | None) -> None:
    if not lost:
        return
    near = "、".join(f"「{name}」に近い「{match}」" for name in lost for match in nearest(name, row))
    told = "".join(f"「{name}」" for name in lost)
    raise FileRefused(
        "file.header_missing",
        f"なくてはならない見出し{told}がありません" + (f"（{near}があります）" if near else ""),
        line=index + 1,
        column=lost[0],
        sheet=sheet,
    )


def likely_heading_row(rows: Sequence[Sequence[str]], is_known: Callable[[str], bool]) -> int | None:
    """The heading row of a file nobody declared: the row with most headings that are known elsewhere, else the first row
    with several different words and nothing that looks like data. None where the file has no headings."""
    best, best_count = None, 1
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        count = sum(is_known(text) for text in {fold_heading(text) for text in row} - {""})
        if count > best_count and not looks_like_data(row):
            best, best_count = index, count
    if best is not None:
        return best
    widest = max((sum(map(bool, map(fold_heading, row))) for row in rows[:SEARCHED_ROWS]), default=0)
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        words = [text for text in map(fold_heading, row) if text]
        if len(words) < max(2, 0.6 * widest) or len(set(words)) <= len(words) // 2:
            continue
        # The first full row decides: where it is data, the file has no headings, and no resident becomes one.
        names = sum(bool(_LIKE_A_NAME.fullmatch(text.strip())) for text in row)
        data = looks_like_data(row) or names > 0.2 * len(words)
        some_known = any(is_known(text) for text in words)
        unlike = _unlike_the_rows_below(row, rows[index + 1 : SEARCHED_ROWS])
        return index if not data and unlike >= (_UNLIKE_IF_ONE_IS_KNOWN if some_known else _UNLIKE) else None
    return None


def _unlike_the_rows_below(row: Sequence[str], below: Sequence[Sequence[str]]) -> float:
    """Share (0–1) of the row's cells that are written otherwise than every cell under them; 0 where nothing is under it."""
    unlike = compared = 0
    for place, text in enumerate(row):
        under = {other[place].strip() for other in below if place < len(other) and other[place].strip()}
        if text.strip() and under:
            compared += 1
            unlike += _signs_of(text.strip()) not in set(map(_signs_of, under))
    return unlike / compared if compared else 0.0


def _signs_of(text: str) -> str:
    """How a text is written: its kinds of signs in order, 住民コード → 漢カ."""
    kinds = "".join(_kind_of_sign(sign) for sign in fold_width(text))
    return re.sub(r"(.)\1+", r"\1", kinds)


def _kind_of_sign(sign: str) -> str:
    if sign.isdigit():
        return "数"
    if sign.isascii():
        return "英" if sign.isalpha() else "記"
    name = unicodedata.name(sign, "")
    return next(
        (kind for word, kind in (("HIRAGANA", "ひ"), ("KATAKANA", "カ"), ("CJK UNIFIED", "漢")) if word in name), "記"
    )


def looks_like_data(row: Sequence[str]) -> bool:
    """Whether more than a few of its cells are days, numbers, marks."""
    words = [text for text in map(fold_heading, row) if text]
    return sum(bool(_LIKE_DATA.match(text) or re.search(r"\d{3}", text)) for text in words) > 0.2 * len(words)


def _tell_nearest(rows: Sequence[Sequence[str]], source: Source, here: tuple[int, ...]) -> str:
    headings = [source.columns[place].in_file for place in here]
    wanted = "、".join(headings[:4])
    texts = [text.strip() for row in rows[:SEARCHED_ROWS] for text in row if text.strip()]
    near = [match for heading in headings for match in nearest(heading, texts)]
    told = f"似た見出し: {'、'.join(dict.fromkeys(near[:5]))}" if near else "似た見出しもありません"
    return f"『{source.label}』の見出し（{wanted} など{len(headings)}列）の行が見つかりません。{told}"


def nearest(name: str, texts: Sequence[str]) -> list[str]:
    """Texts of the file that are almost the heading `name`. Digits-heavy texts are left out: they may be residents' data."""
    candidates = [text for text in texts if len(text) <= 30 and not re.search(r"\d{3}", text)]
    return difflib.get_close_matches(name, candidates, n=1, cutoff=0.6)


def score(rows: Sequence[Sequence[str]], source: Source) -> float:
    """Share of the source's headings found in the best of the first rows: which source a file really is."""
    if not source.layout.header:
        return 0.0
    declared = {fold_heading(source.columns[place].in_file) for place in columns_of_page(source, "")}
    if not declared:
        return 0.0
    return _most_headings(rows, declared).found / len(declared)
