"""`tsunagu serve` has a worker beside it: started again when it is killed, gone when the server is."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.job_home import CLI, JobHome
from support.web_people import make_home

Serve = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def home(tmp_path: Path) -> JobHome:
    """A demo home before its first month."""
    return JobHome(make_home(tmp_path / "home", run=False))


@pytest.fixture
def serve(home: JobHome) -> Iterator[Serve]:
    """`serve()` starts the pages on a free port."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> subprocess.Popen[bytes]:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = str(found.getsockname()[1])
        command, quiet = [sys.executable, "-c", CLI, "serve", "--port", port, *options], subprocess.DEVNULL
        started.append(subprocess.Popen(command, env=home.environment, stdout=quiet, stderr=quiet))
        return started[-1]

    yield start
    for server in started:
        server.kill()
        server.wait()


def worker_of(home: JobHome) -> int:
    """Process of the worker that last was on duty; 0 before the first."""
    try:
        return int(json.loads((home.folder / "worker.lock").read_text(encoding="utf-8"))["worker"].partition("-")[0])
    except (OSError, ValueError):
        return 0


def lives(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true: Callable[[], bool], what: str, seconds: float = 60) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_a_killed_worker_is_started_again(home: JobHome, serve: Serve) -> None:
    serve()
    until(lambda: lives(worker_of(home)), "no worker came")
    first = worker_of(home)
    os.kill(first, signal.SIGKILL)
    until(lambda: worker_of(home) not in (0, first) and lives(worker_of(home)), "no second worker came")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_when_the_server_ends_the_worker_ends(home: JobHome, serve: Serve, how: signal.Signals) -> None:
    server = serve()
    until(lambda: lives(worker_of(home)), "no worker came")
    worker = worker_of(home)
    server.send_signal(how)
    server.wait(60)
    until(lambda: not lives(worker), "the worker outlived its server")


def test_without_a_worker_none_comes(home: JobHome, serve: Serve) -> None:
    server = serve("--no-worker")
    until(lambda: (home.folder / "tsunagu.sqlite").exists(), "no server came")
    time.sleep(1)
    assert server.poll() is None
    assert worker_of(home) == 0
