"""Kill -9 while files are received: nothing published is half, and the same command ends with the same bytes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, PLAIN_ROWS, file_bytes
from tests.prove.acknowledged import lost_rows
from tests.prove.folders import differences, leftovers, sealed_bytes
from tsunagu.month import create_home

ROOT = Path(__file__).parents[2]
KILLS = 8
SOURCES = ("juki_kojin", "shukketsu", "jido_sodan")


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("inbox")
    files = []
    for source in SOURCES:
        path = folder / FILE_NAMES[source]
        path.write_bytes(file_bytes(source, [PLAIN_ROWS[source]]))
        files.append(path)
    (folder / "なぞ.csv").write_bytes(b"a,b\n")
    return [*files, folder / "なぞ.csv"]


def intake(home: Path, inbox: list[Path], *runner: str) -> int:
    """Receive the inbox in a process of its own; its exit status."""
    command = [sys.executable, *runner, "intake", *map(str, inbox), "--home", str(home), "--received", "2026-10-31"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, start_new_session=True, check=False).returncode


def new_home(folder: Path) -> Path:
    return create_home(folder, "kaisei", on=date(2026, 4, 1)).folder


def test_killed_before_any_durable_step_receiving_ends_with_the_same_bytes(inbox: list[Path], tmp_path: Path) -> None:
    undisturbed, note = new_home(tmp_path / "undisturbed"), tmp_path / "steps"
    assert intake(undisturbed, inbox, "-m", "tests.prove.killed_run", "--count", str(note), "--") == 2, (
        "one file is refused"
    )
    steps, sealed = len(note.read_text().splitlines()), sealed_bytes(undisturbed)
    for number in range(KILLS):
        home = new_home(tmp_path / f"killed{number}")
        at = (number * steps + steps // 2) // KILLS
        assert intake(home, inbox, "-m", "tests.prove.killed_run", "--die-before", str(at), "--") == -9
        assert lost_rows(home) == (0, [])
        assert intake(home, inbox, "-c", "from tsunagu.cli import main; main()") == 2
        assert differences(home, sealed) == []
        assert leftovers(home) == []


def test_the_twin_that_fills_the_final_folder_is_caught(inbox: list[Path], tmp_path: Path) -> None:
    home = new_home(tmp_path / "twin")
    assert intake(home, inbox, "-m", "tests.prove.killed_run", "--twin", "load-in-place", "--") == -9
    assert lost_rows(home)[1] != []
