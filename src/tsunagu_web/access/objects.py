"""What a request wants to look at, reduced to what a decision needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tsunagu_web.access.roles import RoleKey


EACH_SCHOOL = "各学校"
"""How sources name their owner that every school holds for itself."""


@dataclass(frozen=True)
class PageObject:
    """A page that shows many things, or nothing personal."""

    name: str

    def __str__(self) -> str:
        return f"page:{self.name}"


@dataclass(frozen=True)
class FileObject:
    """What became of a department's files. `owner`: the section that holds them."""

    owner: str

    def __str__(self) -> str:
        return f"files:{self.owner}"


@dataclass(frozen=True)
class CaseObject:
    """One child of the current run. `listed`: the household is on this month's list; `in_hand`: it has an open case, which
    may outlast the list. `grade`: E1…J3, or None.

    `place`: the school or nursery now, as the serving record names it; None for protected children and while it is not
    sure who is protected, so that nobody reaches such a child by the place. `school_class`: 学級; None where no source
    tells it. `withheld`: roles of a school to which the case has not been handed over yet; for them it is not there.
    """

    child_code: str
    household_code: str
    listed: bool
    grade: str | None
    place: str | None = None
    school_class: str | None = None
    in_hand: bool = False
    withheld: frozenset[RoleKey] = frozenset()

    @property
    def is_case(self) -> bool:
        """People look after the household: 担当する世帯."""
        return self.listed or self.in_hand

    @property
    def is_pupil(self) -> bool:
        """In a 小学校 or 中学校 of the town."""
        return self.grade is not None and self.grade[0] in "PJ"

    def __str__(self) -> str:
        return f"child:{self.child_code}"


@dataclass(frozen=True)
class ValueObject:
    """Rows of one source about one child, which its owner section may enter on screen. `field_class`: of the source's table.

    An owner that begins with EACH_SCHOOL is no section: every school holds the rows of its own pupils.
    """

    case: CaseObject
    owner: str
    field_class: str

    @property
    def of_each_school(self) -> bool:
        """Held by the school the child goes to."""
        return self.owner.startswith(EACH_SCHOOL)

    def __str__(self) -> str:
        return f"values:{self.case.child_code}"


@dataclass(frozen=True)
class ServiceObject:
    """Households that could use a service, whom the section that owns it may tell. `owner`: that section; `school`: the
    教育委員会 may open it too, where it is the owner."""

    rule: str
    owner: str
    school: bool = False

    def __str__(self) -> str:
        return f"service:{self.rule}"


@dataclass(frozen=True)
class Reach:
    """What an assignment of a role says of its own bounds: the person's section, and the places and households named in it.

    `overrides`: codes of child and household of whom a 例外表示 in force names the person.
    """

    section: str = ""
    schools: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    school_class: str = ""
    households: frozenset[str] = frozenset()
    overrides: frozenset[tuple[str, str]] = frozenset()
