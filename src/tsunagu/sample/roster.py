"""Who sits in which school, class and seat, in this 年度 and the two before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import NamedTuple

from tsunagu.base.dates import fiscal_year_of, start_of_fiscal_month
from tsunagu.sample.lives import schooling
from tsunagu.sample.people import Person, grade_in
from tsunagu.sample.places import School
from tsunagu.sample.settling import Register


class Seat(NamedTuple):
    """A pupil's place in one 年度."""

    pupil: Person
    school: School
    grade: str
    room: int
    number: int


class _Years(dict[int, dict[int, Seat]]):
    """Seats by 年度, worked out when first asked for."""

    def __init__(self, make: Callable[[int], dict[int, Seat]]) -> None:
        self._make = make

    def __missing__(self, year: int) -> dict[int, Seat]:
        self[year] = self._make(year)
        return self[year]


@dataclass
class Roster:
    """The classes of the town's schools, as known on `as_of`."""

    seed: int
    register: Register
    as_of: date
    children: int

    @cached_property
    def fiscal_year(self) -> int:
        """年度 of `as_of`."""
        return fiscal_year_of(self.as_of)

    @cached_property
    def seats(self) -> dict[int, dict[int, Seat]]:
        """By 年度, then by the pupil's number."""
        return _Years(self._year)

    def school_in(self, pupil: Person, fiscal_year: int) -> School | None:
        """The town's school the pupil belongs to in a 年度; None for those too young or old, gone before it, or at a private school."""
        grade = grade_in(pupil, fiscal_year)
        if (
            grade is None
            or (pupil.left_on is not None and pupil.left_on <= date(fiscal_year, 4, 1))
            or schooling.goes_private(self.seed, pupil)
        ):
            return None
        return self.register.schools.of(pupil.household.school_area, grade)

    def rooms(self, grade: str) -> int:
        """How many classes a grade of one school has."""
        schools = self.register.schools
        count = len(schools.elementary) if grade.startswith("P") else len(schools.junior_high)
        return max(1, ceil(self.children / 19 / count / schooling.CLASS_SIZE))

    def _year(self, year: int) -> dict[int, Seat]:
        """Seats are numbered by kana in April; who comes later sits behind, who leaves keeps the number."""
        first, april_end = date(year, 4, 1), date(year, 4, 30)
        rooms: dict[tuple[str, str, int], list[tuple[bool, date, str, Person, School]]] = {}
        by_age = self.register.by_school_year
        for pupil in (pupil for age in range(7, 16) for pupil in by_age.get(year - age, ())):
            school, grade = self.school_in(pupil, year), grade_in(pupil, year)
            if school is None or grade is None:
                continue
            room = schooling.class_of(self.seed, pupil, year, self.rooms(grade))
            late = pupil.known_on > april_end
            rooms.setdefault((school.code, grade, room), []).append(
                (late, pupil.known_on if late else first, pupil.kana, pupil, school)
            )
        seats: dict[int, Seat] = {}
        for (_, grade, room), pupils in rooms.items():
            pupils.sort(key=lambda entry: entry[:3])
            for number, (_, _, _, pupil, school) in enumerate(pupils, start=1):
                seats[pupil.number] = Seat(pupil, school, grade, room, number)
        return seats

    def enrolled(self, pupil: Person, fiscal_year: int, month: int) -> bool:
        """Whether the pupil was in school for a whole enough part of a month: came by the 20th, did not leave before its end."""
        if self.school_in(pupil, fiscal_year) is None:
            return False
        first = start_of_fiscal_month(fiscal_year, month)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        return max(pupil.known_on, pupil.resident_since) <= first.replace(day=20) and (
            pupil.left_on is None or pupil.left_on > last
        )

    @cached_property
    def months_so_far(self) -> tuple[int, ...]:
        """The months of this 年度 up to `as_of`, April first."""
        return schooling.FISCAL_MONTHS[: schooling.FISCAL_MONTHS.index(self.as_of.month) + 1]

    def months_of(self, pupil: Person, fiscal_year: int) -> list[schooling.MonthAtSchool]:
        """The pupil's months on file: this 年度 so far; of the two years before only March, which proves who sat where."""
        wanted = self.months_so_far if fiscal_year == self.fiscal_year else (3,)
        enrolled = {month for month in wanted if self.enrolled(pupil, fiscal_year, month)}
        if not enrolled:
            return []
        return [
            m
            for m in schooling.year_at_school(self.seed, pupil, fiscal_year, told_by=self.as_of)
            if m.month in enrolled
        ]

    @cached_property
    def health_year(self) -> int:
        """年度 of the latest check-up: held in June."""
        return self.fiscal_year if (self.as_of >= date(self.fiscal_year, 6, 30)) else self.fiscal_year - 1

    def health_of(self, pupil: Person) -> schooling.SchoolHealth | None:
        """The pupil's latest June check-up at a school of the town."""
        if not self.enrolled(pupil, self.health_year, 6):
            return None
        return schooling.school_health_of(self.seed, pupil, self.health_year)
