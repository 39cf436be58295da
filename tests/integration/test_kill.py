"""A few kills of the month, as `make prove-kill` does a hundred times; and the twin that must be caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.prove import kill


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> kill.Town:
    """A small town with one finished month."""
    prepared = kill.Town(tmp_path_factory.mktemp("kill"), children=60)
    prepared.prepare()
    return prepared


def test_killed_at_any_time_the_month_ends_with_the_same_bytes(town: kill.Town) -> None:
    trials = kill.prove(town, by_time=3, by_step=0)
    assert [trial.problems for trial in trials] == [[], [], []]


def test_killed_inside_publish_the_month_ends_with_the_same_bytes(town: kill.Town) -> None:
    trials = kill.prove(town, by_time=0, by_step=3)
    assert all(trial.publishing for trial in trials)
    assert [trial.problems for trial in trials] == [[], [], []]


def test_the_twin_that_publishes_in_place_is_caught(town: kill.Town) -> None:
    trial = kill.kill_in_place_twin(town)
    assert trial.publishing
    assert trial.problems


def test_a_changed_byte_is_a_difference(town: kill.Town, tmp_path: Path) -> None:
    home = town.fresh("changed")
    changed = dict(kill.sealed_bytes(home))
    assert kill.differences(home, changed) == []
    (home / "CURRENT").write_text("{}\n", encoding="utf-8")
    assert kill.differences(home, changed) == ["other bytes CURRENT"]
