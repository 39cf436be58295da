"""What a kind of job does. Features register theirs; this folder knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tsunagu.base.progress import Progress

Do = Callable[[dict[str, Any], Progress], dict[str, Any]]
"""Takes a job's arguments and whom to tell; returns what the page shows at the end. Must be repeatable after any kill."""


@dataclass(frozen=True)
class Work:
    """A kind of job: its name for people, its stations in order (none: not shown), and where to go when it is done."""

    label: str
    do: Do
    stations: tuple[str, ...] = ()
    then: Callable[[dict[str, Any]], str] | None = None
    """The address of the page that shows the outcome, from the job's arguments."""


_KINDS: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    """Make a kind of job known. Called once, when the feature's app is ready."""
    _KINDS[kind] = work


def work_of(kind: str) -> Work:
    """The work of a kind.

    Raises KeyError when no feature registered it.
    """
    return _KINDS[kind]
