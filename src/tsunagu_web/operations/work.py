"""What a kind of job does. Features register theirs; this folder knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tsunagu.base.progress import Progress

if TYPE_CHECKING:
    from tsunagu_web.operations.models import Job

Do = Callable[[dict[str, Any], Progress], dict[str, Any]]
"""Takes a job's arguments and whom to tell; returns what the page shows at the end. Must be repeatable after any kill."""


@dataclass(frozen=True)
class Work:
    """A kind of job: its name for people, its stations in order (none: not shown), and where to go when it is done."""

    label: str
    do: Do
    stations: tuple[str, ...] = ()
    then: Callable[[Job], str] | None = None
    """The address of the page that shows the outcome."""
    when_refused: Callable[[Job], str | None] = lambda job: None
    """The address of a page where a person can settle what stopped the job; None when asking again is all there is."""
    settle_label: str = "違いを見て、決める"
    """What people do there."""
    may_repeat: Callable[[Job], bool] = lambda job: True
    """Whether another attempt has anything left to work on."""


_KINDS: dict[str, Work] = {}
_ROUNDS: list[Callable[[], object]] = []


def register(kind: str, work: Work) -> None:
    """Make a kind of job known. Called once, when the feature's app is ready."""
    _KINDS[kind] = work


def work_of(kind: str) -> Work:
    """The work of a kind.

    Raises KeyError when no feature registered it.
    """
    return _KINDS[kind]


def register_round(look: Callable[[], object]) -> None:
    """Let the worker do something every few seconds, beside its jobs. It must be quick and may fail."""
    _ROUNDS.append(look)


def rounds() -> tuple[Callable[[], object], ...]:
    """What the worker does every few seconds."""
    return tuple(_ROUNDS)
