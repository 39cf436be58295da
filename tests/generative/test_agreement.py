"""Random questions: what the compiler says is what the reference says, and a broken compiler does not get away with it."""

from __future__ import annotations

from functools import cache

import pytest

from generative.agreement import Round, disagreements, rounds
from generative.coverage import answer_nodes, nodes_of, wanted
from generative.twins import TWINS, Twin, put_in_place

QUESTIONS = 1_500
FIRST_SEED = 1


@cache
def asked() -> tuple[Round, ...]:
    """The rounds every test here looks at."""
    return tuple(rounds(FIRST_SEED, QUESTIONS))


def test_duckdb_answers_every_random_question_as_the_reference_does() -> None:
    differing = [difference for one in asked() for difference in disagreements(one)]
    assert not differing, differing[:3]
    assert sum(len(one.indicators) for one in asked()) == QUESTIONS


def test_the_questions_contain_every_kind_of_node_and_every_answer() -> None:
    found: set[str] = set()
    for one in asked():
        found |= answer_nodes(one.expected.values())
        for indicator in one.indicators:
            found |= set(nodes_of(indicator, one.world.schema))
    assert wanted() - found == set()
    assert found - wanted() == set(), "a node the coverage does not want by name"


@pytest.mark.parametrize("twin", TWINS, ids=[twin.name for twin in TWINS])
def test_every_broken_twin_of_the_compiler_is_caught(twin: Twin) -> None:
    undo = put_in_place(twin)
    try:
        assert any(disagreements(one) for one in asked()), f"nobody noticed: {twin.name}"
    finally:
        undo()
