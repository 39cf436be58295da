"""The town on its first day, 1 April 2024: exactly so many children, exactly so many people."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tsunagu.sample.families import household_reason, pregnancy_of, settle_family
from tsunagu.sample.names import GivenNames, NamePart, family_name
from tsunagu.sample.people import Household, Person, is_child, school_year_of
from tsunagu.sample.places import Schools
from tsunagu.sample.randomness import pick_weighted, stream
from tsunagu.sample.settling import Register, day_between, new_family_name, years_before

FIRST_DAY = date(2024, 4, 1)
FIRST_YEAR = 2024
PEOPLE_PER_CHILD = 18_738 / 3_319
"""Kaisei: 18,738 people, 3,319 of them children (results report 令和6年度)."""
NEWCOMERS = 0.07
BORDER_BIRTHDAYS = 0.02


def people_for(children: int) -> int:
    """How many people live in a town with so many children."""
    return round(children * PEOPLE_PER_CHILD)


def found_town(seed: int, children: int, schools: Schools) -> Register:
    """Everybody who lives in the town on its first day."""
    rng = stream(seed, "founding")
    register = Register(schools, GivenNames())
    named = _settle_namesakes(register, rng) if children >= 200 else 0
    _settle_families(register, rng, children - named)
    _enrol_outsiders(register, rng, children)
    fill_with_adults(register, rng, people_for(children) - len(register.people), FIRST_DAY)
    for person in register.people:
        if rng.random() < 0.004 and person.resident_since > date(2010, 1, 1):
            person.former_number = 9_000_000 + person.number
    return register


def _settle_families(register: Register, rng: Random, children: int) -> None:
    """Families until the town has so many children; a family that would have too many keeps only its first ones."""
    latest = FIRST_DAY - timedelta(days=16)
    count = 0
    while count < children:
        first = _first_birth(rng, latest)
        arrived = day_between(rng, first + timedelta(days=30), latest) if rng.random() < NEWCOMERS else None
        household = settle_family(
            register,
            rng,
            first,
            today=latest,
            arrived_on=arrived,
            at_most=min(4, children - count) if children - count < 4 else 4,
        )
        count += sum(is_child(person, FIRST_YEAR) for person in household.members)


def _first_birth(rng: Random, latest: date) -> date:
    """The eldest's birthday; some fall on 1 and 2 April, where the school year turns."""
    first = latest - timedelta(days=int(rng.random() * 365.25 * 23.5))
    if rng.random() < BORDER_BIRTHDAYS:
        first = date(first.year, 4, 1 + int(rng.random() * 2))
    return min(first, latest)


NAMESAKES = (
    (
        NamePart("高橋", "タカハシ"),
        NamePart("髙橋", "タカハシ"),
        NamePart("優斗", "ユウト"),
        NamePart("悠人", "ユウト"),
        "男",
        date(2021, 10, 10),
    ),
    (
        NamePart("斎藤", "サイトウ"),
        NamePart("斉藤", "サイトウ"),
        NamePart("結衣", "ユイ"),
        NamePart("唯", "ユイ"),
        "女",
        date(2017, 6, 15),
    ),
)
"""Two pairs of children who share kana and birth date. They belong to the school whose pupils carry numbers, so nobody mixes them up."""


def _settle_namesakes(register: Register, rng: Random) -> int:
    """The pairs above, each in a family of its own; how many children that makes."""
    for first, second, given_first, given_second, sex, birth in NAMESAKES:
        for family, given in ((first, given_first), (second, given_second)):
            household = register.open_household(rng, "both", birth - timedelta(days=900), strain=0)
            household.town = household.school_area = 0
            household.children_born = 4
            since = household.arrived_on
            for parent_sex, relation in (("男", ("02",)), ("女", ("12",))):
                parent = register.add(
                    rng,
                    household,
                    family,
                    parent_sex,
                    years_before(rng, birth, 26, 34),
                    relation,
                    since=since,
                    known_on=since,
                    reason="国内転入",
                )
            child = register.add(
                rng,
                household,
                family,
                sex,
                birth,
                ("20",),
                since=birth,
                known_on=birth + timedelta(days=7),
                reason="出生",
                given=given,
                mother=parent,
            )
            child.namesake = True
            register.names.take(family, given, birth.toordinal())
            register.pregnancies.append(pregnancy_of(rng, parent, birth))
    return 2 * len(NAMESAKES)


OUTSIDERS = 0.008
SCHOOL_YEARS = range(FIRST_YEAR - 17, FIRST_YEAR + 4)


def _enrol_outsiders(register: Register, rng: Random, children: int) -> None:
    """区域外 pupils of the coming ten years: nobody of their name and birthday lives in the town."""
    for year in SCHOOL_YEARS:
        for area in range(register.schools.areas):
            if rng.random() >= children / 19 / register.schools.areas * OUTSIDERS:
                continue
            birth = date(year, 4, 2) + timedelta(days=int(rng.random() * 364))
            family, sex = family_name(rng), "男" if rng.random() < 0.5 else "女"
            home = Household(0, "elsewhere", birth, 0, "", "", area, 0)
            given = register.names.name_for(rng, family, sex, birth.toordinal(), year, False)
            number = -(len(register.outsiders) + 1)
            pupil = Person(
                number, birth, sex, family, given, home, (), birth, birth, 0, school_year=school_year_of(birth)
            )
            register.outsiders.append(pupil)
            register.by_school_year.setdefault(pupil.school_year, []).append(pupil)


CHILDLESS = (("elder_couple", 0.24), ("couple", 0.22), ("grown_family", 0.2), ("single", 0.2), ("elder_single", 0.14))


def fill_with_adults(register: Register, rng: Random, wanted: int, today: date, *, newcomers: bool = False) -> None:
    """Households without children until `wanted` more people live here."""
    while wanted > 0:
        shape = pick_weighted(rng, CHILDLESS)
        if wanted < 4:
            shape = "single"
        wanted -= _settle_childless(register, rng, shape, today, newcomers)


def _settle_childless(register: Register, rng: Random, shape: str, today: date, newcomers: bool) -> int:
    since = day_between(rng, today.replace(day=1), today) if newcomers else years_before(rng, today, 0.1, 30)
    household = register.open_household(rng, shape, since)
    family, foreign = new_family_name(rng)
    elder = shape.startswith("elder")
    head_birth = (
        years_before(rng, today, 66, 94)
        if elder
        else years_before(rng, today, *((48, 64) if shape == "grown_family" else (22, 64)))
    )
    plan: list[tuple[str, date, tuple[str, ...]]] = [
        ("男" if shape != "single" or rng.random() < 0.55 else "女", head_birth, ("02",))
    ]
    if elder and shape == "elder_single":
        plan = [("女" if rng.random() < 0.7 else "男", head_birth, ("02",))]
    if shape in ("elder_couple", "couple", "grown_family"):
        plan.append(("女", head_birth + timedelta(days=int((rng.random() * 8 - 2) * 365)), ("12",)))
    if shape == "grown_family":
        plan += [
            ("男" if rng.random() < 0.55 else "女", years_before(rng, today, 20.2, 27), ("20",))
            for _ in range(1 + (rng.random() < 0.4))
        ]
    reason = household_reason(household)
    for sex, birth, relation in plan:
        register.add(
            rng,
            household,
            family,
            sex,
            birth,
            relation,
            since=max(since, birth),
            known_on=max(since, birth),
            reason=reason,
            foreign=foreign,
        )
    return len(plan)
