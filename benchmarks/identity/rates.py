"""How often each failure happens in one seed's town. Every seed draws its own mixture; no mode falls below its floor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TYPING = ("large_small_kana", "long_vowel", "kana_family", "voicing", "kana_typo", "kana_dropped", "kana_swapped",
          "misread", "kana_missing", "truncated", "names_swapped", "sibling_mixed")  # fmt: skip
WRITING = ("variant_kanji", "ivs", "lost_gaiji", "other_kanji", "name_in_kana", "name_missing")
LIFE = ("married_name", "family_unknown", "alias", "foreign_order", "foreign_kana", "romaji")
DATES = ("digit_off", "date_swapped", "era_slip", "leap_day", "date_unknown", "neighbour_date", "sibling_date")
OTHER = ("wrong_sex",)
ABSENT = ("not_resident_yet", "out_of_area", "absent_double")
"""Nobody in the register: moved in and not yet registered; attends from another town; and such a pupil beside whom a
resident with the same kana and birth date lives."""
PLANTED = (*TYPING, *WRITING, *LIFE, *DATES, *OTHER, *ABSENT)
"""Modes planted by count, entry by entry."""
BY_SCHOOL = ("script", "voiceless_export")
"""Modes that a whole school's file has: half width, hiragana, no blank; and the search key in place of the kana."""
MODES = ("clean", "transfer", "register_kana", *BY_SCHOOL, *PLANTED)

FLOOR = 0.0106
"""Least share of rows per mode: a little above 500 of 50,000."""


@dataclass(frozen=True)
class Rates:
    """One seed's mixture; shares of rows unless said otherwise."""

    modes: dict[str, float]
    second_error: float
    """Of rows with an error, those with another one of a different kind."""
    copied: float
    """Of a pupil's rows, those copied from the year before, mistakes included."""
    no_guardian: float
    no_town: float
    no_sex: float
    """Of schools, those whose file lacks the column."""
    no_number: float
    """Of rows, those without 学籍番号."""
    register_large_kana: float
    """Of residents whose kana could have small letters, those registered with large ones."""
    former_kept: float
    """Of renamed residents, those whose 旧氏 the register tells."""
    foreign: float
    private: float
    other_school: float
    protected: float
    """Of households with children."""


def rates(seed: int) -> Rates:
    """The mixture of one seed."""
    chance = np.random.default_rng([seed, 1])
    modes = {mode: FLOOR * (1 + chance.gamma(1.0, 0.12)) for mode in PLANTED}
    modes["voiceless_export"] = chance.uniform(0.015, 0.04)
    modes["transfer"] = FLOOR * chance.uniform(1.1, 1.5)
    return Rates(
        modes=modes,
        second_error=chance.uniform(0.06, 0.16),
        copied=chance.uniform(0.3, 0.8),
        no_guardian=chance.uniform(0.3, 0.6),
        no_town=chance.uniform(0.5, 0.9),
        no_sex=chance.uniform(0.02, 0.15),
        no_number=chance.uniform(0.02, 0.25),
        register_large_kana=chance.uniform(0.22, 0.34),
        former_kept=chance.uniform(0.35, 0.75),
        foreign=chance.uniform(0.05, 0.08),
        private=chance.uniform(0.03, 0.07),
        other_school=chance.uniform(0.03, 0.08),
        protected=chance.uniform(0.015, 0.025),
    )
