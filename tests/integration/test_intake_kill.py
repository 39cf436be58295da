"""Kill -9 while files are received: nothing published is half, and the same command ends with the same bytes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from support.counter import FILE_NAMES, PLAIN_ROWS, file_bytes
from tests.prove.folders import differences, leftovers, sealed_bytes
from tsunagu.intake import loads, read_original
from tsunagu.month import create_home

ROOT = Path(__file__).parents[2]
KILLS = 8
SOURCES = ("juki_kojin", "shukketsu", "jido_sodan")
IN_PLACE = """
import sys
from tsunagu.base import files
from tests.prove.killed_run import published_in_place
real = files.publish_folder
files.publish_folder = lambda building, final: published_in_place(building, final) if final.parent.name == "loads" else real(building, final)
from tsunagu.cli import main
sys.argv = ["tsunagu", *sys.argv[1:]]
main()
"""


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


def half_loads(home: Path) -> list[str]:
    """Published load folders that are not whole: no load.json, a table missing or short, an original that does not open."""
    whole = {}
    for load in loads(home):
        rows = [
            pyarrow.parquet.read_metadata(load.table_path(home, table)).num_rows
            for table in load.tables
            if load.table_path(home, table).exists()
        ]
        assert len(read_original(home, load.sha256)) > 0
        whole[load.load_id] = (
            rows == [load.rows_accepted] * len(load.tables) and (load.folder(home) / load.receipt).exists()
        )
    published = [path.name for path in (home / "loads").iterdir() if not path.name.startswith(".")]
    return [name for name in published if not whole.get(name, False)]


def test_killed_before_any_durable_step_receiving_ends_with_the_same_bytes(inbox: list[Path], tmp_path: Path) -> None:
    undisturbed, note = new_home(tmp_path / "undisturbed"), tmp_path / "steps"
    assert intake(undisturbed, inbox, "-m", "tests.prove.killed_run", "--count", str(note), "--") == 2, (
        "one file is refused"
    )
    steps, sealed = len(note.read_text().splitlines()), sealed_bytes(undisturbed)
    receipts = sorted(path.name for path in (undisturbed / "receipts").iterdir())
    for number in range(KILLS):
        home = new_home(tmp_path / f"killed{number}")
        at = (number * steps + steps // 2) // KILLS
        assert intake(home, inbox, "-m", "tests.prove.killed_run", "--die-before", str(at), "--") == -9
        assert half_loads(home) == []
        assert intake(home, inbox, "-c", "from tsunagu.cli import main; main()") == 2
        assert differences(home, sealed) == []
        assert sorted(path.name for path in (home / "receipts").iterdir()) == receipts
        assert leftovers(home) == []


def test_the_twin_that_fills_the_final_folder_is_caught(inbox: list[Path], tmp_path: Path) -> None:
    home = new_home(tmp_path / "twin")
    assert intake(home, inbox, "-c", IN_PLACE) == -9
    assert half_loads(home) != []
