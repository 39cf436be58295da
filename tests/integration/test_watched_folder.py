"""A real worker and a folder departments write to: each file is taken once, whole, whenever the worker is killed."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.counter import FILE_NAMES, file_bytes, plain
from support.job_home import JobHome, kill, stop
from tsunagu.delivery import last_look
from tsunagu.intake import loads, receipts

JUKI = "juki_kojin"
NAME = FILE_NAMES[JUKI]
GOOD = file_bytes(JUKI, [plain(JUKI)])
DROPPED = {NAME: GOOD, "児童扶養手当.csv": b"<html></html>", "席次表.xlsx": b"x", f"{NAME}.part": GOOD[:9]}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[JobHome]:
    """A home before its first file, and beside it a folder that it watches."""
    fresh, share = JobHome(tmp_path / "home"), tmp_path / "share"
    share.mkdir()
    must(fresh.cli("init", str(fresh.folder), "--pack", "kaisei", "--on", "2026-04-01"))
    must(fresh.cli("watch", "add", str(share), "--carrier", "町民課", "--rest-seconds", "1"))
    fresh.migrate()
    yield fresh
    fresh.close()


@pytest.fixture
def worker(home: JobHome) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """`worker()` starts one; whatever still runs when the test ends is ended."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(home.worker())
        return started[-1]

    yield start
    for one in started:
        if one.poll() is None:
            kill(one)


def must(done: subprocess.CompletedProcess[str]) -> str:
    """What a command that has to succeed said."""
    assert done.returncode == 0, done.stderr
    return done.stdout


def share_of(home: JobHome) -> Path:
    """The watched folder, with what the department dropped there."""
    share = home.folder.parent / "share"
    for name, data in DROPPED.items():
        (share / name).write_bytes(data)
    return share


def until(happened: Callable[[], object], seconds: float = 240) -> None:
    """Wait for something the worker does."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def trays(home: JobHome) -> list[Path]:
    """Trays that stand, not those being filled."""
    place = home.folder / "deliveries" / "trays"
    return [path for path in place.glob("[0-9a-f]*")] if place.is_dir() else []


def statuses(home: JobHome) -> Counter[tuple[str, str]]:
    """What the kept receipts say: (file, status)."""
    return Counter((one.file, one.status) for one in receipts(home.folder))


MOMENTS: dict[str, Callable[[JobHome], object]] = {
    "before it takes them": lambda home: last_look(home.folder).settling,
    "while they are handed over": trays,
    "while they are received": lambda home: loads(home.folder),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_at_any_moment_every_file_is_taken_once(
    home: JobHome, worker: Callable[[], subprocess.Popen[bytes]], moment: str
) -> None:
    share, first = share_of(home), worker()
    until(lambda: MOMENTS[moment](home))
    kill(first)
    second = worker()
    until(lambda: statuses(home) == {(NAME, "accepted"): 1, ("児童扶養手当.csv", "refused"): 1})
    until(lambda: not trays(home) and set(home.change("states")) == {"done"})
    assert stop(second) == 0
    assert [(load.file_name, load.rows_accepted) for load in loads(home.folder)] == [(NAME, 1)]
    assert {receipt.carrier for receipt in receipts(home.folder)} == {"町民課"}
    assert last_look(home.folder).unknown == [str(share / "席次表.xlsx")]
    assert {path.name: path.read_bytes() for path in share.iterdir()} == DROPPED


def test_a_look_at_the_terminal_does_the_same(home: JobHome) -> None:
    share = share_of(home)
    (share / "児童扶養手当.csv").unlink()
    told = must(home.cli("watch", "look"))
    assert (
        "1件のうち1件を受領しました" in told
        and "席次表.xlsx は、このフォルダで受け取る提供データの名前と合わない" in told
    )
    (share / "児童扶養手当.csv").write_bytes(b"<html></html>")
    refused = home.cli("watch", "look")
    assert (refused.returncode, "1件のうち0件" in refused.stdout) == (2, True)
    assert str(share) in must(home.cli("watch", "list"))
    must(home.cli("watch", "remove", str(share)))
    assert "決められていません" in must(home.cli("watch", "list"))
    assert home.cli("watch", "remove", str(share)).returncode == 2
