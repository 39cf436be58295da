"""処理係: takes job after job from the queue, one at a time, and ends when its parent is gone."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from pathlib import Path
from types import FrameType

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from tsunagu_web.operations.presence import on_duty, this_worker
from tsunagu_web.operations.supervising import orphaned
from tsunagu_web.operations.sweeping import sweep_dead_jobs
from tsunagu_web.operations.telling import worker_stops
from tsunagu_web.operations.work import rounds

LOOK_SECONDS = 0.5
"""How often the queue is looked at when it is empty."""
ROUND_SECONDS = 5.0

log = logging.getLogger("tsunagu.jobs")


class OneByOne(Worker):
    """The queue's worker, which lets a running job end at its next step when it is asked to stop."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["default"],
            interval=LOOK_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=this_worker(),
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """A signal: end after the running job's next step; a second one ends at once."""
        worker_stops.set()
        super().shutdown(signum, frame)


def work(home: Path, parent: int | None) -> bool:
    """Work until stopped. Waits while another worker serves this home; False when the parent ended before a turn came."""
    while True:
        with on_duty(home) as mine:
            if mine:
                sweep_dead_jobs()
                threading.Thread(target=_rounds, args=(parent,), name="rounds", daemon=True).start()
                worker = OneByOne()
                worker.configure_signals()
                worker.run()
                return True
        if orphaned(parent):
            return False
        time.sleep(LOOK_SECONDS)


def _rounds(parent: int | None) -> None:
    """Every few seconds: sweep, look around, and see whether the server that started us is still there."""
    while True:
        time.sleep(ROUND_SECONDS)
        if orphaned(parent):
            os.kill(os.getpid(), signal.SIGTERM)
            return
        close_old_connections()
        for look in (sweep_dead_jobs, *rounds()):
            try:
                look()
            except Exception as error:
                # The next round comes in any case.
                log.warning("%s: %s", getattr(look, "__name__", type(look).__name__), type(error).__name__)
