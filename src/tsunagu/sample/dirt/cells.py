"""Faults of one cell. Each function takes what stands there and gives what stands there afterwards, or None where it does not apply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import excel_serial, read_date, write_wareki
from tsunagu.base.text import to_katakana
from tsunagu.catalog import Column, SourceColumn
from tsunagu.sample.randomness import pick


class Spot(NamedTuple):
    """A cell and what is declared of its column. `legacy`: the file is written in CP932. `named`: holds names or addresses."""

    text: str
    written: SourceColumn
    column: Column
    legacy: bool
    named: bool
    quoted: bool
    last_mark: bool
    """The last of a group of circle-if-true columns: the one that says that none of the others holds."""
    address: bool = False
    codes: Mapping[str, str] = {}
    """Code → value of the column's list, as far as they hold values."""

    @property
    def means(self) -> str:
        """The value of the code that stands here; '' where none does."""
        return self.codes.get(self.text, "")


_HALF = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFF66, 0xFFA0)}
_FULL_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_UNITS = {"身長": "cm", "体重": "kg", "頭囲": "cm", "むし歯本数": "本", "欠席計": "日", "遅刻": "日", "世帯員数": "人"}
_TEXTS = ("text", "kana", "long_text")


def half_width(text: str) -> str:
    """Katakana in half width, sound marks split off."""
    letters = []
    for letter in to_katakana(text):
        base, *marks = list(unicodedata.normalize("NFD", letter))
        sign = {"\u3099": "ﾞ", "\u309a": "ﾟ"}.get(marks[0], "") if marks else ""
        letters.append(_HALF.get(base, base) + sign)
    return "".join(letters)


def _day(spot: Spot) -> date | None:
    if spot.column.type != "date" or not spot.text:
        return None
    return read_date(spot.text, spot.written.written).value


def _kanji_name(spot: Spot) -> bool:
    """Whether a name or address begins with a kanji: only kanji become 外字."""
    return spot.named and spot.column.type == "text" and len(spot.text) > 1 and "一" <= spot.text[0] <= "鿿"


def gaiji_private(spot: Spot, rng: Random) -> str | None:
    return chr(0xE000 + int(rng.random() * 100)) + spot.text[1:] if _kanji_name(spot) else None


def gaiji_lost(spot: Spot, rng: Random) -> str | None:
    return pick(rng, "●〓") + spot.text[1:] if _kanji_name(spot) else None


def ivs_or_surrogate(spot: Spot, rng: Random) -> str | None:
    """𠮷 for 吉; any other kanji gets a variation selector: another glyph of the same letter."""
    if spot.legacy or not _kanji_name(spot):
        return None
    return ("𠮷" if spot.text[0] == "吉" else spot.text[0] + "\U000e0100") + spot.text[1:]


def halfwidth_kana(spot: Spot, rng: Random) -> str | None:
    if spot.column.type != "kana" or not spot.text:
        return None
    changed = half_width(spot.text)
    return changed if changed != spot.text else None


def decomposed_kana(spot: Spot, rng: Random) -> str | None:
    if spot.legacy or spot.column.type != "kana":
        return None
    changed = unicodedata.normalize("NFD", spot.text)
    return changed if changed != spot.text else None


def fullwidth_digits(spot: Spot, rng: Random) -> str | None:
    plain = spot.text.isascii() and spot.text.isdigit()
    if spot.column.type in ("key", "int") and plain:
        return spot.text.translate(_FULL_DIGITS)
    if spot.written.codes and plain and spot.column.type in ("code", "flag"):
        return spot.text.translate(_FULL_DIGITS)
    return None


def layout_blanks(spot: Spot, rng: Random) -> str | None:
    if spot.column.type == "text" and "　" in spot.text:
        return spot.text.replace("　", "　　", 1)
    return f"{spot.text}　" if spot.text and spot.column.type in ("text", "kana") else None


def leading_zeros_lost(spot: Spot, rng: Random) -> str | None:
    if spot.column.type != "key" or not spot.written.width or not spot.text.startswith("0") or not spot.text.isdigit():
        return None
    return spot.text.lstrip("0") or None


