"""A few kills of what a person begins at the desk, as `make prove-kill` does many times; and the broken twins."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.prove import kill, killed_desk, killing
from tests.prove.killed_desk import DraftScene, WipeScene
from tests.prove.killing import Scene

Scenes = tuple[Scene, WipeScene, DraftScene, DraftScene]


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """A small town's desk with the files of a month handed in."""
    return kill.desk_of(tmp_path_factory.mktemp("desk"), children=60)


@pytest.mark.parametrize(("place", "by_time", "by_step"), [(0, 1, 2), (1, 1, 3), (2, 1, 2), (3, 1, 3)])
def test_killed_anywhere_it_is_whole_and_goes_on(scenes: Scenes, place: int, by_time: int, by_step: int) -> None:
    trials = kill.strike_all(kill.plan(scenes[place], by_time=by_time, by_step=by_step))
    assert [trial.wrong for trial in trials] == [[]] * (by_time + by_step)


def test_every_broken_twin_at_the_desk_is_found_out(scenes: Scenes) -> None:
    found = kill.desk_twins(scenes)
    assert found and found == dict.fromkeys(found, True)


def test_a_copy_that_is_gone_without_a_word_is_found(scenes: Scenes) -> None:
    wipe = scenes[1]
    home = wipe.fresh("unsaid")
    assert wipe._unsaid(home) == []
    next(wipe.stick(home).iterdir()).write_bytes(b"")
    assert "unsaid" in wipe._unsaid(home)[0]


def test_a_layout_in_force_twice_or_half_is_found(scenes: Scenes) -> None:
    confirm = scenes[3]
    home = confirm.fresh("twice")
    assert confirm._wrong(home, ended=False) == []
    shutil.copytree(home / "pack" / "drafts" / killed_desk.LAYOUT, home / "pack" / "confirmed" / killed_desk.LAYOUT)
    assert any("nobody" in one for one in confirm._wrong(home, ended=False))


def test_the_full_count_at_the_desk_is_stated() -> None:
    assert sum(sum(counts) for counts in killed_desk.COUNTS.values()) == 120
    assert killing.PUBLISHING
    assert Path(kill.KEPT).name == "kill.jsonl"
