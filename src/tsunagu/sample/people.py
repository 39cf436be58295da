"""The people of the invented town and the households they live in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tsunagu.sample.names import NamePart


@dataclass(slots=True)
class Move:
    """One line of a person's history. `reason` is the canonical word of moves.reason; known from `notified_on`."""

    moved_on: date
    notified_on: date
    reason: str
    household_no: int
    from_city: str = ""
    to_city: str = ""


@dataclass(slots=True, eq=False)
class Household:
    """世帯. `arrived_on`: since when the family lives here; `strain` 0 to 2 colours its members' lives, never shown anywhere."""

    number: int
    shape: str
    arrived_on: date
    town: int
    lot: str
    building: str
    school_area: int
    strain: int
    members: list[Person] = field(default_factory=list)
    ever: list[Person] = field(default_factory=list)
    head: Person | None = None
    single_since: date | None = None
    single_ground: str = ""
    children_born: int = 0
    expecting: date = date.min


@dataclass(slots=True, eq=False)
class Person:
    """個人. Dates say when something happened; `known_on` and `left_known_on` when the counter was told."""

    number: int
    birth: date
    sex: str
    family: NamePart
    given: NamePart
    household: Household
    relation: tuple[str, ...]
    resident_since: date
    known_on: date
    strain: int
    foreign: str = ""
    mother: Person | None = None
    school_year: int = 0
    born_here: bool = False
    moves: list[Move] = field(default_factory=list)
    left_on: date | None = None
    left_by: str = ""
    apart_since: date | None = None
    former_number: int | None = None
    namesake: bool = False
    weak_start: bool = False

    @property
    def name(self) -> str:
        """氏名 as the register writes it: family and given name with a full-width blank (foreign: Latin letters)."""
        return f"{self.family.written}{' ' if self.foreign else '　'}{self.given.written}"

    @property
    def kana(self) -> str:
        """氏名 in full-width katakana."""
        return f"{self.family.kana}　{self.given.kana}"

    @property
    def resident(self) -> bool:
        """Whether the register has the person as living here now."""
        return self.left_on is None

    def in_home_on(self, home: Household, day: date) -> bool:
        """Whether the person lived in that household on a day, by what is known by now."""
        if self.resident_since > day or self.known_on > day or (self.left_on is not None and self.left_on <= day):
            return False
        if self.apart_since is None:
            return True
        return day >= self.apart_since if self.household is home else day < self.apart_since


def school_year_of(birth: date) -> int:
    """The 年度 whose 4/2 to 4/1 holds the birthday: who is born on 1 April belongs to the older year."""
    return birth.year if (birth.month, birth.day) >= (4, 2) else birth.year - 1


def is_child(person: Person, fiscal_year: int) -> bool:
    """Whether the person is at most 18 by the end of a 年度."""
    return fiscal_year - person.school_year <= 18


def grade_in(person: Person, fiscal_year: int) -> str | None:
    """P1 to J3 in a 年度, None outside compulsory school."""
    age = fiscal_year - person.school_year
    return f"P{age - 6}" if 7 <= age <= 12 else f"J{age - 12}" if 13 <= age <= 15 else None
