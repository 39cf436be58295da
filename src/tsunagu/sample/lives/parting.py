"""Lives that change a family on paper: 世帯分離 of grandparents at one address, a grown child's own flat, 養子縁組.

They hang on the household alone and are laid over a town that has lived its months, so that nothing else is drawn anew. Only
families without strain live them, whom no conference ever spoke about.
"""

from __future__ import annotations

from datetime import date, timedelta

from tsunagu.sample.lives.casework import protection_of
from tsunagu.sample.people import Household, Move, Person
from tsunagu.sample.randomness import share, stream
from tsunagu.sample.settling import Register, new_address

FIRST_PARTING = date(2024, 5, 1)
PARTING_DAYS = 1_000
OWN_FLAT_FROM = 20
ELDERS, GROWN_UP, ADOPTION = 0.3, 0.4, 0.4
"""Of the families that could, so many part from the grandparents, see a grown child out, or adopt."""
LATER_NUMBER = 5
"""A household that parts is numbered between those the register opens."""
STILL_A_CHILD = 2012
"""Born in this year or later: the family has a child as long as the sample lasts, and so stays as it was founded."""


def part_households(register: Register, seed: int, as_of: date) -> None:
    """Everything of this kind that has happened by the day, in the order of the households."""
    for home in list(register.households):
        day = _day_of(seed, home)
        if (
            home.strain
            or not FIRST_PARTING <= day <= as_of
            or home.arrived_on >= day
            or protection_of(seed, home) is not None
        ):
            continue
        here = [person for person in home.ever if _lived_there(person, home, day)]
        if any(person.namesake for person in here) or (home.single_since or day) < day:
            continue
        chance = share(seed, "parts", home.number)
        if home.shape == "three_generations" and chance < ELDERS:
            _part_from_elders(register, home, here, day)
        elif home.shape == "both" and chance < GROWN_UP:
            _grown_child_leaves(register, seed, home, here, day)
        elif home.shape == "blended" and chance < ADOPTION:
            _adopt(here)


def _day_of(seed: int, home: Household) -> date:
    """The day it happens: a flat of one's own in the year after the twentieth birthday, everything else on any day."""
    chance = share(seed, "parting", home.number)
    eldest = min((person.school_year for person in home.ever if person.relation == ("20",)), default=None)
    if home.shape == "both" and eldest is not None:
        return date(eldest + OWN_FLAT_FROM, 4, 2) + timedelta(days=int(chance * 365))
    return FIRST_PARTING + timedelta(days=int(chance * PARTING_DAYS))


def _lived_there(person: Person, home: Household, day: date) -> bool:
    return person.known_on < day and person.in_home_on(home, day)


def _is_a_child(person: Person) -> bool:
    return person.relation[-1] == "20" and person.birth.year >= STILL_A_CHILD


def _part_from_elders(register: Register, home: Household, here: list[Person], day: date) -> None:
    """The grandparents become a household of their own at the same address; the father heads the old one."""
    elders = [person for person in here if person.relation in (("02",), ("12",))]
    father = next((person for person in here if person.relation == ("20",) and person.sex == "男"), None)
    if father is None or not elders or not any(_is_a_child(person) for person in here):
        return
    apart = _own_household(register, home, "elder_couple" if len(elders) == 2 else "elder_single", day)
    for elder in elders:
        _move_out(elder, home, apart, day)
    for person in home.ever:
        if person not in elders and person.relation[0] == "20":
            person.relation = ("02",) if person is father else person.relation[1:] or person.relation
    home.head = father if home.members else None
    _note(father, Move(day, day, "世帯主変更", home.number))


def _grown_child_leaves(register: Register, seed: int, home: Household, here: list[Person], day: date) -> None:
    """The eldest takes a flat in the town; brothers and sisters stay."""
    grown = [
        person for person in here
        if person.relation == ("20",) and day.year - person.school_year >= OWN_FLAT_FROM and person.apart_since is None
    ]  # fmt: skip
    if not grown or not any(person.relation == ("20",) and day.year - person.school_year <= 17 for person in here):
        return
    apart = _own_household(register, home, "single", day)
    apart.town, apart.lot, apart.building = new_address(stream(seed, "own flat", home.number))
    _move_out(min(grown, key=lambda person: (person.birth, person.number)), home, apart, day)


def _adopt(here: list[Person]) -> None:
    """The head adopts the wife's children: 妻の子 (12,20) becomes 子 (20)."""
    for person in here:
        if person.relation == ("12", "20") and _is_a_child(person):
            person.relation = ("20",)


def _own_household(register: Register, home: Household, shape: str, day: date) -> Household:
    apart = Household(
        number=home.number + LATER_NUMBER, shape=shape, arrived_on=day, town=home.town, lot=home.lot,
        building=home.building, school_area=home.school_area, strain=home.strain,
    )  # fmt: skip
    register.households.append(apart)
    return apart


def _move_out(person: Person, home: Household, apart: Household, day: date) -> None:
    """世帯分離: what the person does later is done from the new household."""
    if person in home.members:
        home.members.remove(person)
        apart.members.append(person)
    apart.ever.append(person)
    if apart.head is None:
        apart.head, person.relation = person, ("02",)
    person.household, person.apart_since = apart, day
    for move in person.moves:
        if move.moved_on >= day:
            move.household_no = apart.number
    _note(person, Move(day, day, "世帯分離", apart.number))


def _note(person: Person, move: Move) -> None:
    place = sum(other.moved_on < move.moved_on for other in person.moves)
    person.moves.insert(place, move)
