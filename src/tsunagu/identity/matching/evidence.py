"""What it means that a field of a record (r) and of a candidate (c) agrees or differs, as SQL. Unknown is neither."""

from __future__ import annotations

from tsunagu.base.dates import GRADES
from tsunagu.identity.normalising import birth_relation

FEW_LETTERS = 2
"""Letters that may be changed, added or missing in two kana names that are near each other."""
SLIPS = ("swapped", "era", "leap_day", "one_digit", "turned_digits", "day_unknown")
FITS = """(coalesce(r.kanji LIKE c.pattern, FALSE) OR coalesce(c.kanji LIKE r.pattern, FALSE)
    OR coalesce(r.kanji_family = c.kanji_given AND r.kanji_given = c.kanji_family, FALSE))"""
"""Kanji names that are one but for a lost letter, or for the order of their two parts."""
_RELATION = birth_relation("r.birth", "c.birth")

_OF_SCHOOL_AGE = f"c.born_cohort + c.fiscal_year BETWEEN {GRADES.index('P1') + 1} AND {GRADES.index('J3') + 1}"

AGREES = {
    "kana": "r.kana = c.kana",
    "kanji": f"(r.kanji = c.kanji OR {FITS})",
    "kana_given": "r.kana_given = c.kana_given",
    "kanji_given": "r.kanji_given = c.kanji_given",
    "latin": "r.latin = c.latin",
    "parts": "(r.tokens = c.tokens OR r.latin = c.latin)",
    "near_kana": f"(r.search = c.search OR levenshtein(r.coded, c.coded) <= {FEW_LETTERS})",
    "birth_date": "r.birth = c.birth",
    "near_birth_date": f"(({_RELATION}) IN {('same', *SLIPS)})",
    "birth_date_unknown": "r.birth IS NULL OR c.birth IS NULL",
    "sex": "r.sex = c.sex",
    "school": "(r.school = c.school AND r.cohort = c.cohort)",
    "grade": "r.cohort = c.cohort",
    "guardian": "r.guardian = c.guardian",
    "town": "r.town = c.town",
    "district": "d.school IS NOT NULL",
    "told": "r.told = c.person_id",
}
DIFFERS = {
    "kana": "(r.search <> c.search)",
    "kanji": f"""((coalesce(r.kanji <> c.kanji, FALSE) OR coalesce(r.kanji NOT LIKE c.pattern, FALSE)
        OR coalesce(c.kanji NOT LIKE r.pattern, FALSE)) AND NOT {FITS})""",
    "sex": "r.sex <> c.sex",
    "town": "r.town <> c.town",
    "grade": "r.cohort <> coalesce(c.cohort, c.born_cohort)",
    "enrolment": "(list_contains(r.years, c.fiscal_year) AND r.school <> c.school)",
    "nowhere": f"(c.school IS NULL AND {_OF_SCHOOL_AGE})",
    "school": "(r.school <> c.school OR r.school IS NOT NULL AND c.school IS NULL)",
}
"""Where a school is written, and the 学齢簿 has the child nowhere or elsewhere, it may be another child of the same name."""
