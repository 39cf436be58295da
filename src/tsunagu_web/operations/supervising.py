"""`tsunagu serve` has a worker beside it: started as a child process, started again when it dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

START = "from tsunagu.cli import main; main()"
PAUSE_SECONDS = 2.0
"""Before a worker that died is started again, so that one that cannot start does not take the whole processor."""


class Supervisor:
    """Keeps one worker process alive until told to stop."""

    def __init__(self, home: Path, pause: float = PAUSE_SECONDS) -> None:
        self._command = [sys.executable, "-c", START, "worker", "--home", str(home), "--parent", str(os.getpid())]
        self._pause = pause
        self._over = threading.Event()
        self._turn = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, patience: float = 20.0) -> None:
        """Ask the worker to end after its current step, and wait for it."""
        with self._turn:
            self._over.set()
            child = self._child
        if child is not None and child.poll() is None:
            child.terminate()
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
                # A session of its own: Ctrl+C reaches the server alone, which then tells the worker in order.
                self._child = subprocess.Popen(self._command, start_new_session=True)
            self._child.wait()
            self._over.wait(self._pause)
