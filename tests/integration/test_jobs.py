"""Long work in real processes, on SQLite and on PostgreSQL: killed, swept, asked for again, cancelled, refused."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.job_home import JobHome, kill, stop
from support.postgres import cluster
from support.ready_store import put_store
from tests.prove.folders import differences, leftovers, sealed_bytes
from tsunagu.delivery import month_files

AS_OF = "2026-10-31"
OCTOBER_ENDS = date.fromisoformat(AS_OF)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town: an inbox, a home before any file, one with the month's files, and one in which nobody disturbed the month."""
    folder = tmp_path_factory.mktemp("town")
    must(JobHome(folder / "empty"), "sample", str(folder), "--seed", "7", "--children", "80", "--month", "2026-10")
    must(JobHome(folder / "empty"), "init", str(folder / "empty"), "--pack", "kaisei", "--on", "2026-04-01")
    # The keys of a home are its own: the others must be copies of one that has them.
    (folder / "empty" / "keys" / "originals.key").write_bytes(b"k" * 32)
    shutil.copytree(folder / "empty", folder / "received")
    files = [str(path) for path in sorted((folder / "inbox").iterdir())]
    assert JobHome(folder / "received").cli("intake", *files, "--received", AS_OF).returncode == 2
    shutil.copytree(folder / "received", folder / "undisturbed")
    must(JobHome(folder / "undisturbed"), "run", "--as-of", AS_OF, "--capacity", "5", "--json")
    return folder


