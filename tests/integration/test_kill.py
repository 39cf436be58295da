"""A few kills of the month, the import and the publishing, as `make prove-kill` does three hundred times; and the twins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.prove import kill, killing
from tests.prove.acknowledged import acknowledged_rows, lost_rows
from tests.prove.folders import differences, sealed_bytes


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> killing.Town:
    """A small town with one finished month."""
    prepared = killing.Town(tmp_path_factory.mktemp("kill"), children=60, seed=kill.SEED)
    prepared.prepare()
    return prepared


def test_killed_at_any_time_the_month_ends_with_the_same_bytes(town: killing.Town) -> None:
    trials = kill.strike_all(kill.plan(town.month, by_time=3, by_step=0))
    assert [trial.wrong for trial in trials] == [[], [], []]


def test_killed_inside_publish_the_month_ends_with_the_same_bytes(town: killing.Town) -> None:
    trials = kill.strike_all(kill.plan(town.month, by_time=0, by_step=3))
    assert all(trial.publishing for trial in trials)
    assert [trial.wrong for trial in trials] == [[], [], []]


def test_killed_just_before_the_pages_turn_nothing_is_left_behind(town: killing.Town) -> None:
    [turning] = [number for number, step in enumerate(town.month.steps) if step.endswith("/CURRENT")]
    assert killing.kill_by_step(town.month, turning).wrong == []


def test_killed_while_files_are_received_no_acknowledged_row_is_lost(town: killing.Town) -> None:
    trials = kill.strike_all(kill.plan(town.imported, by_time=1, by_step=2))
    assert [trial.wrong for trial in trials] == [[], [], []]
    assert trials[-1].acknowledged > trials[1].acknowledged > 0


def test_every_broken_twin_is_found_out(town: killing.Town) -> None:
    assert kill.twins(town) == dict.fromkeys(
        ["snapshot published in place", "load published in place", "receipt before its load", "never sweeps"], True
    )


def test_the_full_count_is_three_hundred_a_hundred_of_them_in_the_run() -> None:
    assert sum(sum(counts) for counts in kill.COUNTS.values()) == 300
    assert sum(kill.COUNTS["run"]) == 100
    assert kill.COUNTS["run"][1] >= 30


def test_a_changed_byte_is_a_difference_and_a_lost_load_is_lost_rows(town: killing.Town) -> None:
    home = town.month.fresh("changed")
    whole = sealed_bytes(home)
    assert differences(home, whole) == []
    assert lost_rows(home) == (0, [])
    (home / "CURRENT").write_text("{}\n", encoding="utf-8")
    assert differences(home, whole) == ["other bytes CURRENT"]
    for load in (home / "loads").iterdir():
        shutil.rmtree(load)
    assert lost_rows(home)[0] == acknowledged_rows(home) > 0


def test_an_original_that_is_gone_is_a_load_that_is_not_whole(town: killing.Town) -> None:
    home: Path = town.month.fresh("without an original")
    next((home / "originals").iterdir()).unlink()
    lost, broken = lost_rows(home)
    assert len(broken) == 1
    assert lost >= 0
