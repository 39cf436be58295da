"""How the running month shows where it is, and how somebody else stops it."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from tsunagu.base.progress import CancelledError, Progress, Silent
from tsunagu.base.stopping import stop_between_steps
from tsunagu.month.home import Home


@dataclass
class StationTime:
    """What one station cost: wall and CPU seconds, this process and its children together."""

    name: str
    seconds: float
    cpu_seconds: float


@dataclass
class Watch:
    """The month's Progress: a bar for the person at the terminal, a small file for everybody else, a stop when asked."""

    home: Home
    bar: Bar
    onlooker: Progress = field(default_factory=Silent)
    """Who else is told every step, and may stop the work."""
    times: list[StationTime] = field(default_factory=list)
    _task: int | None = None
    _title: str = ""
    _last_note: float = 0.0

    def station(self, title: str, steps: int) -> None:
        """Begin a station of `steps` steps."""
        self._title = title
        self._task = self.bar.add_task(title, total=max(steps, 1))
        self._note(force=True)
        self._stop_if_asked()
        self.onlooker.station(title, steps)

    def step(self, label: str = "") -> None:
        """One step done. Raises CancelledError when `tsunagu cancel` was called."""
        if self._task is not None:
            self.bar.advance(self._task)  # type: ignore[arg-type]
        self._note(force=False)
        self._stop_if_asked()
        self.onlooker.step(label)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Measure one station for the run's log."""
        wall, cpu = time.perf_counter(), _cpu_seconds()
        yield
        self.times.append(StationTime(name, time.perf_counter() - wall, _cpu_seconds() - cpu))

    def _note(self, *, force: bool) -> None:
        now = time.monotonic()
        if not force and now - self._last_note < 0.5:
            return
        self._last_note = now
        note = json.dumps({"station": self._title, "pid": os.getpid()}, ensure_ascii=False)
        # Only for onlookers: written without fsync, lost without harm.
        self.home.progress_file.write_text(note, encoding="utf-8")

    def _stop_if_asked(self) -> None:
        if self.home.cancel_file.exists():
            raise CancelledError()


@contextmanager
def watching(home: Home, *, quiet: bool, onlooker: Progress | None = None) -> Iterator[Watch]:
    """A watch for one run, which Ctrl-C stops as `tsunagu cancel` does: at the next step.

    The progress file is gone when the run is over, however it ends short of kill -9.
    """
    home.cancel_file.unlink(missing_ok=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with (
            Bar(*columns, console=Console(stderr=True), disable=quiet, transient=False) as bar,
            stop_between_steps(home.cancel_file.touch),
        ):
            yield Watch(home, bar, onlooker or Silent())
    finally:
        home.progress_file.unlink(missing_ok=True)
        home.cancel_file.unlink(missing_ok=True)


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
