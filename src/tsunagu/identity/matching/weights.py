"""Fellegi–Sunter weights for whatever no step could take: how often a field says so of one child, and of two.

`one` (m): the share of pairs that are one child in which the field is at this level; `two` (u): the same of pairs that are
two children. The weight of a level is log2(one / two); the weight of a pair is their sum. A field that either side does
not say weighs nothing. Our own estimates, from invented towns; ranks and cut follow from them, never a link.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from tsunagu.identity.matching.evidence import FITS
from tsunagu.identity.normalising import birth_relation


@dataclass(frozen=True)
class Level:
    """`when`: SQL over r and c; the first level that holds counts. `says`: 1 agrees, -1 differs, 0 neither."""

    when: str
    one: float
    two: float
    says: int

    @property
    def weight(self) -> float:
        """log2 of how much likelier the level is of one child than of two."""
        return round(log2(self.one / self.two), 2)


@dataclass(frozen=True)
class WeighedField:
    """A word of steps.FIELDS and its levels."""

    field: str
    known: str
    levels: tuple[Level, ...]


BIRTH_RELATION = birth_relation("r.birth", "c.birth")
_SWAPPED = "r.kana_family = c.kana_given AND r.kana_given = c.kana_family OR r.tokens = c.tokens OR r.latin = c.latin"
_READ = "r.read = c.loose OR r.read_turned = c.loose OR c.read = r.loose"
_GIVEN = "r.kana_given = c.kana_given OR ends_with(r.kana, c.kana_given) AND length(c.kana_given) > 1"
_FAMILY = "r.kana_family = c.kana_family OR starts_with(r.kana, c.kana_family) AND length(c.kana_family) > 1"

WEIGHED_FIELDS = (
    WeighedField(
        "kana",
        "(r.kana IS NOT NULL OR r.latin IS NOT NULL) AND (c.kana IS NOT NULL OR c.latin IS NOT NULL)",
        (
            Level("r.kana = c.kana", 0.75, 0.00005, 1),
            Level(_SWAPPED, 0.02, 0.00005, 1),
            Level("r.loose = c.loose", 0.05, 0.0001, 0),
            Level(_READ, 0.03, 0.0001, 0),
            Level("levenshtein(r.coded, c.coded) <= 1", 0.06, 0.0003, 0),
            Level(_GIVEN, 0.05, 0.005, -1),
            Level("jaro_winkler_similarity(r.coded, c.coded) >= 0.88", 0.04, 0.002, -1),
            Level(_FAMILY, 0.02, 0.01, -1),
            Level("TRUE", 0.01, 0.98, -1),
        ),
    ),
    WeighedField(
        "kanji",
        "(r.kanji IS NOT NULL OR r.pattern IS NOT NULL) AND (c.kanji IS NOT NULL OR c.pattern IS NOT NULL)",
        (
            Level("r.kanji = c.kanji", 0.8, 0.00003, 1),
            Level(FITS, 0.04, 0.0005, 1),
            Level("r.kanji_given = c.kanji_given OR ends_with(r.kanji, c.kanji_given)", 0.08, 0.003, -1),
            Level("r.kanji_family = c.kanji_family OR starts_with(r.kanji, c.kanji_family)", 0.05, 0.01, -1),
            Level("TRUE", 0.03, 0.986, -1),
        ),
    ),
    WeighedField(
        "birth_date",
        "r.birth IS NOT NULL AND c.birth IS NOT NULL",
        (
            Level("r.birth = c.birth", 0.88, 0.0003, 1),
            Level("birth_relation IN ('swapped', 'era', 'leap_day', 'day_unknown')", 0.03, 0.0003, -1),
            Level("birth_relation IN ('one_digit', 'turned_digits')", 0.06, 0.01, -1),
            Level("birth_relation = 'one_part'", 0.02, 0.04, -1),
            Level("TRUE", 0.01, 0.95, -1),
        ),
    ),
    WeighedField(
        "sex",
        "r.sex IS NOT NULL AND c.sex IS NOT NULL",
        (Level("r.sex = c.sex", 0.98, 0.5, 1), Level("TRUE", 0.02, 0.5, -1)),
    ),
    WeighedField(
        "school",
        "r.school IS NOT NULL AND (c.school IS NOT NULL OR c.born_cohort IS NOT NULL)",
        (
            Level("r.school = c.school AND r.cohort = c.cohort", 0.85, 0.008, 1),
            Level("r.cohort = coalesce(c.cohort, c.born_cohort) AND r.school <> c.school", 0.07, 0.06, -1),
            Level("r.cohort = coalesce(c.cohort, c.born_cohort)", 0.06, 0.04, 0),
            Level("TRUE", 0.02, 0.892, -1),
        ),
    ),
    WeighedField(
        "guardian",
        "r.guardian IS NOT NULL AND c.guardian IS NOT NULL",
        (
            Level("r.guardian = c.guardian", 0.75, 0.0002, 1),
            Level("r.guardian_given = c.guardian_given", 0.1, 0.005, -1),
            Level("TRUE", 0.15, 0.995, -1),
        ),
    ),
    WeighedField(
        "town",
        "r.town IS NOT NULL AND c.town IS NOT NULL",
        (Level("r.town = c.town", 0.85, 0.03, 1), Level("TRUE", 0.15, 0.97, -1)),
    ),
)
LEAST_WEIGHT = 16.0
"""Weight below which a pair is not worth a person's look."""
MOST_PROPOSALS = 3
"""People proposed for one record."""
