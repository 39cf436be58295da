"""Ask the reference and DuckDB the same random questions about the same random worlds; count agreement and coverage."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from generative.random_questions import random_indicator
from generative.random_worlds import random_world
from support.indicator_world import Answers, answers_of_duckdb, answers_of_reference
from tsunagu.indicators import Indicator
from tsunagu.indicators.reference import World

QUESTIONS_PER_WORLD = 25


@dataclass(frozen=True)
class Round:
    """One world, its questions and what the reference says."""

    seed: int
    world: World
    indicators: tuple[Indicator, ...]
    expected: Answers

    @property
    def children_per_range(self) -> int:
        """Every other world is evaluated in several ranges of households."""
        return 3 if self.seed % 2 else 250_000


@dataclass
class Disagreement:
    """One answer on which the two differ."""

    seed: int
    person_id: int
    indicator: Indicator
    reference: int
    duckdb: int | None


@dataclass
class Tally:
    """What was asked and found so far."""

    questions: int = 0
    answers: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)


def a_round(seed: int, questions: int = QUESTIONS_PER_WORLD) -> Round:
    """The round of a seed; the same seed gives the same round for ever."""
    rng = Random(seed)
    world = random_world(rng)
    indicators = tuple(random_indicator(rng, number, world.schema) for number in range(questions))
    return Round(seed, world, indicators, answers_of_reference(world, indicators))


def rounds(first_seed: int, questions: int) -> Iterator[Round]:
    """Rounds until `questions` have been asked."""
    asked, seed = 0, first_seed
    while asked < questions:
        one = a_round(seed, min(QUESTIONS_PER_WORLD, questions - asked))
        asked += len(one.indicators)
        seed += 1
        yield one


def disagreements(one: Round) -> list[Disagreement]:
    """Every answer on which DuckDB differs from the reference."""
    with tempfile.TemporaryDirectory() as folder:
        found = answers_of_duckdb(one.world, one.indicators, Path(folder), children_per_range=one.children_per_range)
    by_id = {indicator.id: indicator for indicator in one.indicators}
    return [
        Disagreement(one.seed, person, by_id[indicator], expected, found.get((person, indicator)))
        for (person, indicator), expected in one.expected.items()
        if found.get((person, indicator)) != expected
    ]
