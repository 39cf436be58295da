"""`tsunagu serve --processes 2`: several processes answer on one port, start again when they die, and end with their parent."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from support.web_people import make_home
from tsunagu_web.answering import MOST, processes_for

LONG = 60.0
"""Seconds after which something hangs."""


def test_one_answers_on_sqlite_and_on_postgresql_as_many_as_there_are_cores() -> None:
    assert processes_for(None, None) == 1
    assert processes_for("postgresql://db", None) == min(MOST, os.cpu_count() or 1)
    assert processes_for("postgresql://db", 1) == 1
    assert processes_for(None, 3) == 3


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A served demo home with two processes that answer."""
    home = make_home(tmp_path / "home", run=False)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", "serve", "--no-worker", "--processes", "2"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--home", str(home)], env=kept, stdout=subprocess.DEVNULL
    )
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(LONG)


def children_of(process: subprocess.Popen[bytes]) -> set[int]:
    told = Path(f"/proc/{process.pid}/task").glob("*/children")
    return {int(one) for file in told for one in file.read_text(encoding="ascii").split()}


def status(port: int) -> int | None:
    """Of the page to log in; None when nobody answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONG)
    try:
        connection.request("GET", "/login/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def until(true: object) -> None:
    """Wait for something that takes a moment."""
    assert callable(true)
    for _ in range(int(LONG / 0.1)):
        if true():
            return
        time.sleep(0.1)
    pytest.fail("it never came")


def test_they_answer_start_again_and_end_with_their_parent(server: subprocess.Popen[bytes], port: int) -> None:
    until(lambda: status(port) == 200)
    first = children_of(server)
    assert len(first) == 2
    os.kill(min(first), signal.SIGKILL)
    until(lambda: len(children_of(server) - {min(first)}) == 2)
    assert status(port) == 200
    answering = children_of(server)
    server.kill()
    server.wait(LONG)
    until(lambda: status(port) is None)
    until(lambda: not any(Path(f"/proc/{one}/stat").exists() for one in answering))
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))


def test_asked_politely_all_of_them_end(server: subprocess.Popen[bytes], port: int) -> None:
    until(lambda: status(port) == 200)
    answering = children_of(server)
    server.terminate()
    assert server.wait(LONG) == 0
    assert answering
    assert not any(Path(f"/proc/{one}/stat").exists() for one in answering)
