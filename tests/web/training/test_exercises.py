"""Every exercise walked as its role: まだ before, still まだ after the mistake it warns of, 済 after what it asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.web_training import ROLE_OF, Trainee
from tsunagu.catalog import load_pack
from tsunagu_web.access import RoleKey
from tsunagu_web.training.checking import DONE, OPEN
from tsunagu_web.training.exercises import load_exercises
from tsunagu_web.training.people import trainees
from tsunagu_web.training.plan import read_plan


def test_every_role_has_exactly_one_exercise_and_one_person(prepared: Path) -> None:
    assert set(load_exercises(load_pack("kaisei"))) == set(RoleKey)
    people = trainees(read_plan(prepared))
    assert {one.username: one.role for one in people} == ROLE_OF
    assert sorted(one.role for one in people) == sorted(RoleKey)


def walk(one: Trainee) -> None:
    """From the first step to the last; at each the steps after it stay まだ, unless they ask for the same."""
    steps = [state.step for state in one.progress.steps]
    assert one.states() == [OPEN] * len(steps), one.username
    assert "ふりかえり" not in one.text("/training/")
    for place, step in enumerate(steps):
        if step.slip and not step.once:
            one.slip(step)
            assert one.states()[place] == OPEN, step.do
            assert one.progress.steps[place].slipped, step.do
        one.do(step)
        assert one.states()[place] == DONE, step.do
    assert one.progress.finished
    page = one.text("/training/")
    assert "ふりかえり" in page and page.count(">済<") == len(steps) and ">まだ<" not in page


PEOPLE = list(ROLE_OF)


@pytest.mark.parametrize("people", [PEOPLE[:5], PEOPLE[5:12], PEOPLE[12:]], ids=lambda people: people[0])
def test_each_exercise_is_walked_as_its_role(prepared: Path, people: list[str]) -> None:
    for username in people:
        walk(Trainee.come(username))
