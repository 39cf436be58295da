"""学年 in other spellings than the column's own list (dirt 24): 小3, 小学校3年生, ３年, P3 mean the list's code for that 学年."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_GRADE = re.compile(r"[EPJ][1-9]")
_BLANK = re.compile(r"\s")
_KANJI = str.maketrans("一二三四五六七八九", "123456789")
_SCHOOL_AND_YEAR = re.compile(r"(?P<school>小学校?|小|中学校?|中|[PpJj])第?(?P<year>[1-9])(?:年生?|学年)?")
_YEAR_ALONE = re.compile(r"第?(?P<year>[1-9])(?:年生?|学年)")
_LEAST = 3
"""A list with so many 学年 among its values is one of 学年."""


def grades_of(values: Iterable[tuple[str, object]]) -> dict[str, str]:
    """学年 (P3) → its code, of a code list's (code, value); empty where the list is about something else."""
    found: dict[str, str] = {}
    for code, value in values:
        if isinstance(value, str) and _GRADE.fullmatch(value):
            found.setdefault(value, code)
    return found if len(found) >= _LEAST else {}


def code_of_grade(text: str, codes: Mapping[str, object], grades: Mapping[str, str]) -> str | None:
    """The list's code for a 学年 in another spelling; None where the spelling leaves a doubt.

    3年 without 小 or 中 is what the list's own 3 is, and nothing where the list has none: the same number is another 学年
    in another school.
    """
    folded = _BLANK.sub("", unicodedata.normalize("NFKC", text)).translate(_KANJI)
    named = _SCHOOL_AND_YEAR.fullmatch(folded)
    if named:
        return grades.get(f"{'P' if named['school'][0] in '小Pp' else 'J'}{named['year']}")
    alone = _YEAR_ALONE.fullmatch(folded)
    return alone["year"] if alone and alone["year"] in codes else None