def must(home: JobHome, *words: str) -> None:
    """A command that has to succeed."""
    done = home.cli(*words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The case store's address; None for the one in the home."""
    if request.param == "sqlite":
        yield None
        return
    with cluster() as url:
        yield url


@pytest.fixture
def home(town: Path, store: str | None, tmp_path: Path, ready_store: Path) -> Iterator[JobHome]:
    """A fresh copy of the town's home."""
    shutil.copytree(town / "received", tmp_path / "home")
    if store is None:
        put_store(ready_store, tmp_path / "home")
    fresh = JobHome(tmp_path / "home", store)
    fresh.migrate()
    fresh.change("clear")
    yield fresh
    fresh.close()


def ask_for_the_month(home: JobHome) -> Any:
    """Ask as the page does; the job's number, or the code of a refusal."""
    return home.change("ask", {"kind": "run", "arguments": {"as_of": AS_OF, "capacity": 5}})


TRIES = 8
Strike = Callable[[int, subprocess.Popen[bytes]], object]


def struck(home: JobHome, station: str, strike: Strike) -> tuple[int, subprocess.Popen[bytes]]:
    """Ask for the month and strike while it is at a station. A month that was done before the blow fell is begun anew."""
    for _ in range(TRIES):
        number, worker = ask_for_the_month(home), home.worker()
        if home.comes_to(number, station):
            strike(number, worker)
            if home.job(number)["state"] != "done":
                return number, worker
        if worker.poll() is None:
            stop(worker)
        home.forget_the_month()
    raise AssertionError(f"the month was done {TRIES} times before anybody could strike at {station}")


def by_killing(number: int, worker: subprocess.Popen[bytes]) -> None:
    """kill -9."""
    kill(worker)


def test_a_month_that_was_faster_than_the_blow_is_begun_anew(home: JobHome) -> None:
    blows: list[int] = []

    def late_at_first(number: int, worker: subprocess.Popen[bytes]) -> None:
        blows.append(number)
        if len(blows) == 1:
            home.settled(number)
        kill(worker)

    number, _ = struck(home, "時点データ", late_at_first)
    assert (home.job(number)["state"], home.job(blows[0])["state"]) == ("running", "done")


@pytest.mark.parametrize("station", ["時点データ", "判定", "画面用の記録"])
def test_killed_swept_and_asked_again_the_month_gives_the_same_bytes(home: JobHome, town: Path, station: str) -> None:
    number, _ = struck(home, station, by_killing)
    assert home.job(number)["state"] == "running"
    assert home.change("sweep") == [number]
    interrupted = home.job(number)
    assert (interrupted["state"], interrupted["code"]) == ("interrupted", "Q004")
    assert not (home.folder / "CURRENT").exists()
    assert home.change("again", number) is True
    second = home.worker()
    done = home.settled(number)
    assert (done["state"], done["attempt"]) == ("done", 2), done
    assert stop(second) == 0
    assert differences(home.folder, sealed_bytes(town / "undisturbed")) == []
    assert leftovers(home.folder) == []


def test_killed_while_receiving_nothing_is_lost_and_nothing_is_taken_twice(
    home: JobHome, town: Path, tmp_path: Path
) -> None:
    shutil.rmtree(home.folder)
    shutil.copytree(town / "empty", home.folder)
    home.migrate()
    number = home.change("hand in", {"as_of": AS_OF, "inbox": str(town / "inbox")})
    worker = home.worker()
    wait_for_loads(home, 3)
    kill(worker)
    assert home.change("sweep") == [number]
    home.change("again", number)
    second = home.worker()
    done = home.settled(number)
    assert done["state"] == "done"
    statuses = [receipt["status"] for receipt in done["result"]["receipts"]]
    assert len(statuses) == len(list((town / "inbox").iterdir()))
    assert statuses.count("already_received") >= 3
    assert statuses.count("refused") == len(month_files(town / "received", OCTOBER_ENDS).refused) >= 2
    assert not list((home.folder / "deliveries" / "trays").iterdir())
    month = ask_for_the_month(home)
    assert home.settled(month)["state"] == "done"
    assert stop(second) == 0
    assert tables(home.folder) == tables(town / "undisturbed")


def wait_for_loads(home: JobHome, number: int) -> None:
    """Until so many files are received."""
    deadline = time.monotonic() + 120
    while len(list((home.folder / "loads").glob("[0-9a-f]*"))) < number:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def tables(home: Path) -> dict[str, str]:
    """The sealed bytes but for receipts, which name the medium a file came on."""
    return {name: digest for name, digest in sealed_bytes(home).items() if "receipt" not in name}


def test_a_new_worker_sweeps_by_itself(home: JobHome) -> None:
    number, _ = struck(home, "時点データ", by_killing)
    second = home.worker()
    assert home.wait(number, lambda job: job["state"] != "running")["state"] == "interrupted"
    stop(second)


def test_a_living_job_is_not_swept(home: JobHome) -> None:
    number = ask_for_the_month(home)
    worker = home.worker()
    home.wait(number, lambda job: job["state"] == "running")
    assert home.change("sweep") == []
    assert home.settled(number)["state"] == "done"
    stop(worker)


def test_cancelled_while_it_runs_nothing_is_published(home: JobHome) -> None:
    def by_cancelling(number: int, worker: subprocess.Popen[bytes]) -> None:
        home.change("cancel", number)
        home.settled(number)

    number, worker = struck(home, "時点データ", by_cancelling)
    cancelled = home.job(number)
    assert (cancelled["state"], cancelled["code"], cancelled["cancelled_by"]) == ("cancelled", "R130", "hantei")
    assert not (home.folder / "CURRENT").exists()
    assert leftovers(home.folder) == []
    assert home.change("again", number) is True
    assert home.settled(number)["state"] == "done"
    stop(worker)


def test_cancelled_before_its_turn_it_never_runs(home: JobHome) -> None:
    number = ask_for_the_month(home)
    assert home.change("cancel", number) is True
    second = ask_for_the_month(home)
    worker = home.worker()
    assert home.settled(second)["state"] == "done"
    assert home.job(number)["state"] == "cancelled"
    assert home.change("cancel", second) is False
    stop(worker)


def test_two_months_at_once_are_refused(home: JobHome) -> None:
    number = ask_for_the_month(home)
    assert ask_for_the_month(home) == "Q001"
    home.change("cancel", number)
    assert isinstance(ask_for_the_month(home), int)
    assert home.change("again", number) == "Q001"


def test_a_worker_asked_to_stop_leaves_an_interrupted_job(home: JobHome) -> None:
    ends = []
    number, _ = struck(home, "時点データ", lambda number, worker: ends.append(stop(worker)))
    assert set(ends) == {0}
    stopped = home.job(number)
    assert (stopped["state"], stopped["code"]) == ("interrupted", "Q002")


def test_a_second_worker_waits_and_takes_over(home: JobHome) -> None:
    first, second = home.worker(), home.worker()
    number = ask_for_the_month(home)
    assert home.settled(number)["state"] == "done"
    kill(first)
    kill(second)


def test_a_terminal_at_work_makes_the_job_wait_instead_of_failing(home: JobHome) -> None:
    with (home.folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        number = ask_for_the_month(home)
        worker = home.worker()
        waiting = home.wait(number, lambda job: job["station"].startswith("ほかの処理"))
        assert waiting["state"] == "running"
    assert home.settled(number)["state"] == "done"
    stop(worker)
