"""Run `tsunagu` in this process with its durable steps counted, and die by SIGKILL before a chosen one.

    python -m tests.prove.killed_run --count FILE -- run INBOX …     write every durable step to FILE, one per line
    python -m tests.prove.killed_run --die-before N -- run INBOX …   die before the N-th durable step (from 0)
    python -m tests.prove.killed_run --twin NAME -- run INBOX …      a broken twin, which dies where its mistake shows
    python -m tests.prove.killed_run --interrupt-before N -- run …   press Ctrl-C there instead, and go on

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

    def __init__(self, note: Path | None, die_before: int | None, interrupt_before: int | None = None) -> None:
        self.number = 0
        self.note = note
        self.die_before = die_before
        self.interrupt_before = interrupt_before

    def reached(self, what: str, place: str) -> None:
        """One durable step is about to happen."""
        if self.number == self.die_before:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        if self.number == self.interrupt_before:
            os.killpg(os.getpgrp(), signal.SIGINT)
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


def fill_in_place(kind: str) -> None:
    """The twin that fills the final folder of the first snapshot or load, file by file, and dies half way.

    To be called before any other module of ours is imported: each takes the function by name.
    """
    from tsunagu.base import files

    real = files.publish_folder
    files.publish_folder = lambda building, final: (
        published_in_place(building, final) if final.parent.name == kind else real(building, final)
    )


def acknowledge_first() -> None:
    """The twin that hands out the receipt before the load is published, and dies in between."""
    from tsunagu.intake import receiving

    def write_bytes(path: Path, data: bytes) -> None:
        receipts = path.parent.parent.parent / "receipts"
        shutil.copy(path.parent / receiving.RECEIPT_FILE, receipts / f"{path.parent.name}.json")
        os.killpg(os.getpgrp(), signal.SIGKILL)

    receiving.write_bytes = write_bytes  # type: ignore[assignment]


def never_sweep() -> None:
    """The twin that leaves lying what a crash left."""
    from tsunagu.base import files

    files.sweep_unfinished = lambda folder, **which: []


def wipe_unnoted() -> None:
    """The twin that overwrites a copy before it writes down that it is about to, and dies in between."""
    from tsunagu.delivery import wiping

    note, overwrite = wiping._note, wiping._overwrite
    wiping._note = lambda home, load, **told: (  # type: ignore[assignment]
        note(home, load, **told) if told["event"] != wiping.BEGUN else None
    )

    def overwrite_and_die(copy: int, length: int) -> None:
        overwrite(copy, length)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    wiping._overwrite = overwrite_and_die


def confirm_unnoted() -> None:
    """The twin that puts a layout in force before anybody's name stands behind it, and dies in between."""
    from tsunagu.drafting import keeping

    move = keeping._move
    keeping._note = lambda home, one: None  # type: ignore[assignment]

    def move_and_die(*told: Any) -> None:
        move(*told)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    keeping._move = move_and_die  # type: ignore[assignment]


def draft_in_place() -> None:
    """The twin that writes a draft file by file where it belongs, and dies after the first."""
    from tsunagu.drafting import keeping

    def first_file(folder: Path, draft: Any, pack: Any) -> None:
        name, text = next(iter(keeping.declarations(draft, pack).items()))
        keeping.write_text(folder.parent.parent / folder.name / name, text)
        os.killpg(os.getpgrp(), signal.SIGKILL)

    keeping._write = first_file


def zip_gone_first() -> None:
    """The twin that removes a zip as soon as the first of its files lies in the tray, and dies there."""
    from tsunagu.delivery import packages

    def remove_and_die(first: Path) -> None:
        for path in first.parent.parent.glob("*/*.zip"):
            path.unlink()
        os.killpg(os.getpgrp(), signal.SIGKILL)

    packages.sync_file = remove_and_die


TWINS: dict[str, Callable[[], None]] = {
    "snapshot-in-place": lambda: fill_in_place("snapshots"),
    "load-in-place": lambda: fill_in_place("loads"),
    "acknowledges-first": acknowledge_first,
    "never-sweeps": never_sweep,
    "wipe-unnoted": wipe_unnoted,
    "confirm-unnoted": confirm_unnoted,
    "draft-in-place": draft_in_place,
    "zip-gone-first": zip_gone_first,
}


def main(arguments: list[str]) -> None:
    cut = arguments.index("--")
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=Path)
    parser.add_argument("--die-before", type=int)
    parser.add_argument("--twin", choices=TWINS)
    parser.add_argument("--interrupt-before", type=int)
    options = parser.parse_args(arguments[:cut])
    if options.twin:
        TWINS[options.twin]()
    from tsunagu.cli import main as tsunagu

    Steps(options.count, options.die_before, options.interrupt_before).watch()
    command = arguments[cut + 1 :]
    if command[0] == "receive-tray":
        from tests.prove.killed_tray import receive

        receive(Path(command[1]))
        return
    sys.argv = ["tsunagu", *command]
    tsunagu()


if __name__ == "__main__":
    main(sys.argv[1:])
