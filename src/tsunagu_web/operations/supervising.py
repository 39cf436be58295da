"""`tsunagu serve` has a worker beside it, and other processes that answer: children of it, started again when they die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

START = "from tsunagu.cli import main; main()"
PAUSE_SECONDS = 2.0
"""Before a worker that died is started again, so that one that cannot start does not take the whole processor."""


def orphaned(parent: int | None) -> bool:
    """Whether the process that started this one is gone."""
    return parent is not None and os.getppid() != parent


class Supervisor:
    """Keeps one process alive until told to stop: a command of `tsunagu` that ends with its parent. `sockets`: handed on to it."""

    def __init__(self, home: Path, *words: str, sockets: Sequence[int] = (), pause: float = PAUSE_SECONDS) -> None:
        mine = ["--home", str(home), "--parent", str(os.getpid())]
        self._command = [sys.executable, "-c", START, *(words or ("worker",)), *mine]
        self._sockets = tuple(sockets)
        self._pause = pause
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ask_to_stop(self) -> subprocess.Popen[bytes] | None:
        """Ask the process to end after its current step; the process, if there is one that runs."""
        with self._turn:
            self._over.set()
            child = self._child
        if child is None or child.poll() is not None:
            return None
        child.terminate()
        return child

    def stop(self, patience: float = 20.0) -> None:
        """Ask the process to end after its current step, and wait for it."""
        child = self.ask_to_stop()
        if child is not None:
            try:
                child.wait(patience)
            except subprocess.TimeoutExpired:
                child.kill()
        self._thread.join()

    def _keep(self) -> None:
        while True:
            with self._turn:
                if self._over.is_set():
                    return
                # A session of its own: Ctrl+C reaches the server alone, which then tells the others in order.
                self._child = subprocess.Popen(self._command, start_new_session=True, pass_fds=self._sockets)
            self._child.wait()
            self._over.wait(self._pause)
