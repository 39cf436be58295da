"""Lives that look like another's: namesakes born on one day, absent pupils who resemble a resident, births on 29 February."""

from __future__ import annotations

from datetime import date

import numpy as np

from benchmarks.identity.people import People, all_names

LEAP_DAYS = [date(year, 2, 29).toordinal() for year in (2012, 2016, 2020)]


def plant(found: People, chance: np.random.Generator, rows: int) -> np.ndarray:
    """Plant them in numbers that suit `rows` school rows. Leaves for each absent double the resident's place, else -1."""
    share = rows / 50_000
    alone = ~found.multiple()
    pupils = found.pupils
    here = pupils[alone[pupils] & ~found.absent[pupils] & ~found.foreign[pupils]]
    here = chance.permutation(here)
    leap = here[: int(420 * share)]
    found.birth[leap] = [
        LEAP_DAYS[int(np.argmin([abs(day - birth) for day in LEAP_DAYS]))] for birth in found.birth[leap]
    ]
    rest = here[int(420 * share) :]
    _namesakes(found, rest[: int(560 * share)], chance)
    return _absent_doubles(found, rest[int(560 * share) :], alone, chance, int(420 * share))


def _namesakes(found: People, places: np.ndarray, chance: np.random.Generator) -> None:
    """Pairs of the same kana and birth date, seven in ten of them with the same kanji as well."""
    for one, other in zip(places[0::2], places[1::2], strict=False):
        if found.household[one] == found.household[other]:
            continue
        found.male[other], found.birth[other] = found.male[one], found.birth[one]
        _rename_household(found, int(other), int(found.family[one]))
        found.given[other] = found.given[one]
        if chance.random() < 0.3:
            found.given[other] = _same_kana(int(found.given[one]), bool(found.male[one]), chance)


def _absent_doubles(
    found: People, residents: np.ndarray, alone: np.ndarray, chance: np.random.Generator, count: int
) -> np.ndarray:
    """Absent pupils with a resident's kana and birth date; one in five with the same kanji too."""
    double_of = np.full(len(found), -1)
    pupils = found.pupils
    absent = pupils[found.absent[pupils] & alone[pupils] & ~found.foreign[pupils]][:count]
    for one, other in zip(residents, absent, strict=False):
        found.male[other], found.birth[other] = found.male[one], found.birth[one]
        _rename_household(found, int(other), int(found.family[one]))
        found.given[other] = found.given[one]
        if chance.random() < 0.8:
            found.given[other] = _same_kana(int(found.given[one]), bool(found.male[one]), chance)
        double_of[other] = one
    return double_of


def _rename_household(found: People, place: int, family: int) -> None:
    """The child and its parents get another family name. (Brothers and sisters keep theirs: patchwork families exist.)"""
    for member in (place, int(found.guardian[place]), int(found.other_parent[place])):
        if member >= 0:
            found.family[member] = family


def _same_kana(given: int, male: bool, chance: np.random.Generator) -> int:
    """Another writing of the same kana, if there is one."""
    table = all_names()
    low, high = table.pools["young男" if male else "young女"]
    others = _by_kana(low, high).get(table.given[given][1], [given])
    return others[int(chance.integers(len(others)))]


_KNOWN: dict[tuple[int, int], dict[str, list[int]]] = {}


def _by_kana(low: int, high: int) -> dict[str, list[int]]:
    if (low, high) not in _KNOWN:
        found: dict[str, list[int]] = {}
        for place in range(low, high):
            found.setdefault(all_names().given[place][1], []).append(place)
        _KNOWN[(low, high)] = found
    return _KNOWN[(low, high)]
