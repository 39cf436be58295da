"""What each feature says it gave to people without an account. Each keeps its own rows, next to what was given; here they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case

CONFIRMED, NOT_WRITTEN = "確かめた", "書かれていません"


def duty_words(confirmed: bool) -> str:
    """Of a duty of secrecy that a person told somebody; older rows say nothing of it."""
    return CONFIRMED if confirmed else NOT_WRITTEN


@dataclass(frozen=True)
class Given:
    """One thing told or given outside about one case: `to` whom at which `place`, about which `children`, what (`what`: no word of
    its contents), how, on what `ground`, and what is known of the `duty` of secrecy. `at`, `by`: when it was written down, and who did;
    `section`: of that person then. `whole`: it was about everybody of the household, those too whom no list named.
    """

    on: date
    to: str
    place: str
    case: Case
    children: tuple[str, ...]
    what: str
    way: str
    ground: str
    duty: str
    at: datetime
    by: User
    section: str
    whole: bool = False


@dataclass(frozen=True)
class Wanted:
    """What is asked for, so that a feature reads no more rows than that: the days, and of a child the code and the cases it may be
    one of. Every case, where no child is named."""

    since: date | None = None
    until: date | None = None
    code: str = ""
    cases: frozenset[int] | None = None

    def days(self, column: str) -> Q:
        """Rows whose day lies between."""
        found = Q(**{f"{column}__gte": self.since}) if self.since else Q()
        return found & Q(**{f"{column}__lte": self.until}) if self.until else found

    def moments(self, column: str) -> Q:
        """Rows whose moment lies on one of the days, as people here count them."""
        found = Q(**{f"{column}__gte": _midnight(self.since)}) if self.since else Q()
        return found & Q(**{f"{column}__lt": _midnight(self.until + timedelta(days=1))}) if self.until else found

    def of_case(self, column: str) -> Q:
        """Rows of the cases the child may be one of."""
        return Q() if self.cases is None else Q(**{f"{column}__in": self.cases})

    def of_child(self, column: str) -> Q:
        """Rows about the child by name."""
        return Q(**{column: self.code}) if self.code else Q()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), JAPAN)


Tells = Callable[[Wanted], Iterable[Given]]
_FEATURES: list[Tells] = []


def tells_of(given: Tells) -> None:
    """Let a feature tell what it gave. Called once, when the feature's app is ready."""
    _FEATURES.append(given)


def all_given(wanted: Wanted) -> list[Given]:
    """Everything of these days, and more than what is about the child, newest first."""
    found = [one for tells in _FEATURES for one in tells(wanted)]
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)
