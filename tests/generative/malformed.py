"""Malformed files, as many as asked for, each with the code it must be refused or noted under.

A kind takes a source of random numbers and gives the bytes of a file and the place of its damage. `expected` are the codes
one of which must be told; a kind whose damage may fall anywhere may name several.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from generative import malformed_books, malformed_rows, malformed_text
from generative.malformed_rows import Damaged, Kind
from support.counter import FILE_NAMES

KINDS: dict[str, Kind] = {
    **malformed_text.TEXT_KINDS,
    **malformed_text.JSON_KINDS,
    **malformed_books.KINDS,
    **malformed_rows.KINDS,
}
NAMES = {**FILE_NAMES, "mimamori": "見守り情報.json"}


class Malformed(NamedTuple):
    """One file: its kind, what it is called, its bytes and damage, and what must be said of it."""

    kind: str
    name: str
    damaged: Damaged
    expected: tuple[str, ...]
    accepted: bool


def malformed(seed: int, count: int, first: int = 0) -> Iterator[Malformed]:
    """`count` files from number `first` on, the kinds in turn, each with its own damage."""
    names = list(KINDS)
    for number in range(first, first + count):
        yield one_malformed(seed, number, names[number % len(names)])


def one_malformed(seed: int, number: int, name: str) -> Malformed:
    """The file of one number, always the same."""
    kind = KINDS[name]
    made = kind.make(Random(f"{seed}-{number}"))
    damaged = made if isinstance(made, Damaged) else Damaged(made)
    return Malformed(name, damaged.name or NAMES[kind.source], damaged, kind.expected, kind.accepted)
