"""未着: whether the files that a kind of fact comes from have come at all. Without them nothing is not no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Arrived:
    """Of the files of some kinds of fact: labels of those that never came, and whether nothing came."""

    missing: tuple[str, ...] = ()
    nothing: bool = False


EVERYTHING = Arrived()


def arrived_of(kinds: Iterable[Mapping[str, Any]]) -> Arrived:
    """What came of these kinds (entries of meta `fact_views`)."""
    files: dict[str, None] = {}
    missing: dict[str, None] = {}
    for kind in kinds:
        files |= dict.fromkeys(kind.get("files", ()))
        missing |= dict.fromkeys(kind.get("missing", ()))
    return Arrived(tuple(missing), bool(missing) and len(missing) == len(files))


def arrived_by_lane(kinds: Iterable[Mapping[str, Any]]) -> dict[str, Arrived]:
    """By lane of the page."""
    found = list(kinds)
    return {
        lane: arrived_of(kind for kind in found if kind["lane"] == lane) for lane in {kind["lane"] for kind in found}
    }
