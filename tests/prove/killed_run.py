"""Run `tsunagu` in this process with its durable steps counted, and die by SIGKILL before a chosen one.

    python -m tests.prove.killed_run --count FILE -- run INBOX …     write every durable step to FILE, one per line
    python -m tests.prove.killed_run --die-before N -- run INBOX …   die before the N-th durable step (from 0)
    python -m tests.prove.killed_run --in-place -- run INBOX …       the broken twin: dies while it fills the final folder

A durable step is an fsync or a rename: between two of them lies everything that a crash can leave behind. SIGKILL goes to
the whole process group, so helpers die as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Steps:
    """Counts durable steps, notes them, and dies before the chosen one."""

    def __init__(self, note: Path | None, die_before: int | None) -> None:
        self.number = 0
        self.note = note
        self.die_before = die_before

    def reached(self, what: str, place: str) -> None:
        """One durable step is about to happen."""
        if self.number == self.die_before:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        if self.note is not None:
            with self.note.open("a", encoding="utf-8") as stream:
                stream.write(f"{what}\t{place}\n")
        self.number += 1

    def watch(self) -> None:
        """Put the counter in front of fsync, rename and replace."""
        sync = os.fsync

        def fsync(handle: Any) -> None:
            number = handle if isinstance(handle, int) else handle.fileno()
            self.reached("fsync", str(Path(f"/proc/self/fd/{number}").readlink()))
            sync(handle)

        os.fsync = fsync
        os.rename = self._counted("rename", os.rename)
        os.replace = self._counted("replace", os.replace)

    def _counted(self, what: str, real: Callable[..., None]) -> Callable[..., None]:
        def counted(source: Any, target: Any, **rest: Any) -> None:
            self.reached(what, os.fspath(target))
            real(source, target, **rest)

        return counted


def published_in_place(building: Path, final: Path) -> None:
    """What publishing must not be: the final folder is filled file by file. Dies when half of the files are there."""
    final.mkdir(parents=True)
    names = sorted(path.name for path in building.iterdir())
    for name in names[: max(1, len(names) // 2)]:
        shutil.copy(building / name, final / name)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main(arguments: list[str]) -> None:
    cut = arguments.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=Path)
    parser.add_argument("--die-before", type=int)
    parser.add_argument("--in-place", action="store_true")
    options = parser.parse_args(arguments[:cut])
    if options.in_place:
        from tsunagu.base import files

        # Before any other module of ours is imported: each takes the function by name.
        real = files.publish_folder
        files.publish_folder = lambda building, final: (
            published_in_place(building, final) if final.parent.name == "snapshots" else real(building, final)
        )
    from tsunagu.cli import main as tsunagu

    Steps(options.count, options.die_before).watch()
    sys.argv = ["tsunagu", *arguments[cut + 1 :]]
    tsunagu()


if __name__ == "__main__":
    main(sys.argv[1:])
