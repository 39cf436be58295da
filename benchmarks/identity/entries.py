"""What a school typed about a pupil: one entry serves the rows copied from it, year after year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from benchmarks.identity.people import People, all_names
from benchmarks.identity.rates import Rates

YEARS = (2024, 2025, 2026)
BLANK = "　"


class Seats(NamedTuple):
    """Rows of the school files: person, fiscal year, grade (1–9), school; sorted by person and year."""

    person: np.ndarray
    year: np.ndarray
    grade: np.ndarray
    school: np.ndarray
    transfer: np.ndarray


@dataclass
class Entry:
    """The words of one entry, in parts; `name` and `kana` replace the parts where given ("" says the cell is empty)."""

    person: int
    rows: int
    first: bool
    foreign: bool
    family: str
    family_kana: str
    given: str
    given_kana: str
    birth: date
    sex: str
    mode: str = ""
    second: str = ""
    name: str | None = None
    kana: str | None = None
    birth_text: str | None = None
    roman: str = ""
    touched: set[str] = field(default_factory=set)

    def written_kana(self) -> str:
        return self.kana if self.kana is not None else self.family_kana + BLANK + self.given_kana

    def written_name(self) -> str:
        return self.name if self.name is not None else self.family + BLANK + self.given

    def written_birth(self) -> str:
        return self.birth_text if self.birth_text is not None else self.birth.isoformat()


def school_year_of_birth(birth: np.ndarray) -> np.ndarray:
    """The fiscal year of a birth as schools count: 2 April to 1 April."""
    # One day back, so that a year of schools begins with 1 April. 719163 is the ordinal of 1970-01-01.
    months = (birth - 719163 - 1).astype("datetime64[D]").astype("datetime64[M]").astype(int)
    return (months - 3) // 12 + 1970


def seats(found: People, rates: Rates, chance: np.random.Generator, rows: int, absent_rows: dict[str, int], double_of: np.ndarray) -> tuple[Seats, dict[int, str], np.ndarray]:  # fmt: skip
    """About `rows` rows; the mode of each absent pupil; and each person's elementary and junior high school, -1: none."""
    schools = _schools(found, rates, chance)
    absent_mode, absent_seats = _absent(found, schools, chance, absent_rows, double_of)
    residents = chance.permutation(found.pupils[~found.absent[found.pupils]])
    residents = residents[schools[residents, 0] >= 0]
    # The residents whom an absent pupil resembles attend too, so that both sides of the likeness are seen.
    doubles = double_of[[person for person, mode in absent_mode.items() if mode == "absent_double"]]
    order = np.concatenate([doubles, residents])
    _, places = np.unique(order, return_index=True)
    order = order[np.sort(places)]
    moved = int(rows * rates.modes["transfer"])
    person, year, grade = _terms(order, found)
    wanted = max(0, rows - len(absent_seats[0]) - moved)
    person, year, grade = person[:wanted], year[:wanted], grade[:wanted]
    school = np.where(grade > 6, schools[person, 1], schools[person, 0])
    again = chance.permutation(len(person))[:moved]
    other = _another(school[again], grade[again], schools, chance)
    transfer = np.zeros(len(person) + moved, bool)
    transfer[again] = True
    transfer[len(person) :] = True
    person, year, grade, school = (np.concatenate(pair) for pair in ((person, person[again]), (year, year[again]), (grade, grade[again]), (school, other)))  # fmt: skip
    columns = [np.concatenate(pair) for pair in zip((person, year, grade, school), absent_seats, strict=True)]
    transfer = np.concatenate([transfer, np.zeros(len(absent_seats[0]), bool)])
    order = np.lexsort((columns[3], columns[1], columns[0]))
    return Seats(*(column[order] for column in columns), transfer[order]), absent_mode, schools


