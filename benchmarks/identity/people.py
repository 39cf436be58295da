"""The people of the invented town: households, children with their parents, twins, namesakes, families from abroad.

Everything is a numpy array with one place per person; names are places in `FAMILY` and `GIVEN`. Persons with `absent` attend
a school of the town and are not in its register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from benchmarks.identity import names
from benchmarks.identity.rates import Rates

TODAY = date(2026, 11, 26).toordinal()
YEAR = 365.25
FIRST_SCHOOL_BIRTH, LAST_SCHOOL_BIRTH = date(2009, 4, 2).toordinal(), date(2020, 4, 1).toordinal()
CHILDREN_SHARE = 0.215
SIZES = (0.40, 0.42, 0.14, 0.04)
ABSENT_SHARE = 0.075
"""Households besides the residents whose children attend here."""


@dataclass(frozen=True)
class Names:
    """Every name part there is; Japanese ones first. `first`: kanji of a given name's first part."""

    family: list[tuple[str, str]]
    given: list[tuple[str, str]]
    first: list[str]
    japanese_families: int
    pools: dict[str, tuple[int, int]]
    """Pool (young or old, sex, foreign) → from and to in `given`."""


@cache
def all_names() -> Names:
    """The tables of name parts, the same for every seed; a seed's weights differ."""
    family = names.families()
    japanese = len(family)
    family = family + [(part.written, part.kana) for part in names.FOREIGN_FAMILIES]
    given: list[tuple[str, str]] = []
    first: list[str] = []
    pools: dict[str, tuple[int, int]] = {}
    for sex in ("男", "女"):
        young = names.given(sex)
        old = [(written, kana, "", "") for written, kana in names.older(sex)]
        foreign = [(part.written, part.kana, "", "") for part in names.FOREIGN_GIVEN[sex]]
        for kind, pool in (("young", young), ("old", old), ("foreign", foreign)):
            pools[f"{kind}{sex}"] = (len(given), len(given) + len(pool))
            given += [(entry[0], entry[1]) for entry in pool]
            first += [entry[2] for entry in pool]
    return Names(family, given, first, japanese, pools)


@dataclass
class People:
    """One place per person. `birth` is the ordinal of the day; `guardian` the place of the head, -1 for none."""

    household: np.ndarray
    birth: np.ndarray
    male: np.ndarray
    child: np.ndarray
    foreign: np.ndarray
    family: np.ndarray
    given: np.ndarray
    guardian: np.ndarray
    other_parent: np.ndarray
    town: np.ndarray
    absent: np.ndarray
    protected: np.ndarray

    def __len__(self) -> int:
        return len(self.birth)

    @property
    def pupils(self) -> np.ndarray:
        """Places of those who were of school age in one of the three years."""
        return np.flatnonzero(self.child & (self.birth >= FIRST_SCHOOL_BIRTH) & (self.birth <= LAST_SCHOOL_BIRTH))

    def multiple(self) -> np.ndarray:
        """Whether a brother or sister was born on the same day."""
        key = np.where(self.child, self.household * 1_000_000 + self.birth, -np.arange(1, len(self) + 1))
        _, inverse, counts = np.unique(key, return_inverse=True, return_counts=True)
        return counts[inverse] > 1


def people(residents: int, chance: np.random.Generator, rates: Rates) -> People:
    """About `residents` people who live here (exactly, but for the last household), and the absent."""
    families = int(residents * CHILDREN_SHARE / 1.82)
    absent = int(families * ABSENT_SHARE)
    family_of, birth = _children(families + absent, chance)
    heads, partners, head_birth, partner_birth, head_male = _parents(families + absent, family_of, birth, chance)
    count = len(birth) + len(heads) + len(partners)
    here = count - int(count * ABSENT_SHARE / (1 + ABSENT_SHARE))
    others, other_birth, other_male = _others(families + absent, max(0, residents - here), chance)
    household = np.concatenate([heads, partners, family_of, others])
    births = np.concatenate([head_birth, partner_birth, birth, other_birth])
    child = np.zeros(len(births), bool)
    child[len(heads) + len(partners) : len(births) - len(others)] = True
    male = np.concatenate([head_male, ~head_male[partners], chance.random(len(birth)) < 0.512, other_male])
    foreign_house = chance.random(household.max() + 1) < rates.foreign
    town_of = chance.choice(_towns(residents), household.max() + 1, p=names.falling(_towns(residents), 0.5))
    place_of_head = np.full(household.max() + 1, -1)
    place_of_head[heads] = np.arange(len(heads))
    place_of_partner = np.full(household.max() + 1, -1)
    place_of_partner[partners] = len(heads) + np.arange(len(partners))
    protected_house = (chance.random(household.max() + 1) < rates.protected) & (place_of_head >= 0)
    found = People(
        household=household, birth=births, male=male, child=child, foreign=foreign_house[household],
        family=np.zeros(len(births), np.int64), given=np.zeros(len(births), np.int64),
        guardian=np.where(child, place_of_head[household], -1),
        other_parent=np.where(child, place_of_partner[household], -1),
        town=town_of[household], absent=(household >= families) & (household < families + absent),
        protected=protected_house[household],
    )  # fmt: skip
    _same_sex_of_twins(found, chance)
    give_names(found, chance)
    return found


