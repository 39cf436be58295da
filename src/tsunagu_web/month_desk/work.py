"""What the worker does for the desk: receive a tray, run the month, look into the watched folders."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import date
from typing import Any

from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu.base.progress import Progress
from tsunagu.delivery import (
    BY_FOLDER,
    NEEDS_A_REASON,
    BrokenHeldError,
    look,
    open_tray,
    receive_tray,
    sweep_held,
    sweep_taken_away,
    trays,
    watched_folders,
)
from tsunagu.intake import Receipt, receipt_key
from tsunagu.month import STATIONS, Home, renew_protection, run_month
from tsunagu_web.accounts import clock
from tsunagu_web.casework.handing_on import hand_on
from tsunagu_web.operations.changing import ask, ask_again
from tsunagu_web.operations.models import RUN, Job
from tsunagu_web.operations.states import State
from tsunagu_web.operations.work import Work, register, register_round
from tsunagu_web.row_alarms.finding import look_at_loads
from tsunagu_web.town import home_folder, home_settings

log = logging.getLogger("tsunagu.jobs")
RECEIVE = "receive"
DRIFTED = "R004"
"""The code of a month that differs too much from the last one."""


def register_work() -> None:
    """Make the desk's kinds of job known."""
    register(RUN, Work("月の処理", run, STATIONS, lambda job: reverse("worklist"), _to_the_drift))
    register(RECEIVE, Work("ファイルの受領", receive, ("受領",), _to_the_desk))
    register_round(Rounds())


def _to_the_desk(job: Job) -> str:
    return f"{reverse('month_desk', args=[date.fromisoformat(job.arguments['as_of'])])}?received={job.pk}"


def _to_the_drift(job: Job) -> str | None:
    if job.code != DRIFTED:
        return None
    return reverse("month_drift", args=[date.fromisoformat(job.arguments["as_of"])])


def run(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The month of the files the home received: `as_of`, `capacity`. Repeated, it gives the same run."""
    as_of = date.fromisoformat(arguments["as_of"])
    home = Home(home_folder())
    capacity = arguments["capacity"]
    done = run_month(home, None, as_of=as_of, capacity=capacity, quiet=True, onlooker=progress, hand_on=hand_on)
    told = done.summary
    return {name: told[name] for name in ("run", "snapshot", "files", "files_refused", "rows_in", "households")}


def receive(arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Receive a `tray`, or `only` the file of one place in it with a reason to `replace`. Of a tray that is gone nothing is left to do."""
    home = Home(home_folder())
    tray = open_tray(home.folder, arguments["tray"])
    if tray is None:
        return {"receipts": []}
    with home.locked():
        reason = {"only": arguments.get("only"), "replace": arguments.get("replace")}
        given = receive_tray(home.folder, home.pack(), tray, progress=progress, **reason)
        renew_protection(home)
    try:
        look_at_loads()
    except Exception as error:
        # The files are received; the worker's next round looks again.
        log.warning("look_at_loads: %s", type(error).__name__)
    return {"receipts": [_told(receipt) for receipt in given]}


def _told(receipt: Receipt) -> dict[str, Any]:
    return {
        "file": receipt.file,
        "status": receipt.status,
        "sentence": receipt.sentence,
        "key": receipt_key(receipt),
        "rows_refused": receipt.rows_refused,
        "waits": NEEDS_A_REASON in receipt.counts,
        "faults": len(receipt.faults),
    }


def ask_to_receive(key: str, as_of: date, *, by: str, **reason: str) -> Job:
    """Put the receiving of a tray into the queue; `only` and `replace` as for receive."""
    return ask(RECEIVE, {"tray": key, "as_of": as_of.isoformat()} | reason, by=by)


class Rounds:
    """What the worker looks after beside its jobs: the watched folders, and trays that nobody was asked to receive."""

    def __init__(self, every: float = 10.0) -> None:
        self._every, self._last = every, 0.0

    def __call__(self) -> None:
        """Look, when it is time to."""
        if time.monotonic() - self._last < self._every:
            return
        self._last = time.monotonic()
        for look_after in (
            take_away_what_nobody_completed,
            receive_forgotten_trays,
            go_on_with_watched_folders,
            look_into_watched_folders,
        ):
            try:
                look_after()
            except Exception as error:
                # Each by itself: a slip of the pen in home.yaml, which the desk says, keeps nothing else from being done.
                log.warning("%s: %s", look_after.__name__, type(error).__name__)


FORGOTTEN_SECONDS = 60.0
"""Between a tray and the job that receives it lies a moment; a tray without a job for so long was left by a crash."""


def look_into_watched_folders() -> list[Job]:
    """Take what is new there, and ask for it to be received."""
    home = Home(home_folder())
    folders = watched_folders(home_settings())
    if not folders:
        return []
    found = look(home.folder, home.pack, folders, now=time.time(), today=clock.today())
    new = [tray for tray in (open_tray(home.folder, key) for key in found.trays) if tray is not None]
    return [ask_to_receive(tray.key, tray.slip.as_of, by=tray.slip.by) for tray in new]


ATTEMPTS = 5
"""A file that ends the worker each time must not keep it from everything else; after these a person has to ask."""


def go_on_with_watched_folders() -> list[Job]:
    """Ask again for what a stopped or killed worker left half received: nobody handed these files in who could ask."""
    broken = Job.objects.filter(kind=RECEIVE, asked_by=BY_FOLDER, state=State.INTERRUPTED, attempt__lt=ATTEMPTS)
    return [job for job in broken.order_by("pk") if ask_again(job, by=BY_FOLDER)]


def take_away_what_nobody_completed() -> list[str]:
    """Held files whose time is over go, and that is written down. While the home is at work, or its record of this does not
    hold, they stay: データ受領 says so of the record."""
    home = Home(home_folder())
    sweep_taken_away(home.folder)
    with suppress(RefusedError, BrokenHeldError):
        if any(tray.is_held for tray in trays(home.folder)):
            with home.locked():
                return sweep_held(home.folder, home.limits, clock.now())
    return []


def receive_forgotten_trays(older_than: float | None = None) -> list[Job]:
    """Ask for every tray that no job was ever about. `older_than` in seconds since 1970; else a minute ago."""
    older_than = time.time() - FORGOTTEN_SECONDS if older_than is None else older_than
    forgotten = [
        tray
        for tray in trays(home_folder())
        if not tray.is_held
        and tray.folder.stat().st_mtime < older_than
        and not Job.objects.filter(kind=RECEIVE, arguments__tray=tray.key).exists()
    ]
    return [ask_to_receive(tray.key, tray.slip.as_of, by=tray.slip.by) for tray in forgotten]
