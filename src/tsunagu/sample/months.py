"""One month of the town's life: births, deaths, divorces, moves; at its end it has as many children and people as it should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tsunagu.base.dates import add_months, month_end
from tsunagu.sample.families import TWINS, add_child, child_relation_of, mother_in, settle_family
from tsunagu.sample.founding import FIRST_DAY, fill_with_adults, people_for
from tsunagu.sample.people import Household, Move, Person, is_child
from tsunagu.sample.places import ABROAD, OTHER_CITIES
from tsunagu.sample.randomness import count_of, pick, stream
from tsunagu.sample.settling import Pregnancy, Register, day_between, new_address, years_before

BIRTHS_PER_CHILD = 1 / 19 / 12
LEAVING = 0.0012
ARRIVING = 0.0025
"""Families that come in any month, beside those that make up for children grown up: few months see nobody arrive."""
DIVORCES = 0.0006
DEATHS = 0.0008
MOVING_HOUSE = 0.0022
CONCEIVING = ("both", "mother_head", "three_generations", "blended", "couple")
KNOWN_AHEAD = 7
"""Months from the 妊娠届 to the birth: the births of the first months were told before the town's first day."""


@dataclass
class Month:
    """The month being lived: its first and last day and its own draws."""

    register: Register
    seed: int
    children: int
    first: date

    def __post_init__(self) -> None:
        self.last = month_end(self.first)
        self.year = self.first.year if self.first.month >= 4 else self.first.year - 1
        self.rng = stream(self.seed, "month", self.first.year, self.first.month)
        self.homes = [home for home in self.register.households if home.members]
        self.families = [home for home in self.homes if any(is_child(p, self.year) for p in home.members)]

    def live(self) -> None:
        """Everything that the town is told in this month."""
        self._births()
        self._deaths()
        self._divorces()
        self._moves_within_the_town()
        self.conceive()
        self._families_come_and_go()
        self._adults_come_and_go()

    def _births(self) -> None:
        for pregnancy in self.register.pregnancies:
            if self.first <= pregnancy.birth_known_on <= self.last and pregnancy.born_on >= FIRST_DAY - timedelta(
                days=15
            ):
                mother = pregnancy.mother
                if not mother.resident or pregnancy.children == 0:
                    continue
                home = mother.household
                for _ in range(pregnancy.children):
                    child = add_child(
                        self.register,
                        self.rng,
                        home,
                        pregnancy.born_on,
                        mother,
                        child_relation_of(home),
                        told=pregnancy.birth_known_on,
                        carried=pregnancy,
                    )
                    child.known_on = child.moves[0].notified_on = pregnancy.birth_known_on
                home.children_born += pregnancy.children

    def conceive(self) -> None:
        """妊娠届 told this month; the birth follows in about seven months."""
        wanted = count_of(self.rng, self.children * BIRTHS_PER_CHILD * 1.03)
        homes = [home for home in self.homes if home.shape in CONCEIVING and home.children_born < 2]
        for _ in range(wanted * 12):
            if wanted == 0 or not homes:
                return
            home = pick(self.rng, homes)
            mother = mother_in(home, self.year - 41)
            if mother is None or mother.school_year > self.year - 20 or not self._may_conceive(home):
                continue
            due = add_months(self.first, 7) + timedelta(days=int(self.rng.random() * 28))
            born = due + timedelta(days=int(self.rng.random() * 26) - 12)
            told = born + timedelta(days=1 + int(self.rng.random() * 13))
            babies = 2 if self.rng.random() < TWINS else 1
            notified = day_between(self.rng, self.first, self.last)
            self.register.pregnancies.append(Pregnancy(mother, notified, due, born, babies, told))
            home.expecting = born
            wanted -= 1

    def _may_conceive(self, home: Household) -> bool:
        """At least a year and a half after the youngest, and nobody on the way already."""
        youngest = max((p.birth for p in home.members), default=date.min)
        return youngest < add_months(self.first, -10) and home.expecting < add_months(self.first, -10)

    def _deaths(self) -> None:
        """Mostly the old; now and then a parent."""
        wanted = count_of(self.rng, people_for(self.children) * DEATHS)
        for _ in range(wanted * 3):
            if wanted == 0:
                break
            person = pick(self.rng, pick(self.rng, self.homes).members or [None])
            if person is None or not self._may_die(person):
                continue
            leave(person, day_between(self.rng, self.first, self.last), "死亡", self.last)
            wanted -= 1

    def _may_die(self, person: Person) -> bool:
        age = self.year - person.school_year
        if any(is_child(p, self.year) for p in person.household.members):
            return (
                person.household.shape == "both" and person.relation in (("02",), ("12",)) and self.rng.random() < 0.012
            )
        return age >= 70 or self.rng.random() < 0.03

    def _divorces(self) -> None:
        couples = [
            home
            for home in self.families
            if home.shape in ("both", "blended")
            and home.single_since is None
            and home.children_born < 4
            and len(home.members) > 2
        ]
        for _ in range(count_of(self.rng, len(couples) * DIVORCES)):
            home = pick(self.rng, couples)
            father = next((p for p in home.members if p.relation == ("02",)), None)
            mother = next((p for p in home.members if p.relation == ("12",)), None)
            if (
                father is None
                or mother is None
                or home.single_since is not None
                or any(p.namesake for p in home.members)
            ):
                continue
            day = day_between(self.rng, self.first, self.last)
            home.single_since, home.single_ground = day, "離婚"
            if self.rng.random() < 0.3:
                self._own_household(father, day)
            else:
                leave(father, day, "国内転出", self.last, to_city=pick(self.rng, OTHER_CITIES))

    def _own_household(self, person: Person, day: date) -> None:
        """世帯分離: out of the family's household into one of his own, here in town."""
        old = person.household
        new = self.register.open_household(self.rng, "single", day, strain=old.strain)
        old.members.remove(person)
        old_head_left(old, person)
        new.members.append(person)
        new.ever.append(person)
        person.apart_since = day
        person.household, person.relation, new.head = new, ("02",), person
        person.moves.append(Move(day, day, "世帯分離", new.number))

    def _moves_within_the_town(self) -> None:
        for _ in range(count_of(self.rng, len(self.homes) * MOVING_HOUSE)):
            home = pick(self.rng, self.homes)
            day = day_between(self.rng, self.first, self.last)
            if not home.members or any(p.namesake for p in home.members):
                continue
            home.town, home.lot, home.building = new_address(self.rng)
            for person in home.members:
                person.moves.append(Move(day, day, "転居", home.number))

    def _families_come_and_go(self) -> None:
        """Some leave and some come in any month; then as many as bring the number of children back to what it should be."""
        candidates = [home for home in self.families if not any(p.namesake for p in home.members)]
        for _ in range(count_of(self.rng, len(candidates) * LEAVING)):
            self._family_leaves(pick(self.rng, candidates))
        for _ in range(count_of(self.rng, len(candidates) * ARRIVING)):
            self._family_arrives(4)
        missing = self.children - self._count_children()
        while missing < 0:
            home = pick(self.rng, candidates)
            if 0 < sum(is_child(p, self.year) for p in home.members) <= -missing:
                missing += self._family_leaves(home)
        while missing > 0:
            missing -= self._family_arrives(missing)

    def _count_children(self) -> int:
        return sum(is_child(p, self.year) for p in self.register.people if p.left_on is None)

    def _family_leaves(self, home: Household) -> int:
        day, gone = day_between(self.rng, self.first, self.last), 0
        reason = "国外転出" if self.rng.random() < 0.04 else "国内転出"
        city = ABROAD if reason == "国外転出" else pick(self.rng, OTHER_CITIES)
        for person in list(home.members):
            gone += is_child(person, self.year)
            leave(person, day, reason, self.last, to_city=city, together=True)
        return gone

    def _family_arrives(self, at_most: int) -> int:
        """A family moves in; one in eight on the last day of the month, where looking back over whole months turns."""
        if self.rng.random() < 0.12:
            arrived = told = self.last
        else:
            told = day_between(self.rng, self.first, self.last)
            arrived = told - timedelta(days=int(self.rng.random() * 14))
        first_birth = max(
            years_before(self.rng, arrived, 0.2, 17.5 * self.rng.random() ** 0.7 + 0.3), date(self.year - 18, 4, 2)
        )
        home = settle_family(
            self.register,
            self.rng,
            first_birth,
            today=arrived - timedelta(days=40),
            arrived_on=arrived,
            known_on=told,
            at_most=min(4, at_most),
        )
        return sum(is_child(p, self.year) for p in home.members)

    def _adults_come_and_go(self) -> None:
        """Young people leave in spring; the rest balances."""
        alone = [home for home in self.homes if home.members and not any(is_child(p, self.year) for p in home.members)]
        grown = [
            p
            for home in self.homes
            for p in home.members
            if p.relation in (("20",), ("20", "20")) and 19 <= self.year - p.school_year <= 24
        ]
        surplus = self._count_people() - people_for(self.children)
        turnover = count_of(self.rng, people_for(self.children) * 0.0018)
        leaving = max(0, surplus) + turnover
        young = min(len(grown), leaving // 2 if self.first.month in (3, 4) else leaving // 6)
        for person in _some(self.rng, grown, young):
            leave(
                person,
                day_between(self.rng, self.first, self.last),
                "国内転出",
                self.last,
                to_city=pick(self.rng, OTHER_CITIES),
            )
        leaving -= young
        while leaving > 0 and alone:
            home = pick(self.rng, alone)
            for person in list(home.members)[:leaving]:
                leave(
                    person,
                    day_between(self.rng, self.first, self.last),
                    "国内転出",
                    self.last,
                    to_city=pick(self.rng, OTHER_CITIES),
                )
                leaving -= 1
        fill_with_adults(
            self.register, self.rng, people_for(self.children) - self._count_people(), self.last, newcomers=True
        )

    def _count_people(self) -> int:
        return sum(1 for person in self.register.people if person.left_on is None)


def _some(rng: Random, people: Sequence[Person], count: int) -> list[Person]:
    """So many different people of a list."""
    return rng.sample(people, count) if count else []


def leave(person: Person, day: date, reason: str, last: date, *, to_city: str = "", together: bool = False) -> None:
    """Somebody moves away or dies; the household goes on without. `together`: everybody leaves, nobody becomes the new head."""
    home = person.household
    home.members.remove(person)
    day = max(day, person.resident_since, person.known_on)
    person.left_on, person.left_by = min(day, last), reason
    person.moves.append(Move(person.left_on, person.left_on, reason, home.number, to_city=to_city))
    if not together:
        old_head_left(home, person)


def old_head_left(home: Household, gone: Person) -> None:
    """Who is the head now, when the old one is gone; the ties are named anew from there."""
    if home.head is not gone:
        return
    home.head = None
    if not home.members:
        return
    day = gone.moves[-1].moved_on
    wife = next((p for p in home.members if p.relation == ("12",)), None)
    heir = wife or min(home.members, key=lambda p: (p.birth, p.number))
    for person in home.members:
        if person is not heir and person.relation[:1] == ("12",) and len(person.relation) == 2:
            person.relation = person.relation[1:]
    heir.relation, home.head = ("02",), heir
    heir.moves.append(Move(day, day, "世帯主変更", home.number))
    if gone.left_by == "死亡" and home.shape == "both" and wife is not None:
        home.single_since, home.single_ground = day, "死亡"


def live_until(register: Register, seed: int, children: int, as_of: date) -> Iterator[date]:
    """Every month from the town's first day to the month of `as_of`; gives each month's first day when it has been lived."""
    for back in range(KNOWN_AHEAD, 0, -1):
        Month(register, seed, children, add_months(FIRST_DAY, -back)).conceive()
    first = FIRST_DAY
    while first <= as_of:
        Month(register, seed, children, first).live()
        yield first
        first = add_months(first, 1)
