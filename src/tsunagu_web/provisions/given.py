"""What each feature says it gave to people without an account. Each keeps its own rows, next to what was given; here they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case

CONFIRMED, NOT_WRITTEN = "確かめた", "書かれていません"


def duty_words(confirmed: bool) -> str:
    """Of a duty of secrecy that a person told somebody; older rows say nothing of it."""
    return CONFIRMED if confirmed else NOT_WRITTEN


@dataclass(frozen=True)
class Given:
    """One thing told or given outside about one case: `to` whom at which `place`, about which `children`, what (`what`: no word of
    its contents), how, on what `ground`, and what is known of the `duty` of secrecy. `at`, `by`: when it was written down, and who did.
    `whole`: it was about everybody of the household, those too whom no list named.
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
    whole: bool = False


Tells = Callable[[], Iterable[Given]]
_FEATURES: list[Tells] = []


def tells_of(given: Tells) -> None:
    """Let a feature tell what it gave. Called once, when the feature's app is ready."""
    _FEATURES.append(given)


def all_given() -> list[Given]:
    """Everything, newest first."""
    found = [one for tells in _FEATURES for one in tells()]
    return sorted(found, key=lambda one: (one.on, one.at), reverse=True)
