"""How a person or a family comes to stand in the register: numbers, names, addresses, first line of history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from tsunagu.sample.names import FOREIGN_FAMILIES, GivenNames, NamePart, family_name
from tsunagu.sample.people import Household, Move, Person, school_year_of
from tsunagu.sample.places import ABROAD, BUILDINGS, OTHER_CITIES, TOWNS, Schools
from tsunagu.sample.randomness import pick, pick_weighted

STRAIN = ((0, 0.865), (1, 0.093), (2, 0.042))
FOREIGN_SHARE = 0.025


@dataclass
class Pregnancy:
    """妊娠: told to the town on `notified_on`; the birth itself happens only if the mother still lives here."""

    mother: Person
    notified_on: date
    due_on: date
    born_on: date
    children: int
    birth_known_on: date


@dataclass
class Register:
    """Everybody who ever stood in the register, and what hands out the next number and name."""

    schools: Schools
    names: GivenNames = field(default_factory=GivenNames)
    people: list[Person] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
    pregnancies: list[Pregnancy] = field(default_factory=list)
    by_school_year: dict[int, list[Person]] = field(default_factory=dict)
    outsiders: list[Person] = field(default_factory=list)
    """区域外 pupils: they sit in the town's schools and live elsewhere. Their numbers are negative and stand in no file."""

    def open_household(self, rng: Random, shape: str, arrived_on: date, *, strain: int | None = None) -> Household:
        """A new 世帯 at a new address."""
        town, lot, building = new_address(rng)
        household = Household(
            number=20_000_000 + len(self.households) * 11 + 3,
            shape=shape,
            arrived_on=arrived_on,
            town=town,
            lot=lot,
            building=building,
            school_area=town % self.schools.areas,
            strain=pick_weighted(rng, STRAIN) if strain is None else strain,
        )
        self.households.append(household)
        return household

    def add(
        self,
        rng: Random,
        household: Household,
        family: NamePart,
        sex: str,
        birth: date,
        relation: tuple[str, ...],
        *,
        since: date,
        known_on: date,
        reason: str,
        foreign: str = "",
        given: NamePart | None = None,
        mother: Person | None = None,
    ) -> Person:
        """A person enters the register by 出生, 国内転入 or 国外転入."""
        year = school_year_of(birth)
        child_year = year if since.year - year <= 24 else None
        if given is None:
            given = self.names.name_for(rng, family, sex, birth.toordinal(), child_year, bool(foreign))
        person = Person(
            number=1_000_000 + len(self.people) * 7 + 5,
            birth=birth,
            sex=sex,
            family=family,
            given=given,
            household=household,
            relation=relation,
            resident_since=since,
            known_on=known_on,
            strain=household.strain,
            foreign=foreign,
            mother=mother,
            school_year=year,
            born_here=reason == "出生",
        )
        from_city = "" if reason == "出生" else ABROAD if reason == "国外転入" else pick(rng, OTHER_CITIES)
        person.moves.append(Move(since, known_on, reason, household.number, from_city=from_city))
        household.members.append(person)
        household.ever.append(person)
        if relation == ("02",):
            household.head = person
        self.people.append(person)
        self.by_school_year.setdefault(year, []).append(person)
        return person


def new_address(rng: Random) -> tuple[int, str, str]:
    """(district, lot, building or empty)."""
    lot = f"{1 + int(rng.random() * 2400)}番地{1 + int(rng.random() * 30)}"
    building = (
        f"{pick(rng, BUILDINGS)}{100 * (1 + int(rng.random() * 5)) + 1 + int(rng.random() * 9)}"
        if rng.random() < 0.3
        else ""
    )
    return int(rng.random() * len(TOWNS)), lot, building


def new_family_name(rng: Random) -> tuple[NamePart, str]:
    """A family name and, for foreign families, the country's mark."""
    if rng.random() < FOREIGN_SHARE:
        return pick(rng, FOREIGN_FAMILIES), "外国"
    return family_name(rng), ""


def day_between(rng: Random, first: date, last: date) -> date:
    """A day from first to last, both possible; `first` when the span is empty."""
    span = (last - first).days
    return first + timedelta(days=int(rng.random() * (span + 1))) if span > 0 else first


def years_before(rng: Random, day: date, least: float, most: float) -> date:
    """A birthday between `least` and `most` years before a day."""
    return day - timedelta(days=int(365.25 * (least + rng.random() * (most - least))))
