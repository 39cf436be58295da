"""How a running job says where it is and hears that it should stop: a small notebook, and a thread that carries it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from tsunagu.base.progress import CancelledError
from tsunagu_web.accounts import clock
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import State

BEAT_SECONDS = 2.0
worker_stops = threading.Event()
"""Set when the worker was asked to stop: the running job ends at its next step and counts as interrupted."""


class Notebook:
    """The job's Progress. The work writes here; the thread below copies it into the database, and so does a new station."""

    def __init__(self, at_stations: Callable[[], None] = lambda: None) -> None:
        self._at_stations = at_stations
        self.station_name, self.steps_done, self.steps_all = "", 0, 0
        self.cancelled = False
        self.lost = False
        """Somebody else took this job for dead: whatever comes of it no longer counts."""

    def station(self, title: str, steps: int) -> None:
        """A new station begins. Raises CancelledError."""
        self.station_name, self.steps_done, self.steps_all = title, 0, max(steps, 1)
        self._at_stations()
        self.stop_if_asked()

    def step(self, label: str = "") -> None:
        """One step is done. Raises CancelledError."""
        self.steps_done += 1
        self.stop_if_asked()

    def stop_if_asked(self) -> None:
        """Raises CancelledError when somebody cancelled, the worker stops, or the job is no longer ours."""
        if self.cancelled or self.lost or worker_stops.is_set():
            raise CancelledError()

    def pages(self) -> dict[str, str | int]:
        """What the job's row holds of it."""
        return {
            "station": self.station_name[:40],
            "step": min(self.steps_done, self.steps_all),
            "steps": self.steps_all,
        }


@contextmanager
def beating(job: Job, notebook: Notebook, seconds: float = BEAT_SECONDS) -> Iterator[None]:
    """While the block works, every few seconds: say that the job lives and how far it is; hear whether to stop."""
    over = threading.Event()

    def carry() -> None:
        while not over.wait(seconds):
            beat_if_possible(job, notebook)
        connection.close()

    thread = threading.Thread(target=carry, name=f"beat of job {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def beat_if_possible(job: Job, notebook: Notebook) -> None:
    """One beat; the database may be busy for longer than it waits, then the next beat comes soon."""
    with contextlib.suppress(DatabaseError):
        beat(job, notebook)


def beat(job: Job, notebook: Notebook) -> None:
    """One beat of a job's heart."""
    mine = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING)
    if not mine.update(beat_at=clock.now(), **notebook.pages()):
        notebook.lost = True
    elif mine.exclude(cancelled_by="").exists():
        notebook.cancelled = True
