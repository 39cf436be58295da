"""kill -9 while a snapshot is built: what is published is whole, and the same command ends with the same bytes.

Ten deaths, five of them inside publishing; the whole month is killed a hundred times by `make prove-kill`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from support.loads import DAY, make_home, resident
from tsunagu.base.files import TEMPORARY_PREFIX
from tsunagu.catalog import load_pack
from tsunagu.mart import build, list_snapshots, verify
from tsunagu.purpose import seed_from_pack

ROOT = Path(__file__).parents[2]
DEATHS = 5


@dataclass
class Town:
    """A home before its snapshot, the durable steps of building it, the time it takes, and the bytes it ends with."""

    base: Path
    steps: list[str]
    seconds: float
    whole: dict[str, bytes]

    def fresh(self, name: str) -> Path:
        home = self.base.parent / name
        shutil.copytree(self.base, home)
        return home


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    folder = tmp_path_factory.mktemp("kill")
    people = [resident(n, household=n // 3, born=f"20{10 + n % 9}-05-01", relation="20") for n in range(1, 400)]
    shots = [{"resident_no": n % 400, "vaccine": "MR", "given_on": "2020-01-01"} for n in range(1, 4000)]
    home = make_home(folder, {"residents": people, "vaccinations": shots})
    seed_from_pack(home.folder, load_pack("kaisei"), date(2026, 4, 1))
    (home.folder / "home.yaml").write_text("schema: 1\npack: kaisei\nmunicipality: 開成町\n", encoding="utf-8")
    base = Town(home.folder, [], 0.0, {})
    undisturbed, note = base.fresh("undisturbed"), folder / "steps.txt"
    started = time.monotonic()
    assert run(undisturbed, ["--count", str(note)]).wait() == 0
    base.seconds = time.monotonic() - started
    base.steps = note.read_text(encoding="utf-8").splitlines()
    base.whole = sealed(undisturbed)
    return base


def run(home: Path, how: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """`tsunagu snapshot build` in a process group of its own, its durable steps counted."""
    command = [
        sys.executable,
        "-m",
        "tests.prove.killed_run",
        *how,
        "--",
        "snapshot",
        "build",
        "--as-of",
        DAY.isoformat(),
    ]
    return subprocess.Popen(
        [*command, "--home", str(home)],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def sealed(home: Path) -> dict[str, bytes]:
    folder = home / "mart" / "snapshots"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def problems_after(town: Town, home: Path) -> list[str]:
    """Verify, build again, compare every byte, look for leftovers."""
    problems = [sentence for sentences in verify(home).values() for sentence in sentences]
    build(home, load_pack("kaisei"), DAY)
    if sealed(home) != town.whole:
        problems.append("other bytes than undisturbed")
    problems += [
        path.name for path in (home / "mart" / "snapshots").iterdir() if path.name.startswith(TEMPORARY_PREFIX)
    ]
    if (home / "mart" / "spill").exists():
        problems.append("spilled rows left behind")
    return problems


@pytest.mark.parametrize("death", range(DEATHS))
def test_killed_inside_publishing(town: Town, death: int) -> None:
    last = len(town.steps) - 1
    step = round(death * last / (DEATHS - 1))
    home = town.fresh(f"step {step}")
    assert run(home, ["--die-before", str(step)]).wait() == -signal.SIGKILL
    assert len(list_snapshots(home)) == (1 if step == last else 0)
    assert problems_after(town, home) == []


@pytest.mark.parametrize("death", range(DEATHS))
def test_killed_at_any_time(town: Town, death: int) -> None:
    home = town.fresh(f"time {death}")
    share = (death + 0.5) / DEATHS
    process = run(home)
    try:
        process.wait(town.seconds * share)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert problems_after(town, home) == []


def test_the_steps_are_those_of_publishing(town: Town) -> None:
    assert town.steps[-2].startswith("rename")
    assert sum(step.startswith("fsync") for step in town.steps) > 30


def test_the_broken_twin_that_publishes_in_place_is_caught(town: Town) -> None:
    home = town.fresh("twin")
    assert run(home, ["--twin", "snapshot-in-place"]).wait() == -signal.SIGKILL
    assert problems_after(town, home) != []
