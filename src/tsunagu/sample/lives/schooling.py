"""Nursery and school: 保育, class and number, attendance, health checks, 就学援助."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tsunagu.base.dates import add_months, start_of_fiscal_month
from tsunagu.sample.people import Person, grade_in
from tsunagu.sample.randomness import count_of, pick, pick_weighted, share, stream

CLASS_SIZE = 33
FISCAL_MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
WRONG_AT_FIRST = 0.01
"""Share of a pupil's months that a school hands in with one absence too many, and corrects a month later."""
SCHOOL_DAYS = {4: 16, 5: 19, 6: 21, 7: 14, 8: 4, 9: 20, 10: 21, 11: 19, 12: 17, 1: 17, 2: 18, 3: 17}


class Nursery(NamedTuple):
    """One stay in a nursery or kindergarten. `arrears` None: the cell was left empty."""

    facility: int
    certification: str
    certified_from: date
    entered_on: date
    left_on: date
    arrears: bool | None
    extra_staff: bool


def nursery_of(seed: int, child: Person) -> Nursery | None:
    """The stay that ends when school begins; a few never go, and some are taken out early."""
    rng = stream(seed, "nursery", child.number)
    if rng.random() < (0.018, 0.05, 0.10)[child.strain]:
        return None
    year = child.school_year + pick_weighted(rng, ((1, 0.18), (2, 0.3), (3, 0.12), (4, 0.4)))
    entered = max(date(year, 4, 1), add_months(child.resident_since, 1).replace(day=1))
    ends = date(child.school_year + 7, 3, 31)
    if entered >= ends:
        return None
    if rng.random() < 0.012:
        ends = min(ends, entered + timedelta(days=int(200 + rng.random() * 500)))
    draw = rng.random()
    arrears = None if draw > 0.985 else draw < (0.004, 0.04, 0.11)[child.strain]
    age = entered.year - child.school_year
    certification = "3号" if age < 4 else pick(rng, ("1号", "2号"))
    return Nursery(
        int(rng.random() * 6), certification, entered - timedelta(days=31), entered, ends, arrears, rng.random() < 0.02
    )


def entered_school_on(child: Person, grade: str) -> date:
    """入学日 of the present school: 1 April, or the day the family came."""
    first = child.school_year + (7 if grade.startswith("P") else 13)
    return max(date(first, 4, 1), child.resident_since)


def goes_private(seed: int, child: Person) -> bool:
    """A few children go to private schools: no file of the town's schools knows them."""
    return not child.namesake and share(seed, "private", child.number) < 0.012


