"""Ctrl-C during the month: it stops between two steps, nothing healthy is refused for it, and the same command goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.prove.folders import differences
from tests.prove.killing import Scene, Town, seconds_worked, tsunagu
from tsunagu.intake import receipts

ROOT = Path(__file__).parents[2]
STEPS = 6
MOMENTS = (0.3, 0.45, 0.6, 0.8)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    town = Town(tmp_path_factory.mktemp("town"), children=60, seed=7)
    town.prepare()
    return town.month


def run(how: list[str], arguments: list[str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.prove.killed_run", *how, "--", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def examine(month: Scene, home: Path, process: subprocess.Popen[str], before: str) -> int:
    """What must hold after Ctrl-C, wherever it struck: stopped and said so, or finished; never another month than asked."""
    _, said = process.communicate()
    if process.returncode == 130:
        assert "[R130]" in said
        assert (home / "CURRENT").read_text() == before, "the pages show the month before"
    else:
        assert process.returncode == 0, said
    wrongly = [receipt.file for receipt in receipts(home) if "想定していない" in receipt.sentence]
    assert wrongly == [], "a healthy file is refused because somebody pressed Ctrl-C"
    assert tsunagu(month.arguments(home)).returncode == 0
    assert differences(home, month.undisturbed) == []
    return process.returncode


def test_ctrl_c_before_durable_steps_stops_between_two_steps(month: Scene) -> None:
    ended = []
    for number in range(0, len(month.steps), max(1, len(month.steps) // STEPS)):
        home = month.fresh("interrupted")
        before = (home / "CURRENT").read_text()
        ended.append(examine(month, home, run(["--interrupt-before", str(number)], month.arguments(home)), before))
    assert 130 in ended


def test_ctrl_c_at_any_moment_refuses_no_healthy_file(month: Scene) -> None:
    for share in MOMENTS:
        home = month.fresh("interrupted")
        before = (home / "CURRENT").read_text()
        process = run([], month.arguments(home))
        while (worked := seconds_worked(process)) is not None and worked < month.seconds * share:  # type: ignore[arg-type]
            time.sleep(0.002)
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        examine(month, home, process, before)
