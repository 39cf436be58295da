"""Is the worker there? It holds a lock on a file of the home while it lives; the lock dies with it, also by kill -9."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tsunagu_web.town import home_folder

FILE = "worker.lock"
_worker = f"{os.getpid()}-{secrets.token_hex(8)}"


def this_worker() -> str:
    """The name of the worker in this process: one process, one name."""
    return _worker


@contextmanager
def on_duty(home: Path) -> Iterator[bool]:
    """Be the home's worker while the block runs. Yields False when another process already is."""
    # Opened for appending: whoever comes second must not empty the file of the first.
    with (home / FILE).open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        handle.truncate(0)
        handle.write(json.dumps({"worker": _worker}))
        handle.flush()
        yield True


def worker_on_duty(home: Path | None = None) -> str | None:
    """The name of the worker that is there now, or None."""
    path = (home or home_folder()) / FILE
    try:
        with path.open("r") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return str(json.loads(handle.read() or "{}").get("worker", "?"))
            return None
    except (FileNotFoundError, ValueError):
        return None
