"""What takes long to make and is only read: made by the first test process that needs it, in the folder that all of them share."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder `name`, filled by `make` once in this run of the tests; who comes meanwhile waits. Nobody may change it.

    A worker's own folder says that it is one (popen-gw0), its environment does not: a run that a worker starts inherits that,
    and above its folder stand those of all runs of all days, with towns that an older code made.
    """
    own = factory.getbasetemp()
    shared = own.parent if own.name.startswith("popen-") else own
    folder, done = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