def _towns(residents: int) -> int:
    return max(12, residents // 1_600)


def _children(households: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Household and birth of every child of up to 20 years; gaps of one to five years, many of about one, and twins."""
    size = chance.choice(np.arange(1, 5), households, p=SIZES)
    household = np.repeat(np.arange(households), size)
    rank = np.arange(len(household)) - np.repeat(np.cumsum(size) - size, size)
    kind = chance.random(len(household))
    gap = chance.integers(500, 1_900, len(household))
    gap = np.where(kind < 0.12, chance.integers(335, 430, len(household)), gap)
    same_day = kind > 0.955
    # A twin makes a household larger by one; the draw among single children is left out, so the share is set here.
    gap = np.where(same_day, 0, gap)
    gap[rank == 0] = 0
    total = np.cumsum(gap)
    start = TODAY - chance.integers(0, int(20.5 * YEAR), households)
    birth = start[household] + total - total[np.cumsum(size) - size][household]
    kept = birth <= TODAY - 30
    return household[kept], birth[kept]


def _parents(households, family_of, birth, chance):  # type: ignore[no-untyped-def]
    """Heads (one per household), partners' households, births, and whether the head is a man."""
    eldest = np.full(households, TODAY)
    np.minimum.at(eldest, family_of, birth)
    single = chance.random(households) < 0.13
    head_male = np.where(single, chance.random(households) < 0.14, chance.random(households) < 0.95)
    head_birth = eldest - (chance.triangular(20, 31, 46, households) * YEAR).astype(np.int64)
    heads = np.arange(households)
    partners = heads[~single]
    partner_birth = head_birth[partners] + (chance.normal(1.5, 3.5, len(partners)) * YEAR).astype(np.int64)
    return heads, partners, head_birth, np.minimum(partner_birth, eldest[partners] - int(18 * YEAR)), head_male


def _others(first: int, count: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """People of households without children, one or two in each."""
    household = first + np.arange(count) * 3 // 5
    age = np.clip(chance.normal(56, 20, count), 19, 104)
    return household, TODAY - (age * YEAR).astype(np.int64), chance.random(count) < 0.48


def _same_sex_of_twins(found: People, chance: np.random.Generator) -> None:
    twins = np.flatnonzero(found.multiple())
    alike = chance.random(found.household.max() + 1) < 0.62
    first_of: dict[int, int] = {}
    for place in twins:
        first = first_of.setdefault(int(found.household[place]), int(place))
        if alike[found.household[place]]:
            found.male[place] = found.male[first]


def give_names(found: People, chance: np.random.Generator) -> None:
    """Family names by household, given names by sex and age; brothers and sisters differ, twins often by little."""
    table = all_names()
    houses = found.household.max() + 1
    steep = chance.uniform(0.85, 1.0)
    japanese = chance.choice(table.japanese_families, houses, p=names.falling(table.japanese_families, steep))
    abroad = table.japanese_families + chance.choice(
        len(table.family) - table.japanese_families, houses, p=names.falling(len(table.family) - table.japanese_families, 0.6)
    )  # fmt: skip
    found.family = np.where(found.foreign, abroad[found.household], japanese[found.household])
    young = found.birth > date(1994, 1, 1).toordinal()
    for male, sex in ((True, "男"), (False, "女")):
        for kind, chosen in (
            ("foreign", found.foreign),
            ("young", ~found.foreign & young),
            ("old", ~found.foreign & ~young),
        ):
            places = np.flatnonzero((found.male == male) & chosen)
            low, high = table.pools[f"{kind}{sex}"]
            steepness = {"foreign": 0.3, "young": 0.72, "old": 0.5}[kind]
            found.given[places] = low + chance.choice(high - low, len(places), p=names.falling(high - low, steepness))
    _names_of_siblings(found, chance)


def _names_of_siblings(found: People, chance: np.random.Generator) -> None:
    """No two children of a household share a name; those born within 14 months often share its first part."""
    table = all_names()
    by_first: dict[tuple[bool, str], list[int]] = {}
    for sex, male in (("男", True), ("女", False)):
        low, high = table.pools[f"young{sex}"]
        for place in range(low, high):
            if table.first[place]:
                by_first.setdefault((male, table.first[place]), []).append(place)
    children = np.flatnonzero(found.child)
    order = children[np.lexsort((found.birth[children], found.household[children]))]
    taken: set[str] = set()
    before = -1
    for place in order:
        if before < 0 or found.household[place] != found.household[before]:
            taken = set()
        elif found.birth[place] - found.birth[before] < 430 and not found.foreign[place] and chance.random() < 0.55:
            shared = by_first.get((bool(found.male[place]), table.first[found.given[before]]))
            if shared:
                found.given[place] = shared[int(chance.integers(len(shared)))]
        low, high = table.pools[
            ("foreign" if found.foreign[place] else "young") + ("男" if found.male[place] else "女")
        ]
        while table.given[found.given[place]][1] in taken:
            found.given[place] = int(chance.integers(low, high))
        taken.add(table.given[found.given[place]][1])
        before = place
