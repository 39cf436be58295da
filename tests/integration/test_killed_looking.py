"""Looking at an unknown file in a real worker: killed with -9, swept, asked for again, cancelled; nothing half done stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from support.job_home import JobHome, kill, stop
from tools.vendor_files import CANTEEN_FILE, RESIDENTS_FILE, canteen, residents
from tsunagu.drafting import LookOrder, drafts, orders, put_order

FILES = {RESIDENTS_FILE: residents(4_000), CANTEEN_FILE: canteen(4_000)}
TRIES = 8


@pytest.fixture
def home(tmp_path: Path) -> Iterator[JobHome]:
    """A home before its first file."""
    fresh = JobHome(tmp_path / "home")
    assert fresh.cli("init", str(fresh.folder), "--pack", "standard", "--on", "2026-04-01").returncode == 0
    fresh.migrate()
    yield fresh
    fresh.close()


def asked(home: JobHome) -> int:
    """Files laid down and asked to be looked at, as the page does; the job's number."""
    write = [lambda path, data=data: path.write_bytes(data) for data in FILES.values()]
    key = put_order(home.folder, LookOrder(by="hantei", on=date(2026, 10, 31), names=tuple(FILES)), write)
    number = home.change("ask", {"kind": "draft", "arguments": {"order": key}})
    assert isinstance(number, int)
    return number


def half_done(home: JobHome) -> list[Path]:
    """What no draft and no order is."""
    return [path for place in ("pack/drafts", "drafting") for path in (home.folder / place).glob("*/.*")] + list(
        (home.folder / "pack" / "drafts").glob(".*")
    )


def killed_at_work(home: JobHome) -> int:
    """A job whose worker was killed while it ran. One that was done before the blow fell is asked for anew."""
    for _ in range(TRIES):
        number, worker = asked(home), home.worker()
        home.wait(number, lambda job: job["state"] != "waiting")
        kill(worker)
        if home.job(number)["state"] == "running":
            return number
    raise AssertionError(f"the looking was done {TRIES} times before anybody could strike")


def test_killed_swept_and_asked_again_each_file_has_one_draft(home: JobHome) -> None:
    number = killed_at_work(home)
    before = len(drafts(home.folder))
    assert home.change("sweep") == [number]
    assert home.job(number)["state"] == "interrupted"
    assert home.change("again", number) is True
    worker = home.worker()
    done = home.settled(number)
    assert (done["state"], len(done["result"]["drafts"]), done["result"]["refused"]) == ("done", 2, [])
    assert len(drafts(home.folder)) in (before, before + 2)
    assert stop(worker) == 0
    assert (orders(home.folder), half_done(home)) == ([], [])


def test_cancelled_before_it_began_nothing_is_drafted_and_the_worker_clears_the_files_away(home: JobHome) -> None:
    number = asked(home)
    assert home.change("cancel", number) is True
    assert (home.job(number)["state"], drafts(home.folder)) == ("cancelled", [])
    assert home.change("clear drafts", 0) != []
    assert orders(home.folder) == []
