"""A few kills of the receiving of a zip with a password, as `make prove-kill` does many times; and its broken twin."""

from __future__ import annotations

import pytest

from tests.prove import kill, killed_tray, killing


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> killed_tray.TrayScene:
    return killed_tray.tray_scene(tmp_path_factory.mktemp("tray"))


def test_killed_anywhere_it_is_whole_and_goes_on(scene: killed_tray.TrayScene) -> None:
    trials = kill.strike_all(kill.plan(scene, by_time=1, by_step=5))
    assert [trial.wrong for trial in trials] == [[]] * 6
    assert any(trial.acknowledged for trial in trials), "some fell behind the first receipt"


def test_a_zip_that_goes_before_its_files_lie_there_is_found_out(scene: killed_tray.TrayScene) -> None:
    assert killing.kill_twin(scene, "zip-gone-first").problems
    assert sum(sum(counts) for counts in killed_tray.COUNTS.values()) == 40
