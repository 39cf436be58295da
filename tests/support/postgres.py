"""A throw-away PostgreSQL cluster on a socket of its own: made, used, stopped, gone."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support.parts import postgres_bin


def _as_server(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: root hands over to the account that came with the installation."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(_as_server(command), cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-2000:]}")


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """A running cluster; yields the URL of an empty database. `durable`: what is committed is on the disk. Needs postgres_bin()."""
    programs = postgres_bin()
    assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-pg-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data = folder / "data"
        initdb = [
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "tsunagu",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]
        _run(initdb, folder)
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync={'on' if durable else 'off'}"
        _run(
            [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"], folder
        )
        try:
            _run([str(programs / "createdb"), "-h", str(folder), "-U", "tsunagu", "tsunagu"], folder)
            yield f"postgresql://tsunagu@/tsunagu?host={folder}"
        finally:
            _run([str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
