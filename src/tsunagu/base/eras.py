"""和暦: the eras, their first days, and turning an era year into a calendar year and back."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple


class Era(NamedTuple):
    """One era. `digit` is its number in packed dates (4270401); `square` the one-character form (㍻)."""

    letter: str
    name: str
    digit: str
    square: str
    first_day: date


ERAS = (
    Era("M", "明治", "1", "㍾", date(1868, 1, 25)),
    Era("T", "大正", "2", "㍽", date(1912, 7, 30)),
    Era("S", "昭和", "3", "㍼", date(1926, 12, 25)),
    Era("H", "平成", "4", "㍻", date(1989, 1, 8)),
    Era("R", "令和", "5", "㋿", date(2019, 5, 1)),
)
_YEARS_PAST_THE_END = 20
"""An era year may run on this long after its era ended (H32): old forms are filled in years ahead. Further is a slip."""

_BY_SIGN = {sign: era for era in ERAS for sign in (era.letter, era.letter.lower(), era.name, era.name[0], era.digit)}

WarekiStyle = Literal["letter", "letter_padded", "letter_slash", "kanji", "square", "packed"]


def era_on(day: date) -> Era:
    """The era in force on `day`. ValueError before 明治."""
    for era in reversed(ERAS):
        if day >= era.first_day:
            return era
    raise ValueError(f"{day} は明治より前です")


def era_of(sign: str) -> Era:
    """The era of a letter, a name, its first kanji or its digit. KeyError for anything else."""
    return _BY_SIGN[sign]


def year_of_era(sign: str, year: int) -> int | None:
    """The calendar year of an era year, e.g. ('H', 27) → 2015; None when the era never came near such a year."""
    era = _BY_SIGN[sign]
    calendar_year = era.first_day.year + year - 1
    index = ERAS.index(era)
    if year < 1:
        return None
    if index + 1 < len(ERAS) and calendar_year > ERAS[index + 1].first_day.year + _YEARS_PAST_THE_END:
        return None
    return calendar_year


def write_wareki(day: date, style: WarekiStyle = "letter") -> str:
    """`day` in 和暦: letter H27.4.1, letter_padded H27.04.01, letter_slash H27/4/1, kanji 平成27年4月1日, square ㍻…, packed 4270401."""
    era = era_on(day)
    year = day.year - era.first_day.year + 1
    if style == "letter_padded":
        return f"{era.letter}{year:02}.{day.month:02}.{day.day:02}"
    if style == "letter_slash":
        return f"{era.letter}{year}/{day.month}/{day.day}"
    if style == "kanji":
        return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    if style == "square":
        return f"{era.square}{year}年{day.month}月{day.day}日"
    if style == "packed":
        return f"{era.digit}{year:02}{day.month:02}{day.day:02}"
    return f"{era.letter}{year}.{day.month}.{day.day}"
