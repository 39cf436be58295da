"""kill -9 of a real process, in the middle of an entry and of the month that takes it in: nothing is half done."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

from support.lived_town import moved_in
from support.web_values import SOURCE, asked
from tsunagu.mart import find_snapshot, verify
from tsunagu_web.database import STORE

TESTS = str(Path(__file__).parents[2])


def killed(home: Path, *told: str) -> bool:
    """Whether a process of its own was killed at what it did; else it came to its end."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_") and key != "DATABASE_URL"
    }
    environment |= {"TSUNAGU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings", "PYTHONPATH": TESTS}
    command = [sys.executable, "-m", "support.killed_values", *told]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode == -signal.SIGKILL


def kept(home: Path) -> tuple[int, int, int]:
    """Rows entered, their versions, and what the record says was looked at or done on the form of a row."""
    with sqlite3.connect(home / STORE) as connection:
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in (
                "entered_values_enteredrow",
                "entered_values_enteredversion",
                "audit_auditrow WHERE action = 'values.correct' AND result = 'ok'",
            )
        ]
    return counts[0], counts[1], counts[2]


def judged(home: Path) -> list[Any]:
    """緊急度 of the rows that the pages' snapshot has from what was entered."""
    return asked(home, "consultations", "urgency", f"source = '{SOURCE}' AND file LIKE '画面%'")


def test_nothing_is_half_done_when_the_process_is_killed(lived: Path, tmp_path: Path) -> None:
    home = moved_in(lived, tmp_path / "home")
    before = find_snapshot(home, None).snapshot_id
    assert killed(home, "enter", "tsunagu_web.values.views:_say", "after")
    assert kept(home) == (0, 0, 1), "the form was opened; neither the row nor its version nor the record of it"
    assert killed(home, "enter", "tsunagu_web.values.views:_done")
    assert kept(home) == (1, 1, 3), "all of it, once it is done: the form opened again, and the change"
    for place in (("tsunagu_web.casework.handing_on:receive", "after"), ("tsunagu.mart.build:publish_folder",)):
        assert killed(home, "month", *place)
        assert find_snapshot(home, None).snapshot_id == before and judged(home) == [], "the month before stands"
        assert kept(home) == (1, 1, 3) and not any(verify(home).values()), "what was entered waits"
    assert not killed(home, "month")
    assert judged(home) == [("AA",)] and not any(verify(home).values()) and kept(home) == (1, 1, 3)