def class_of(seed: int, child: Person, fiscal_year: int, classes: int) -> int:
    """組 from 1; namesakes are kept in different classes."""
    if child.namesake:
        return 1 + (child.number // 21) % classes
    return 1 + int(share(seed, "class", child.number, fiscal_year) * classes)


class MonthAtSchool(NamedTuple):
    """One pupil's month. `absent` None: the homeroom teacher has not entered the absences."""

    month: int
    school_days: int
    suspended: int
    mourning: int
    sick: int | None
    other: int | None
    late: int | None
    left_early: int
    known_on: date

    @property
    def absent(self) -> int | None:
        """欠席計."""
        return None if self.sick is None or self.other is None else self.sick + self.other


@lru_cache(maxsize=200_000)
def habits_of(seed: int, number: int, strain: int, fiscal_year: int) -> tuple[str, float, float]:
    """How a pupil's year goes: pattern, mean absences and mean late arrivals a month."""
    draw = share(seed, "habits", number, fiscal_year)
    for pattern, chance in (
        ("exactly 29", 0.004),
        ("exactly 30", 0.004),
        ("29 and a gap", 0.003),
        ("30 and a gap", 0.003),
        ("late 9", 0.004),
        ("late 10", 0.004),
    ):
        if draw < chance:
            return pattern, 0.0, 0.0
        draw -= chance
    truant = (0.011, 0.035, 0.075)[strain]
    if share(seed, "truant", number) < truant:
        return "often away", 4 + 9 * share(seed, "truant days", number), 1.2
    return "usual", 0.35 + 0.15 * strain, (0.06, 0.35, 0.9)[strain] * (0.3 + share(seed, "lateness", number))


def year_at_school(seed: int, child: Person, fiscal_year: int, *, told_by: date) -> list[MonthAtSchool]:
    """The months April to March as they stood on `told_by`: a month entered wrongly is put right one month later."""
    pattern, away, tardy = habits_of(seed, child.number, child.strain, fiscal_year)
    rng = stream(seed, "attendance", child.number, fiscal_year)
    gap = int(rng.random() * 3) if pattern.endswith("gap") else int(rng.random() * 12) if rng.random() < 0.035 else None
    total = 0
    goal = (
        int(pattern.split()[1])
        if pattern.startswith("exactly")
        else int(pattern.split()[0])
        if pattern.endswith("gap")
        else 0
    )
    months = []
    for index, month in enumerate(FISCAL_MONTHS):
        days = SCHOOL_DAYS[month]
        draws = [rng.random() for _ in range(4)]
        absent, late = count_of(rng, min(away * days / 16, 30.0)), count_of(rng, tardy * days / 16)
        known_on = add_months(start_of_fiscal_month(fiscal_year, month), 1) - timedelta(days=1)
        if pattern not in ("usual", "often away"):
            absent, late = _planned(pattern, goal - total, index == gap, month, days)
        suspended = 1 if draws[0] < 0.012 and days > 10 and goal == 0 else 0
        mourning = 1 if draws[1] < 0.006 and days > 10 and goal == 0 else 0
        absent = min(absent, days - suspended - mourning)
        if draws[2] < WRONG_AT_FIRST and goal == 0 and told_by <= known_on:
            absent = min(absent + 1, days - suspended - mourning)
        total += absent
        other = absent if pattern == "often away" and draws[3] < 0.6 else 0
        unknown = index == gap
        months.append(
            MonthAtSchool(
                month,
                days,
                suspended,
                mourning,
                None if unknown else absent - other,
                None if unknown else other,
                None if unknown and pattern == "usual" else min(late, days),
                1 if draws[3] > 0.97 else 0,
                known_on,
            )
        )
    return months


def _planned(pattern: str, still_to_come: int, gap: bool, month: int, days: int) -> tuple[int, int]:
    """(absences, late arrivals) of the pupils who stand exactly at a limit, reached as early in the year as the days allow."""
    if pattern.startswith("late"):
        return 0, int(pattern.split()[1]) if month == 4 else 0
    return (0 if gap else max(0, min(days, still_to_come))), 0


class SchoolHealth(NamedTuple):
    """One pupil's check-up of June. None: not examined or not filled in."""

    height: float
    weight: float
    untreated_milk: int | None
    untreated: int | None
    treated: int | None
    needs_exam: bool | None
    draw: float


def school_health_of(seed: int, child: Person, year: int) -> SchoolHealth | None:
    """The check-up of June of a 年度; None for those who were away that day."""
    rng = stream(seed, "health", child.number, year)
    if rng.random() < 0.012 or child.namesake:
        return None
    age, strain = year - child.school_year, child.strain
    bad = share(seed, "teeth", child.number) < (0.045, 0.10, 0.18)[strain]
    dentist_away = rng.random() < 0.008
    milk = untreated = treated = 0
    if bad:
        where = int(rng.random() * 3)
        milk, untreated, treated = [(1 + int(rng.random() * 3)) if where == place else 0 for place in range(3)]
        if age > 12:
            milk, untreated = 0, milk + untreated
    draw = rng.random()
    needs_exam = None if draw > 0.99 else draw < (0.013, 0.025, 0.04)[strain]
    return SchoolHealth(
        round(80 + age * 5.6 + rng.random() * 12, 1),
        round(3 + age * 2.9 + rng.random() * 9, 1),
        None if dentist_away else milk,
        None if dentist_away else untreated,
        None if dentist_away else treated,
        needs_exam,
        rng.random(),
    )


class SchoolAid(NamedTuple):
    """就学援助 decided for one 年度."""

    fiscal_year: int
    kind: str
    approved_on: date


def school_aid_of(seed: int, child: Person, fiscal_year: int, on_assistance: bool) -> SchoolAid | None:
    """The decision of one year; families on 生活保護 count as 要保護."""
    if grade_in(child, fiscal_year) is None or child.namesake:
        return None
    since = share(seed, "aid years", child.household.number)
    asks = share(seed, "aid?", child.household.number) < (0.008, 0.17, 0.42)[child.strain]
    refused = share(seed, "aid refused", child.household.number, fiscal_year) < 0.12
    turn = share(seed, "aid turn", child.household.number, fiscal_year) < 0.15 + 0.1 * since
    if not (asks or on_assistance) or turn:
        return None
    approved = max(date(fiscal_year, 7, 1), add_months(child.resident_since, 1).replace(day=1))
    if approved > date(fiscal_year + 1, 3, 1):
        return None
    return SchoolAid(
        fiscal_year, "否認定" if refused and not on_assistance else "要保護" if on_assistance else "準要保護", approved
    )
