"""Where a snapshot grows before it is published, and what is cleared away after a crash."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import TEMPORARY_PREFIX, sweep_unfinished
from tsunagu.mart.snapshot import snapshots_folder


@contextmanager
def only_builder(home: Path) -> Iterator[None]:
    """One process builds or sweeps at a time. The lock dies with its process.

    Raises RefusedError (S003) when another one is at it.
    """
    folder = snapshots_folder(home)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "mart" / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(
                "S003", "このホームでは別の処理が時点データを作っています", "終わるまで待って、もう一度実行してください"
            ) from None
        yield


def new_building(home: Path) -> Path:
    """An empty folder beside the published ones, named so that a sweep knows it."""
    return Path(tempfile.mkdtemp(prefix=TEMPORARY_PREFIX, dir=snapshots_folder(home)))


def spill_folder(home: Path) -> Path:
    """Where joins too large for memory may write; emptied by every sweep."""
    return home / "mart" / "spill"


def sweep(home: Path) -> list[str]:
    """Remove what a crash left behind; the names removed. Published snapshots are not touched."""
    with only_builder(home):
        return sweep_orphans(home)


def sweep_orphans(home: Path) -> list[str]:
    """As sweep, for whoever already holds the lock."""
    shutil.rmtree(spill_folder(home), ignore_errors=True)
    return sweep_unfinished(snapshots_folder(home))


def set_aside(home: Path, damaged: Path) -> Path:
    """Move a damaged snapshot out of the way, keeping it for whoever looks into it."""
    aside = home / "mart" / "damaged"
    aside.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = aside / damaged.name
    number = 1
    while place.exists():
        number += 1
        place = aside / f"{damaged.name}-{number}"
    damaged.rename(place)
    return place
