"""Families over thirty years: couples come together and part, children are born and grow up, heads die; and the register of
every few years, in which each member's 続柄 is told from the head of that year."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

YEARS = range(1996, 2027)
SHEETS_EVERY = 2


@dataclass
class One:
    """A person as lived. `home` None: not here any more."""

    number: int
    born: int
    sex: str
    home: int | None
    mother: int | None = None
    father: int | None = None
    partner: int | None = None
    partners: set[int] = field(default_factory=set)
    """Whoever was ever the husband or wife."""


@dataclass
class Families:
    """Everybody by number, the heads of households, and the registers written: (year, person, household, chain)."""

    people: dict[int, One] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)
    sheets: list[tuple[int, int, int, tuple[str, ...]]] = field(default_factory=list)

    def members(self, home: int) -> list[One]:
        return [one for one in self.people.values() if one.home == home]

    def settle(self, born: int, sex: str, home: int, **ties: int | None) -> One:
        one = One(len(self.people) + 1, born, sex, home, **ties)
        self.people[one.number] = one
        self.heads.setdefault(home, one.number)
        return one

    def parents(self, one: One) -> set[int]:
        """Mother and father as lived."""
        return {number for number in (one.mother, one.father) if number is not None}

    def parents_on_paper(self, one: One) -> set[int]:
        """They, and whoever was married to one of them: who is whose child besides the head's, no register says."""
        return self.parents(one) | {partner for number in self.parents(one) for partner in self.people[number].partners}


def random_families(rng: Random) -> Families:
    """A town of some ten people at a time."""
    town = Families()
    for home in range(1, 5):
        town.settle(1996 - rng.randint(18, 60), rng.choice("男女"), home)
    for year in YEARS:
        for _ in range(3):
            _live(town, rng, year)
        if year % SHEETS_EVERY == 0 or year == YEARS[-1]:
            _write(town, year)
    return town


def _live(town: Families, rng: Random, year: int) -> None:
    here = [one for one in town.people.values() if one.home is not None]
    grown = [one for one in here if year - one.born >= 18]
    if not grown:
        return
    who = rng.choice(grown)
    kind = rng.choice(("marry", "marry", "child", "child", "child", "part", "go out", "die", "take in"))
    if kind == "marry" and who.partner is None:
        others = [one for one in grown if one.partner is None and one.sex != who.sex and not _kin(town, who, one)]
        if others:
            _marry(town, who, rng.choice(others))
    elif kind == "child" and who.sex == "女" and year - who.born <= 45 and who.home is not None:
        town.settle(year, rng.choice("男女"), who.home, mother=who.number, father=who.partner)
    elif kind == "part" and who.partner is not None:
        other = town.people[who.partner]
        who.partner = other.partner = None
        _move(town, who, max(town.heads) + 1)
    elif kind == "go out" and len(town.members(who.home or 0)) > 1 and who.partner is None:
        _move(town, who, max(town.heads) + 1)
    elif kind == "die" and year - who.born > 50:
        if who.partner is not None:
            town.people[who.partner].partner = None
            who.partner = None
        _move(town, who, None)
    elif kind == "take in":
        old = [one for one in (town.people[number] for number in town.parents(who)) if one.home not in (None, who.home)]
        if old and old[0].partner is None:
            _move(town, old[0], who.home)


def _kin(town: Families, one: One, other: One) -> bool:
    lines = [town.parents(one) | {one.number}, town.parents(other) | {other.number}]
    return bool(lines[0] & lines[1])


def _marry(town: Families, one: One, other: One) -> None:
    """The other moves in, with the children who live with them and are not grown up."""
    one.partner, other.partner = other.number, one.number
    one.partners.add(other.number)
    other.partners.add(one.number)
    if other.home != one.home:
        follow = [child for child in town.members(other.home or 0) if other.number in town.parents(child)]
        for child in follow:
            if child.partner is None:
                _move(town, child, one.home)
        _move(town, other, one.home)


def _move(town: Families, who: One, home: int | None) -> None:
    """Out of one household and into another; the eldest who stays becomes the head."""
    left, who.home = who.home, home
    if home is not None:
        town.heads.setdefault(home, who.number)
    if left is not None and town.heads.get(left) == who.number:
        staying = sorted(town.members(left), key=lambda one: one.born)
        if staying:
            town.heads[left] = staying[0].number
    if home is not None and town.people[town.heads[home]].home != home:
        town.heads[home] = who.number


def _write(town: Families, year: int) -> None:
    for one in town.people.values():
        if one.home is not None:
            town.sheets.append((year, one.number, one.home, chain_of(town, one, town.people[town.heads[one.home]])))


def chain_of(town: Families, one: One, head: One) -> tuple[str, ...]:
    """続柄 from the head: as a clerk would write it, 99 where no chain of the code list leads there."""
    if one is head:
        return ("02",)
    partner = town.people[head.partner] if head.partner is not None else None
    if partner is one:
        return (_spouse(one),)
    if head.number in town.parents(one):
        return ("20",)
    if partner is not None and partner.home == head.home and partner.number in town.parents(one):
        return (_spouse(partner), "20")
    if one.number in town.parents(head):
        return ("52" if one.sex == "女" else "51",)
    if town.parents(one) & town.parents(head):
        return (
            {("男", True): "71", ("男", False): "74", ("女", True): "81"}.get((one.sex, one.born < head.born), "84"),
        )
    for child in town.members(head.home or 0):
        if head.number not in town.parents(child):
            continue
        if child.number in town.parents(one):
            return ("20", "20")
        if child.partner == one.number:
            return ("20", _spouse(one))
        if child.partner is not None and child.partner in town.parents(one):
            return ("20", _spouse(town.people[child.partner]), "20")
    return ("99",)


def _spouse(one: One) -> str:
    return "12" if one.sex == "女" else "11"
