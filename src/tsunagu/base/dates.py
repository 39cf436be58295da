"""Reading and writing dates as departments write them: 和暦 in every spelling, packed digits, Excel serials, 不詳."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from tsunagu.base.eras import era_of, era_on, write_wareki, year_of_era
from tsunagu.base.missing import Missing
from tsunagu.base.school_years import (
    GRADES,
    add_months,
    age_in_months,
    age_on,
    day_before,
    fiscal_age,
    fiscal_year_end,
    fiscal_year_of,
    fiscal_year_start,
    grade_for,
    month_end,
    month_start,
    start_of_fiscal_month,
)

__all__ = [
    "GRADES",
    "MONTH_WRITINGS",
    "ReadDate",
    "Written",
    "add_months",
    "age_in_months",
    "age_on",
    "day_before",
    "excel_serial",
    "fiscal_age",
    "fiscal_year_end",
    "fiscal_year_of",
    "fiscal_year_start",
    "grade_for",
    "month_end",
    "month_start",
    "read_date",
    "start_of_fiscal_month",
    "write_date",
    "write_wareki",
]

Written = Literal["plain", "iso", "ymd8", "wareki", "wareki7", "wareki8", "wareki_month", "ym", "ym6"]
MONTH_WRITINGS = ("wareki_month", "ym", "ym6")

VARIANT = "cell.wareki_variant"
OVERFLOW = "cell.era_overflow"
PACKED = "cell.packed_date"
TWO_DIGITS = "cell.year_in_two_digits"
SERIAL = "cell.excel_serial"
SENTINEL = "cell.sentinel_date"
UNKNOWN = "cell.unknown_date"
IMPOSSIBLE = "cell.impossible_date"
NOT_A_DATE = "cell.not_a_date"
FULLWIDTH = "cell.fullwidth_digits"


class ReadDate(NamedTuple):
    """What a cell said. Exactly one of `value` and `why` is set; `note` is the stable fault code, or None when all is well.

    `partial` is (year, month or None) where 不詳 left that much. Months are given as their first day.
    """

    value: date | None
    why: Missing | None
    note: str | None
    partial: tuple[int, int | None] | None = None


_USUAL = {
    "plain": re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{8}|[MTSHR]\d{1,2}\.\d{1,2}\.\d{1,2}"),
    "iso": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "ymd8": re.compile(r"\d{8}"),
    "wareki": re.compile(r"[MTSHR]\d{1,2}\.\d{1,2}\.\d{1,2}"),
    "wareki7": re.compile(r"[1-5]\d{6}"),
    "wareki8": re.compile(r"0[1-5]\d{6}"),
    "wareki_month": re.compile(r"[MTSHR]\d{1,2}\.\d{1,2}"),
    "ym": re.compile(r"\d{4}-\d{2}"),
    "ym6": re.compile(r"\d{6}"),
}
_SEP = r"[-/.年\s]\s*"
_YEAR = r"(?P<year>\d{4})"
_ERA_YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[明大昭平令]|[MTSHRmtshr])\s*(?P<era_year>元|\d{1,2})"
_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"(?:{_YEAR}|{_ERA_YEAR}){_SEP}(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?",
        r"(?P<era>[1-5])(?P<era_year>\d{2})(?P<month>\d{2})(?P<day>\d{2})",
        r"(?P<era>[MTSHRmtshr])(?P<era_year>\d{2})(?P<month>\d{2})(?P<day>\d{2})",
    )
)
_PACKED = re.compile(r"[1-5]\d{6}")
_WITH_ERA_OF_TWO_DIGITS = re.compile(r"0(?P<era>[1-5])(?P<era_year>\d{2})(?P<month>\d{2})(?P<day>\d{2})")
"""中間標準レイアウト writes the era in two digits (05060401). Eight digits may be a plain date as well, so that this shape is
read only in columns declared so."""
_TWO_DIGIT_YEAR = re.compile(
    r"\d{1,2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?|\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
)
"""No era and no century. Six digits that may be a year and a month (201504) are looked at before."""
_MONTH_SHAPES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})(?P<month>\d{2})",
        rf"(?:{_YEAR}|{_ERA_YEAR}){_SEP}(?P<month>\d{{1,2}})\s*月?",
    )
)
_YEAR_SHAPE = re.compile(rf"(?:{_YEAR}|{_ERA_YEAR})年?")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
_ZEROS = re.compile(r"0+|0000[-/.]00?[-/.]00?")
_NINES = re.compile(r"9{6,8}|99991231|999912|9999[-/.]12[-/.]31|9999[-/.]99[-/.]99|9999-12")
_UNKNOWN_WORDS = ("不詳", "不明")
_SERIAL_SHAPE = re.compile(r"(\d{5})(\.0+)?")
_SERIAL_RANGE = (10_000, 73_050)
"""Excel serials taken for dates: 1927-05-18 to 2099-12-31; other five-digit numbers are no dates."""


@lru_cache(maxsize=1 << 16)
def read_date(text: str, written: Written = "plain", *, date1904: bool = False) -> ReadDate:
    """Read one cell declared to be `written` so. Other spellings are read too and noted; nothing raises.

    Month writings give the first day of the month; a month alone in a day column is 不詳 with what is known in `partial`.
    Sentinels (00000000, 99999999 …) are BLANK: in an end column that reads as 'still running'.
    """
    cell = text.strip()
    folded = unicodedata.normalize("NFKC", cell).strip()
    if not folded:
        return ReadDate(None, Missing.BLANK, None)
    if _ZEROS.fullmatch(folded) or _NINES.fullmatch(folded):
        return ReadDate(None, Missing.BLANK, SENTINEL)
    if any(word in folded for word in _UNKNOWN_WORDS):
        return ReadDate(None, Missing.UNKNOWN_DATE, UNKNOWN, _known_part(folded))
    cell, plain = _CLOCK.sub("", cell), _CLOCK.sub("", folded)
    if written == "wareki8" and (packed := _WITH_ERA_OF_TWO_DIGITS.fullmatch(plain)):
        found: ReadDate | None = _day_of(packed)
    else:
        found = _read_month(plain) if written in MONTH_WRITINGS else _read_day(plain)
    if found is None:
        return _read_serial(plain, date1904, month=written in MONTH_WRITINGS)
    if found.value is None:
        return found
    return found._replace(note=found.note or _note_on_spelling(cell, plain, written))


def _note_on_spelling(cell: str, plain: str, written: Written) -> str | None:
    usual = _USUAL[written]
    if usual.fullmatch(cell):
        return None
    if usual.fullmatch(plain):
        return FULLWIDTH
    return PACKED if _PACKED.fullmatch(plain) else VARIANT


def _note_on_era(matched: re.Match[str], first: date) -> str | None:
    """An era that was over by then, or had not begun (平成31年5月1日, H32). A month belongs to the eras of its first and last day."""
    groups = matched.groupdict()
    if not groups.get("era"):
        return None
    last = first if "day" in groups else month_end(first)
    named = era_of(groups["era"])
    begun = max(first, named.first_day) <= last
    return None if begun and named in (era_on(last), era_on(max(first, named.first_day))) else OVERFLOW


def _read_day(text: str) -> ReadDate | None:
    for shape in _SHAPES:
        matched = shape.fullmatch(text)
        if matched:
            return _day_of(matched)
    known = _known_part(text)
    if known:
        return ReadDate(None, Missing.UNKNOWN_DATE, UNKNOWN, known)
    if _TWO_DIGIT_YEAR.fullmatch(text) and not _is_year_and_month(text):
        return ReadDate(None, Missing.UNREADABLE, TWO_DIGITS)
    return None


def _is_year_and_month(text: str) -> bool:
    """201504 in a column of days: at least the century is there."""
    return len(text) == 6 and text.isdigit() and 1868 <= int(text[:4]) <= 2200 and 1 <= int(text[4:]) <= 12


def _read_month(text: str) -> ReadDate | None:
    for shape in _MONTH_SHAPES:
        matched = shape.fullmatch(text)
        if matched:
            return _day_of(matched)
    day = _read_day(text)
    if day is not None and day.value is not None:
        return day._replace(value=day.value.replace(day=1))
    return day


def _parts(matched: re.Match[str]) -> tuple[int, int, int] | None:
    """(year, month, day); a shape without a day counts as the 1st. None when its era never had such a year."""
    groups = matched.groupdict()
    if groups.get("year"):
        year: int | None = int(groups["year"])
    else:
        era_year = 1 if groups["era_year"] == "元" else int(groups["era_year"])
        year = year_of_era(groups["era"], era_year)
    if year is None:
        return None
    return year, int(groups["month"]), int(groups.get("day") or 1)


def _day_of(matched: re.Match[str]) -> ReadDate:
    parts = _parts(matched)
    if parts is None:
        return ReadDate(None, Missing.UNREADABLE, IMPOSSIBLE)
    year, month, day = parts
    if 1 <= month <= 12 and day == 0:
        return ReadDate(None, Missing.UNKNOWN_DATE, UNKNOWN, (year, month))
    if month == 0 and day == 0 or month == 0 and "day" not in matched.groupdict():
        return ReadDate(None, Missing.UNKNOWN_DATE, UNKNOWN, (year, None))
    if not 1868 <= year <= 2200:
        return ReadDate(None, Missing.UNREADABLE, IMPOSSIBLE)
    try:
        read = date(year, month, day)
    except ValueError:
        return ReadDate(None, Missing.UNREADABLE, IMPOSSIBLE)
    return ReadDate(read, None, _note_on_era(matched, read))


def _known_part(text: str) -> tuple[int, int | None] | None:
    """What a day column still tells: year and month of `2015-04`, year of `平成27年不詳`."""
    for word in ("不詳", "不明", "頃", "日", "00"):
        text = text.removesuffix(word)
    text = text.rstrip("-/. ")
    matched = _MONTH_SHAPES[1].fullmatch(text)
    parts = _parts(matched) if matched else None
    if parts and 1 <= parts[1] <= 12:
        return parts[0], parts[1]
    text = text.removesuffix("月").removesuffix("不詳")
    matched = _YEAR_SHAPE.fullmatch(text)
    if matched is None:
        return None
    if matched["year"]:
        return (int(matched["year"]), None) if 1868 <= int(matched["year"]) <= 2200 else None
    year = year_of_era(matched["era"], 1 if matched["era_year"] == "元" else int(matched["era_year"]))
    return (year, None) if year and text.endswith("年") else None


def _read_serial(text: str, date1904: bool, *, month: bool) -> ReadDate:
    matched = _SERIAL_SHAPE.fullmatch(text)
    if matched is None or not _SERIAL_RANGE[0] <= int(matched[1]) <= _SERIAL_RANGE[1]:
        return ReadDate(None, Missing.UNREADABLE, NOT_A_DATE)
    day = (date(1904, 1, 1) if date1904 else date(1899, 12, 30)) + timedelta(days=int(matched[1]))
    return ReadDate(day.replace(day=1) if month else day, None, SERIAL)


def write_date(day: date, written: Written) -> str:
    """`day` as a department writes it when all is well; `plain` is ISO."""
    if written == "ymd8":
        return f"{day:%Y%m%d}"
    if written == "wareki":
        return write_wareki(day)
    if written in ("wareki7", "wareki8"):
        return ("0" if written == "wareki8" else "") + write_wareki(day, "packed")
    if written == "wareki_month":
        return write_wareki(day).rsplit(".", 1)[0]
    if written == "ym":
        return f"{day:%Y-%m}"
    if written == "ym6":
        return f"{day:%Y%m}"
    return day.isoformat()


def excel_serial(day: date) -> int:
    """The number Excel (1900 system) keeps for `day`, e.g. 2015-04-01 → 42095."""
    return (day - date(1899, 12, 30)).days
