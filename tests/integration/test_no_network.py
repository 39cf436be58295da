"""The month asks the network for nothing: not a name, not a connection, from any of its processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.tree import ROOT

# Stands in for the interpreter's sitecustomize, so that helper processes are watched as well. An audit hook sees what
# Python code asks of the network; DuckDB's own doors are shut and tried in tests/unit/engines/test_duckdb_engine.py.
WATCH = """
import os, sys

def watch(event, arguments):
    asked = event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.bind")
    if event in ("socket.connect", "socket.sendto"):
        asked = not isinstance(arguments[1], (str, bytes))  # a path is a socket on this machine
    if asked:
        with open(os.environ["NETWORK_NOTE"], "a") as note:
            note.write(f"{event} {arguments[1:]}\\n")
        raise OSError("the network cable is out")

sys.addaudithook(watch)
"""


@pytest.fixture
def unplugged(tmp_path: Path) -> dict[str, str]:
    """An environment in which every Python process notes and refuses any use of the network."""
    folder = tmp_path / "watch"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    note = tmp_path / "network.txt"
    note.touch()
    return os.environ | {"PYTHONPATH": str(folder), "NETWORK_NOTE": str(note)}


def python(environment: dict[str, str], program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a watched process."""
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_month_runs_with_the_cable_out(tmp_path: Path, unplugged: dict[str, str]) -> None:
    town, home = str(tmp_path / "town"), str(tmp_path / "home")
    tsunagu = "from tsunagu.cli import main; main()"
    for arguments in (
        ["sample", town, "--pack", "kaisei", "--seed", "3", "--children", "60", "--month", "2026-10", "--dirt", "0.02"],
        ["init", home, "--pack", "kaisei", "--on", "2026-04-01"],
        ["run", f"{town}/inbox", "--as-of", "2026-10-31", "--capacity", "5", "--home", home, "--json"],
        ["snapshot", "verify", "--home", home],
        ["doctor", "--home", home],
    ):
        done = python(unplugged, tsunagu, *arguments)
        # doctor ends with 1 where the machine has something to mend; nothing else may.
        assert done.returncode == 0 or arguments[0] == "doctor", done.stdout + done.stderr
    assert Path(unplugged["NETWORK_NOTE"]).read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "import urllib.request; urllib.request.urlopen('http://example.invalid/', timeout=1)",
    ],
)
def test_a_program_that_connects_is_caught(unplugged: dict[str, str], program: str) -> None:
    assert python(unplugged, program).returncode != 0
    assert "socket." in Path(unplugged["NETWORK_NOTE"]).read_text(encoding="utf-8")
