"""The invented town as it stands at the end of a month, with everybody who ever lived there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tsunagu.base.dates import add_months, fiscal_year_of, month_end
from tsunagu.base.errors import RefusedError
from tsunagu.sample.decisions import Decision, Nomination, conference, nominations
from tsunagu.sample.founding import FIRST_DAY, found_town
from tsunagu.sample.lives.parting import part_households
from tsunagu.sample.months import live_until
from tsunagu.sample.people import Household, Person, is_child
from tsunagu.sample.places import Schools, schools_for
from tsunagu.sample.settling import Register

LAST_DAY = date(2034, 3, 31)
FEWEST_CHILDREN, MOST_CHILDREN = 60, 1_000_000


@dataclass
class Town:
    """The town on `as_of`, the last day of a month. The same seed and size on a later day is the same town later."""

    seed: int
    children_wanted: int
    as_of: date
    register: Register
    decisions: list[Decision]
    nominations: list[Nomination]

    @property
    def schools(self) -> Schools:
        """The schools of the town."""
        return self.register.schools

    @cached_property
    def fiscal_year(self) -> int:
        """年度 of `as_of`."""
        return fiscal_year_of(self.as_of)

    @cached_property
    def residents(self) -> list[Person]:
        """Who lives here, in the order they entered the register."""
        return [person for person in self.register.people if person.left_on is None]

    @cached_property
    def children(self) -> list[Person]:
        """Residents up to 18 at the end of this 年度: whom the month is about."""
        return [person for person in self.residents if is_child(person, self.fiscal_year)]

    @cached_property
    def homes(self) -> list[Household]:
        """Households in which somebody lives."""
        return [home for home in self.register.households if home.members]


def build_town(seed: int, children: int, month: date, step: Callable[[str], None] = lambda label: None) -> Town:
    """The town at the end of `month`. `step` is told of every month lived.

    Raises RefusedError (S101, S102) for months and sizes the sample does not make.
    """
    as_of = month_end(month)
    if not FIRST_DAY <= as_of <= LAST_DAY:
        raise RefusedError(
            "S101",
            f"架空の町は{FIRST_DAY:%Y-%m}から{LAST_DAY:%Y-%m}までの月だけ作れます",
            "--month をその間の月にしてください",
        )
    if not FEWEST_CHILDREN <= children <= MOST_CHILDREN:
        raise RefusedError(
            "S102", f"こどもの数は{FEWEST_CHILDREN}人から{MOST_CHILDREN}人までです", "--children を見直してください"
        )
    register = found_town(seed, children, schools_for(children))
    town = Town(seed, children, as_of, register, [], [])
    for first in live_until(register, seed, children, as_of):
        step(f"{first:%Y-%m}")
        if first > FIRST_DAY:
            town.decisions += conference(register, seed, children, first)
        if first >= add_months(as_of.replace(day=1), -2):
            town.nominations += nominations(register, seed, first)
    part_households(register, seed, as_of)
    return town