def key_as_float(spot: Spot, rng: Random) -> str | None:
    return (
        f"{int(spot.text)}.0"
        if spot.column.type == "key" and spot.written.width and spot.text.isdigit() and int(spot.text)
        else None
    )


def key_exponent(spot: Spot, rng: Random) -> str | None:
    if (
        spot.column.type != "key"
        or (spot.written.width or 0) < 10
        or not spot.text.isdigit()
        or int(spot.text) < 10_000
    ):
        return None
    return f"{int(spot.text):.2E}"


def code_as_float(spot: Spot, rng: Random) -> str | None:
    if (
        spot.column.type not in ("code", "flag")
        or not spot.written.codes
        or not (spot.text.isascii() and spot.text.isdigit())
    ):
        return None
    return f"{int(spot.text)}.0"


def wareki_variant(spot: Spot, rng: Random) -> str | None:
    day = _day(spot)
    if day is None or day.year < 1927:
        return None
    styles = ["kanji", "letter_slash"] if spot.written.written == "wareki" else ["kanji", "letter", "letter_slash"]
    return write_wareki(day, pick(rng, styles))  # type: ignore[arg-type]


def era_overflow(spot: Spot, rng: Random) -> str | None:
    """平成 goes on behind its end."""
    day = _day(spot)
    if day is None or day < date(2019, 5, 1):
        return None
    year = day.year - 1988
    return pick(rng, (f"H{year}.{day.month}.{day.day}", f"平成{year}年{day.month}月{day.day}日"))


def packed_date(spot: Spot, rng: Random) -> str | None:
    day = _day(spot)
    if day is None or day.year < 1927 or spot.written.written.startswith("wareki7"):
        return None
    return write_wareki(day, "packed")


def year_in_two_digits(spot: Spot, rng: Random) -> str | None:
    """The era left out: nobody can tell 平成27年 from 2027."""
    day = _day(spot)
    if day is None or day.year < 1927:
        return None
    return write_wareki(day, "letter")[1:]


def hyphen_variant(spot: Spot, rng: Random) -> str | None:
    """12番地3 as people type it: with a sign that only looks like a hyphen."""
    if not spot.address or not re.search(r"[0-9]番地[0-9]", spot.text):
        return None
    # CP932 has no minus sign of its own: what looks like one there is the full-width hyphen.
    alike = "－ー―" if spot.legacy else "－−ー―"
    return re.sub(r"([0-9])番地([0-9])", rf"\g<1>{pick(rng, alike)}\g<2>", spot.text)


def grade_spelling(spot: Spot, rng: Random) -> str | None:
    """小学校3年生 for a 学年 that the list writes in a code."""
    if spot.column.type != "code" or spot.written.header not in ("学年", "現学年"):
        return None
    words = {"P": "小学校", "J": "中学校"}
    return f"{words[spot.means[0]]}{spot.means[1:]}年生" if spot.means[:1] in words else None


def several_facts(spot: Spot, rng: Random) -> str | None:
    """Two codes in the place of one."""
    others = [code for code in spot.codes if code != spot.text]
    if spot.column.type != "code" or spot.written.several or not spot.text or not others or spot.text not in spot.codes:
        return None
    return f"{spot.text}・{pick(rng, others)}"


def remark_in_cell(spot: Spot, rng: Random) -> str | None:
    if spot.column.type != "code" or spot.text not in spot.codes:
        return None
    return f"{spot.text}（要確認）"


def ditto(spot: Spot, rng: Random) -> str | None:
    """〃 where nobody said that it may be filled from above."""
    if (
        spot.written.repeats_above
        or spot.written.required
        or not spot.text
        or spot.column.type not in ("code", "int", "date")
    ):
        return None
    return pick(rng, ("〃", "同上"))


def formula(spot: Spot, rng: Random) -> str | None:
    return f"={spot.text}" if _free_text(spot) and len(spot.text) > 1 else None


def out_of_range(spot: Spot, rng: Random) -> str | None:
    """A decimal point lost, or g in the place of kg: ten, a hundred or a thousand times too much."""
    if (
        spot.column.type not in ("int", "decimal")
        or spot.column.max is None
        or not spot.text.replace(".", "", 1).isdigit()
    ):
        return None
    number = float(spot.text)
    for times in (10, 100, 1000):
        if number * times > spot.column.max:
            return f"{round(number * times)}"
    return None


