"""kill -9 at every statement of the look at a delivered file: an alarm exists once, with its record and its urgent case, or not yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.row_alarms.test_row_alarms import NAME, Pack, hand_in, pack

__all__ = ["pack"]
TESTS = str(Path(__file__).parents[2])


def trials(folder: Path, *how: str) -> list[tuple[list[int], list[int]]]:
    """What the processes left: after each kill, and after the look that follows."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_") and key != "DATABASE_URL"
    }
    environment |= {"TSUNAGU_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings", "PYTHONPATH": TESTS}
    command = [sys.executable, "-m", "support.killed_row_alarms", str(folder), *how]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [(half, whole) for half, whole in json.loads(done.stdout)]


def wrong(half: list[int], whole: list[int]) -> bool:
    """Whether a kill left something half done, or the look after it made less or more than one of everything."""
    raised, told, found, recorded, urgent, lines = half
    return found != raised or not told == recorded == urgent == lines or whole != [1] * 6


@pytest.mark.django_db
def test_an_alarm_exists_exactly_once_with_its_record_wherever_the_process_dies(home: Path, pack: Pack) -> None:
    hand_in(home, pack, (NAME, "◎"), look=False)
    done = trials(home)
    assert len(done) > 8 and not any(wrong(*one) for one in done)
    assert len({tuple(half) for half, _ in done}) == 2, (
        "before anything was found, and before the household was alarmed"
    )
    assert any(wrong(*one) for one in trials(home, "twin")), "without a transaction it would be noticed"
