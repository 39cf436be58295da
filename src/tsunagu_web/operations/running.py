"""Working on a job: take it up, do it, write down how it ended. A job that died anywhere in here is swept later."""

from __future__ import annotations

import logging
import time
import traceback
from typing import Any

from tsunagu.base.errors import TsunaguError
from tsunagu.base.progress import CancelledError
from tsunagu_web.accounts import clock
from tsunagu_web.operations.changing import move
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.presence import this_worker
from tsunagu_web.operations.states import State
from tsunagu_web.operations.telling import Notebook, beat_if_possible, beating, worker_stops
from tsunagu_web.operations.work import work_of

HOME_IS_BUSY = "H003"
BUSY_SECONDS = 1.0
WAITS_FOR_OTHERS = "ほかの処理が終わるのを待っています"

log = logging.getLogger("tsunagu.jobs")


def run_job(job_id: int, attempt: int) -> None:
    """Work on one attempt of a job, if it still waits."""
    now = clock.now()
    taken = {"started_at": now, "beat_at": now, "worker": this_worker()}
    if not move(job_id, attempt, State.WAITING, State.RUNNING, **taken):
        return
    job = Job.objects.get(pk=job_id)
    notebook = Notebook(lambda: beat_if_possible(job, notebook))
    state, fields = State.INTERRUPTED, STOPPED
    try:
        with beating(job, notebook):
            state, fields = _worked(job, notebook)
    finally:
        ended = notebook.pages() | {"finished_at": clock.now()}
        move(job_id, attempt, State.RUNNING, state, **(ended | fields))


STOPPED = {
    "code": "Q002",
    "message": "処理係が止められました",
    "remedy": "もう一度実行してください。公開ずみのデータは元のままです",
}


def _worked(job: Job, notebook: Notebook) -> tuple[State, dict[str, Any]]:
    """Do the work; the state it ends in and what the page says."""
    try:
        return State.DONE, {"result": _when_the_home_is_free(job, notebook)}
    except CancelledError as error:
        if worker_stops.is_set():
            return State.INTERRUPTED, STOPPED
        return State.CANCELLED, {"code": error.code, "message": error.message, "remedy": ""}
    except TsunaguError as error:
        facts = getattr(error, "facts", {})
        return State.FAILED, {"code": error.code, "message": error.message, "remedy": error.remedy, "result": facts}
    except Exception as error:
        # Where, but not with which words: the words of an error may hold a cell.
        log.error("job %s: %s\n%s", job.pk, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        told = f"思わぬ理由で止まりました（{type(error).__name__}）"
        return State.FAILED, {
            "code": "Q003",
            "message": told,
            "remedy": "システムを動かす人に、この番号を伝えてください",
        }


def _when_the_home_is_free(job: Job, notebook: Notebook) -> dict[str, Any]:
    """Somebody may be at work in the same home at a terminal: wait for them, as long as nobody cancels."""
    while True:
        try:
            return work_of(job.kind).do(job.arguments, notebook)
        except TsunaguError as error:
            if error.code != HOME_IS_BUSY:
                raise
        notebook.station(WAITS_FOR_OTHERS, 1)
        time.sleep(BUSY_SECONDS)