def excel_serial_number(spot: Spot, rng: Random) -> str | None:
    day = _day(spot)
    return str(excel_serial(day)) if day is not None and day.year >= 1930 else None


def sentinel_date(spot: Spot, rng: Random) -> str | None:
    if spot.column.type != "date" or spot.text:
        return None
    return {"ymd8": pick(rng, ("00000000", "99999999")), "iso": "9999-12-31"}.get(spot.written.written, "9999-12-31")


def unknown_date(spot: Spot, rng: Random) -> str | None:
    day = _day(spot)
    if day is None:
        return None
    return f"{day:%Y-%m}-00" if spot.written.written == "iso" else "不詳"


def impossible_date(spot: Spot, rng: Random) -> str | None:
    if _day(spot) is None:
        return None
    return {"iso": "2023-02-29", "ymd8": "20230229"}.get(spot.written.written, "R5.2.29")


def missing_coded(spot: Spot, rng: Random) -> str | None:
    if (
        spot.written.required
        or not spot.written.empty_tokens
        or spot.column.type not in ("int", "decimal", "code", "flag")
    ):
        return None
    return pick(rng, spot.written.empty_tokens)


def mark_lookalike(spot: Spot, rng: Random) -> str | None:
    return pick(rng, "〇◯O") if spot.text == "○" and spot.written.codes else None


def blank_mark(spot: Spot, rng: Random) -> str | None:
    return "" if spot.last_mark and spot.text == "○" else None


def _free_text(spot: Spot) -> bool:
    """Whether something is written here that nobody looks up or compares."""
    return bool(
        spot.text
        and spot.column.type in ("text", "long_text")
        and not (spot.written.width or spot.written.codes or spot.written.required or spot.named)
    )


def line_break(spot: Spot, rng: Random) -> str | None:
    if not _free_text(spot):
        return None
    return f"{spot.text}\r\n（続き）" if spot.quoted else f"{spot.text}\n（続き）"


def unit_in_number(spot: Spot, rng: Random) -> str | None:
    if spot.column.type not in ("int", "decimal") or not spot.text.replace(".", "", 1).isdigit():
        return None
    return spot.text + _UNITS.get(spot.written.header, "※")


Change = Callable[[Spot, Random], str | None]

CELL_FAULTS: tuple[tuple[str, Change], ...] = (
    ("cell.gaiji_private", gaiji_private),
    ("cell.gaiji_lost", gaiji_lost),
    ("cell.ivs_or_surrogate", ivs_or_surrogate),
    ("cell.hyphen_variant", hyphen_variant),
    ("cell.halfwidth_kana", halfwidth_kana),
    ("cell.decomposed_kana", decomposed_kana),
    ("cell.fullwidth_digits", fullwidth_digits),
    ("cell.layout_blanks", layout_blanks),
    ("cell.leading_zeros_lost", leading_zeros_lost),
    ("cell.key_as_float", key_as_float),
    ("cell.key_exponent", key_exponent),
    ("cell.code_as_float", code_as_float),
    ("cell.wareki_variant", wareki_variant),
    ("cell.era_overflow", era_overflow),
    ("cell.packed_date", packed_date),
    ("cell.year_in_two_digits", year_in_two_digits),
    ("cell.excel_serial", excel_serial_number),
    ("cell.sentinel_date", sentinel_date),
    ("cell.unknown_date", unknown_date),
    ("cell.impossible_date", impossible_date),
    ("cell.missing_coded", missing_coded),
    ("cell.blank_mark", blank_mark),
    ("cell.mark_lookalike", mark_lookalike),
    ("cell.line_break", line_break),
    ("cell.unit_in_number", unit_in_number),
    ("cell.out_of_range", out_of_range),
    ("cell.grade_spelling", grade_spelling),
    ("cell.several_facts", several_facts),
    ("cell.remark_in_cell", remark_in_cell),
    ("cell.ditto", ditto),
    ("cell.formula", formula),
)
"""Stable code and how it is planted."""
