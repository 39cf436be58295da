"""Chance that repeats: every draw hangs on the seed and on whom it is about, never on when the town is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from random import Random
from typing import TypeVar
from zlib import crc32

Item = TypeVar("Item")

_MASK = (1 << 64) - 1


@cache
def _number_of(purpose: str) -> int:
    return crc32(purpose.encode())


def stream(seed: int, purpose: str, *keys: int) -> Random:
    """The draws of one subject, e.g. ("attendance", pupil, fiscal year). Equal arguments give equal draws on every machine."""
    state = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & _MASK
    for word in (_number_of(purpose), *keys):
        state = ((state ^ (word & _MASK)) * 0xBF58476D1CE4E5B9) & _MASK
        state ^= state >> 29
        state = (state * 0x94D049BB133111EB + 1) & _MASK
    return Random(state ^ (state >> 31))


def share(seed: int, purpose: str, *keys: int) -> float:
    """One number in [0, 1) for a subject, without the cost of a whole stream."""
    state = (seed * 0x9E3779B97F4A7C15 + _number_of(purpose)) & _MASK
    for word in keys:
        state = ((state ^ (word & _MASK)) * 0xBF58476D1CE4E5B9) & _MASK
        state ^= state >> 30
    state = (state * 0x94D049BB133111EB) & _MASK
    return ((state ^ (state >> 31)) & _MASK) / (_MASK + 1)


def pick(rng: Random, items: Sequence[Item]) -> Item:
    """One of the items, each as likely."""
    return items[int(rng.random() * len(items))]


def pick_weighted(rng: Random, choices: Sequence[tuple[Item, float]]) -> Item:
    """One of the items by weight; weights need not add up to one."""
    mark = rng.random() * sum(weight for _, weight in choices)
    for item, weight in choices:
        mark -= weight
        if mark < 0:
            return item
    return choices[-1][0]


def count_of(rng: Random, mean: float) -> int:
    """A small count with about this mean (binomial of many small chances, by multiplication as Knuth does)."""
    if mean > 20:
        return max(0, round(rng.gauss(mean, mean**0.5)))
    limit, product, count = 2.718281828459045**-mean, rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count