def _schools(found: People, rates: Rates, chance: np.random.Generator) -> np.ndarray:
    """Elementary and junior high school of everybody by the town they live in; -1 for those who attend none of ours."""
    elementary = max(4, (int(found.town.max()) + 1) // 4)
    junior = max(2, elementary // 2)
    by_town = np.column_stack([found.town % elementary, 1_000 + found.town % elementary % junior])
    chosen = chance.random(len(found)) < rates.other_school
    by_town[chosen, 0] = chance.integers(0, elementary, chosen.sum())
    by_town[chosen, 1] = 1_000 + chance.integers(0, junior, chosen.sum())
    by_town[(chance.random(len(found)) < rates.private) & ~found.absent] = -1
    return by_town


def _another(school: np.ndarray, grade: np.ndarray, schools: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Another school of the same stage for each."""
    elementary, junior = int(schools[:, 0].max()) + 1, int(schools[:, 1].max()) - 1_000 + 1
    small = (school + chance.integers(1, max(2, elementary), len(school))) % elementary
    return np.where(
        grade > 6, 1_000 + (school - 1_000 + chance.integers(1, max(2, junior), len(school))) % junior, small
    )


def _terms(order: np.ndarray, found: People) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every year in which each of `order` was in grades 1 to 9, person by person."""
    born = school_year_of_birth(found.birth[order])
    grades = np.array(YEARS)[None, :] - born[:, None] - 6
    attends = (grades >= 1) & (grades <= 9)
    place, which = np.nonzero(attends)
    return order[place], np.array(YEARS)[which], grades[attends]


def _absent(found: People, schools: np.ndarray, chance: np.random.Generator, wanted: dict[str, int], double_of: np.ndarray) -> tuple[dict[int, str], tuple[np.ndarray, ...]]:  # fmt: skip
    """Rows of pupils who are not in the register, mode by mode."""
    pupils = found.pupils[found.absent[found.pupils]]
    free = list(chance.permutation(pupils[double_of[pupils] < 0]))
    pools = {"absent_double": list(pupils[double_of[pupils] >= 0]), "not_resident_yet": free, "out_of_area": free}
    modes: dict[int, str] = {}
    kept: list[tuple[int, int, int]] = []
    for mode, count in wanted.items():
        had = 0
        while had < count and pools[mode]:
            person = int(pools[mode].pop())
            terms = list(zip(*(column.tolist() for column in _terms(np.array([person]), found)), strict=True))
            terms = terms[-1:] if mode == "not_resident_yet" else terms
            if mode == "not_resident_yet" and terms[-1][1] != YEARS[-1]:
                continue
            modes[person] = mode
            had += len(terms)
            kept += terms
    person, year, grade = (np.array(column) for column in zip(*kept, strict=True))
    school = np.where(grade > 6, schools[person, 1], schools[person, 0])
    doubles = double_of[person] >= 0
    theirs = schools[np.maximum(double_of[person], 0)]
    same = doubles & ((school == theirs[:, 0]) | (school == theirs[:, 1]))
    school[same] = _another(school[same], grade[same], schools, chance)
    return modes, (person, year, grade, school)


def entries(found: People, rows: Seats, rates: Rates, chance: np.random.Generator) -> tuple[list[Entry], np.ndarray]:
    """The entries, and for each row the entry it shows. A new school types anew."""
    table = all_names()
    new = np.ones(len(rows.person), bool)
    same = (rows.person[1:] == rows.person[:-1]) & (rows.school[1:] == rows.school[:-1])
    new[1:] = ~(same & (chance.random(len(same)) < rates.copied))
    entry_of = np.cumsum(new) - 1
    counts = np.bincount(entry_of)
    made = []
    before = -1
    for place, count in zip(np.flatnonzero(new).tolist(), counts.tolist(), strict=True):
        person = int(rows.person[place])
        family, family_kana = table.family[found.family[person]]
        given, given_kana = table.given[found.given[person]]
        entry = Entry(
            person, count, person != before, bool(found.foreign[person]), family, family_kana, given, given_kana,
            date.fromordinal(int(found.birth[person])), "男" if found.male[person] else "女",
        )  # fmt: skip
        if entry.foreign:
            entry.roman = f"{family} {given}"
            entry.name = family_kana + BLANK + given_kana if chance.random() < 0.6 else entry.roman
        made.append(entry)
        before = person
    return made, entry_of
