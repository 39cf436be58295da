"""Families with children: who lives in them and how the register names their ties (続柄)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tsunagu.base.dates import add_months
from tsunagu.sample.people import Household, Person, school_year_of
from tsunagu.sample.randomness import pick_weighted
from tsunagu.sample.settling import STRAIN, Pregnancy, Register, day_between, new_family_name, years_before

SHAPES = (
    ("both", 0.774),
    ("mother_head", 0.04),
    ("three_generations", 0.085),
    ("single_mother", 0.042),
    ("single_mother_grandparents", 0.012),
    ("single_father", 0.009),
    ("single_father_grandparents", 0.005),
    ("grandparents", 0.004),
    ("blended", 0.029),
)
STRAINED_SHAPES = (
    ("both", 0.59),
    ("mother_head", 0.03),
    ("three_generations", 0.05),
    ("single_mother", 0.19),
    ("single_mother_grandparents", 0.03),
    ("single_father", 0.03),
    ("single_father_grandparents", 0.01),
    ("grandparents", 0.01),
    ("blended", 0.06),
)
SIBLINGS = ((1, 0.455), (2, 0.488), (3, 0.045), (4, 0.012))
SINGLE = frozenset({"single_mother", "single_mother_grandparents", "single_father", "single_father_grandparents"})
GROUNDS = (("離婚", 0.82), ("未婚", 0.1), ("死亡", 0.05), ("遺棄", 0.03))
TWINS = 0.011


def settle_family(
    register: Register,
    rng: Random,
    first_birth: date,
    *,
    today: date,
    arrived_on: date | None = None,
    known_on: date | None = None,
    at_most: int = 4,
) -> Household:
    """A family whose eldest was born on `first_birth`; later children until `today`.

    `arrived_on` None: the family has lived here since before the first birth. `at_most` caps the children under age on `today`.
    """
    strain = pick_weighted(rng, STRAIN)
    shape = pick_weighted(rng, STRAINED_SHAPES if strain else SHAPES)
    since = arrived_on or years_before(rng, first_birth, 0.2, 6)
    household = register.open_household(rng, shape, since, strain=strain)
    births = sibling_births(rng, first_birth, today, at_most)
    household.children_born = len(births)
    told = known_on or since
    adults = _Adults(register, rng, household, births[0], told)
    adults.settle()
    if shape in SINGLE:
        household.single_since = max(
            day_between(rng, births[-1], max(births[-1], min(today, births[-1] + timedelta(days=2500)))), since
        )
        household.single_ground = pick_weighted(rng, GROUNDS)
    for birth in births:
        add_child(register, rng, household, birth, adults.mother, adults.child_relation, told=told)
    return household


def sibling_births(rng: Random, first: date, today: date, at_most: int) -> list[date]:
    """Birthdays of the children born so far; brothers and sisters at least 16 months apart, except twins."""
    births = [first]
    if rng.random() < TWINS and at_most > 1:
        births.append(first)
    wanted = pick_weighted(rng, SIBLINGS)
    while len(births) < min(wanted, at_most):
        birth = births[-1] + timedelta(days=int(490 + rng.random() * 1100))
        if birth > today:
            break
        births.append(birth)
    return births


def add_child(
    register: Register,
    rng: Random,
    household: Household,
    birth: date,
    mother: Person | None,
    relation: tuple[str, ...],
    *,
    told: date,
    carried: Pregnancy | None = None,
) -> Person:
    """A child of the household: born here when the family already lived here, else moved in with it.

    `carried`: the pregnancy when the town knew of it before; otherwise one is made up for a child born here.
    """
    sex = "男" if rng.random() < 0.513 else "女"
    born_here = birth > household.arrived_on
    parent = mother or household.head
    assert parent is not None
    known_on = birth + timedelta(days=1 + int(rng.random() * 13)) if born_here else told
    child = register.add(
        rng,
        household,
        parent.family,
        sex,
        birth,
        relation,
        since=birth if born_here else household.arrived_on,
        known_on=known_on,
        reason="出生" if born_here else household_reason(household),
        foreign=parent.foreign,
        mother=mother,
    )
    child.weak_start = rng.random() < 0.012
    if born_here and mother is not None and carried is None:
        last = register.pregnancies[-1] if register.pregnancies else None
        if last is None or last.mother is not mother or last.born_on != birth:
            register.pregnancies.append(pregnancy_of(rng, mother, birth))
    return child


def household_reason(household: Household) -> str:
    """Why a family that came from elsewhere stands in the register."""
    return "国外転入" if household.number % 17 == 0 else "国内転入"


def pregnancy_of(rng: Random, mother: Person, birth: date) -> Pregnancy:
    """The pregnancy that ended with a known birth."""
    due = birth + timedelta(days=int(rng.random() * 28) - 13)
    notified = (
        add_months(due, -7) + timedelta(days=int(rng.random() * 30))
        if rng.random() > 0.04
        else birth - timedelta(days=int(20 + rng.random() * 60))
    )
    return Pregnancy(mother, notified, due, birth, 1, birth)


class _Adults:
    """Puts the grown-ups of a shape into the household and remembers who the mother is."""

    def __init__(self, register: Register, rng: Random, household: Household, first_birth: date, told: date) -> None:
        self.register, self.rng, self.household, self.told = register, rng, household, told
        self.family, self.foreign = new_family_name(rng)
        self.mother_birth = years_before(rng, first_birth, 20.5, 37)
        self.father_birth = self.mother_birth - timedelta(days=int((rng.random() * 7 - 1.5) * 365))
        self.mother: Person | None = None
        self.child_relation: tuple[str, ...] = ("20",)

    def settle(self) -> None:
        """Everybody but the children."""
        shape = self.household.shape
        if shape in ("both", "blended"):
            self._person("男", self.father_birth, ("02",))
            self.mother = self._person("女", self.mother_birth, ("12",))
            if shape == "blended":
                self.child_relation = ("12", "20")
        elif shape == "mother_head":
            self.mother = self._person("女", self.mother_birth, ("02",))
            self._person("男", self.father_birth, ("11",))
        elif shape == "single_mother":
            self.mother = self._person("女", self.mother_birth, ("02",))
        elif shape == "single_father":
            self._person("男", self.father_birth, ("02",))
        else:
            self._with_grandparents(shape)

    def _with_grandparents(self, shape: str) -> None:
        parent_birth = self.mother_birth if "mother" in shape else self.father_birth
        elder = years_before(self.rng, parent_birth, 22, 34)
        self._person("男", elder, ("02",))
        if self.rng.random() < 0.85:
            self._person("女", elder + timedelta(days=int(self.rng.random() * 1800)), ("12",))
        self.child_relation = ("20", "20")
        if shape == "three_generations":
            self._person("男", self.father_birth, ("20",))
            self.mother = self._person("女", self.mother_birth, ("20", "12"))
        elif shape == "single_mother_grandparents":
            self.mother = self._person("女", self.mother_birth, ("20",))
        elif shape == "single_father_grandparents":
            self._person("男", self.father_birth, ("20",))

    def _person(self, sex: str, birth: date, relation: tuple[str, ...]) -> Person:
        return self.register.add(
            self.rng,
            self.household,
            self.family,
            sex,
            birth,
            relation,
            since=self.household.arrived_on,
            known_on=self.told,
            reason=household_reason(self.household),
            foreign=self.foreign,
        )


def child_relation_of(household: Household) -> tuple[str, ...]:
    """続柄 of a child born into this household now."""
    if household.shape in (
        "three_generations",
        "single_mother_grandparents",
        "single_father_grandparents",
        "grandparents",
    ):
        return ("20", "20")
    return ("20",)


def mother_in(household: Household, school_year_limit: int) -> Person | None:
    """The woman of the household who may have another child."""
    for person in household.members:
        if (
            person.sex == "女"
            and person.relation in (("02",), ("12",), ("20", "12"))
            and school_year_of(person.birth) >= school_year_limit
        ):
            return person
    return None
