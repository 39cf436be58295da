"""A kill while the worker receives what a clerk handed in: a zip with a password, two tables and a note in it, the note settled.

The worker is no command: `killed_run` does what it does (`receive`). The copy outside may go only once everything is done.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from tests.prove.acknowledged import acknowledged_rows, lost_rows
from tests.prove.folders import differences, leftovers
from tests.prove.killing import Scene, Trial, must, shim
from tools.evidence import ROOT

sys.path.insert(0, str(ROOT / "tests"))

from support.counter import FILE_NAMES, file_bytes, plain
from support.locked_files import PASSWORD, locked_package
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.hashing import sha256_of_bytes
from tsunagu.delivery import (
    ReceivedBytes,
    Slip,
    note_unwanted,
    put_in_tray,
    receive_tray,
    received_copy,
    trays,
    unlock_files,
    unwanted,
)
from tsunagu.month import Home

NAME, ZIP = "tray with a zip", "まとめ.zip"
COUNTS = {NAME: (10, 30)}
"""Kills by time, kills by step; beside those of the commands."""
TABLES = {
    FILE_NAMES["juki_kojin"]: file_bytes(
        "juki_kojin", [plain("juki_kojin", 宛名番号=f"{number:015}") for number in range(101, 141)]
    ),
    FILE_NAMES["kaigo"]: file_bytes("kaigo", [plain("kaigo")]),
}


def receive(home: Path) -> None:
    """What a clerk and the worker do with the tray there is, from its password to the note nobody wants; again, the rest of it."""
    place = Home(home)
    with place.locked():
        for tray in trays(home):
            unlock_files(tray, PASSWORD, limits=place.limits)
            receive_tray(home, place.pack(), tray)
        known = ReceivedBytes(home)
        for package in {
            one.came_as: one for load in TABLES for one in known.packages_with(sha256_of_bytes(TABLES[load]))
        }.values():
            if missing := known.missing(package):
                note_unwanted(home, package, missing, by="田中", reason="説明だけのため")


class TrayScene(Scene):
    """One tray of one home."""

    came: str = ""

    def arguments(self, home: Path) -> list[str]:
        """No command of ours: `killed_run` knows it."""
        return ["receive-tray", str(home)]

    def examine(self, home: Path, trial: Trial) -> Trial:
        """Nothing acknowledged is gone, the copy outside is free only when all is done, and once more ends as undisturbed."""
        if (home / "loads").is_dir():
            trial.acknowledged = acknowledged_rows(home)
            trial.lost, halves = lost_rows(home)
            trial.problems += halves
        trial.mixed += [f"after the kill: {one}" for one in self._freed_too_early(home)]
        again = shim([], self.arguments(home)).wait()
        if again != 0:
            trial.problems.append(f"the rerun ends with {again}")
        trial.problems += differences(home, self.undisturbed)
        trial.problems += [f"the tray {tray.key} was left" for tray in trays(home)]
        said = [file.file for one in unwanted(home) for file in one.files]
        if said != ["メモ.txt"]:
            trial.problems.append(f"settled: {said}")
        if not self._is_free(home):
            trial.problems.append("the copy outside is not free in the end")
        trial.orphans += [f"left behind {name}" for name in leftovers(home)]
        return trial

    def _is_free(self, home: Path) -> bool:
        try:
            received_copy(home, self.came, ZIP)
        except RefusedError:
            return False
        return True

    def _freed_too_early(self, home: Path) -> list[str]:
        try:
            known, free, settled = ReceivedBytes(home), self._is_free(home), unwanted(home)
        except TsunaguError as error:
            return [f"a record does not hold ({error.code})"]
        there = all(known.loads_of(sha256_of_bytes(data)) for data in TABLES.values()) and bool(settled)
        return ["the copy outside may go before everything in it was taken or settled"] if free and not there else []


def tray_scene(folder: Path) -> TrayScene:
    """A home before its first file with such a tray, passed once undisturbed."""
    base = folder / "handed in"
    must(["init", str(base), "--pack", "kaisei", "--on", "2026-04-01"])
    data = locked_package([*TABLES.items(), ("メモ.txt", b"memo")], aes=True)
    put_in_tray(
        base,
        Slip(as_of=date(2026, 10, 31), medium="USBメモリ", carrier="山田", by="hantei"),
        [(ZIP, lambda path: path.write_bytes(data))],
    )
    scene = TrayScene(NAME, folder, base, [])
    scene.came = sha256_of_bytes(data)
    scene.prepare()
    return scene
