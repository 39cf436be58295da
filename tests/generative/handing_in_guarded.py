"""Hand in files through a process that may crash, hang or swell: each file's message, or what became of it instead."""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generative.malformed import Malformed
from support.counter import Counter

WORKER = Path(__file__).with_name("handing_in_worker.py")
GUARD_SECONDS = 20


@dataclass
class HandedIn:
    """What became of one file. `message` is None when the process crashed (`crashed`) or was stopped by the guard."""

    message: str | None
    crashed: bool
    seconds: float
    cpu: float
    peak: int


class Desk:
    """Keeps one worker; starts another after one was lost. `twin`: a broken reader in place of ours."""

    def __init__(self, folder: Path, twin: Sequence[str] = (), guard: float = GUARD_SECONDS) -> None:
        self.folder, self.twin, self.guard = folder, tuple(twin), guard
        self._worker: subprocess.Popen[str] | None = None

    def hand_in(self, file: Malformed, number: int) -> HandedIn:
        """Put the file into an inbox of its own and wait for the message, no longer than the guard allows."""
        counter = Counter(self.folder / str(number))
        path = counter.put(file.name, file.damaged.data, grown_to=file.damaged.grown_to)
        worker = self._running()
        assert worker.stdin is not None and worker.stdout is not None
        began = time.monotonic()
        worker.stdin.write(json.dumps({"path": str(path), "home": str(counter.folder)}) + "\n")
        worker.stdin.flush()
        ready, _, _ = select.select([worker.stdout], [], [], self.guard)
        line = worker.stdout.readline() if ready else ""
        seconds = time.monotonic() - began
        path.unlink()
        if not line:
            self.close()
            return HandedIn(None, bool(ready), seconds, 0.0, 0)
        answer = json.loads(line)
        return HandedIn(answer["text"], False, seconds, answer["cpu"], answer["peak"])

    def _running(self) -> subprocess.Popen[str]:
        if self._worker is None:
            command = [sys.executable, str(WORKER), *self.twin]
            self._worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self._worker

    def close(self) -> None:
        """End the worker, whatever it is doing."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                pipe.close()
        worker.kill()
        worker.wait()
