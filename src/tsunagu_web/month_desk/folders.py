"""受け取りフォルダ on the desk: which folders are watched, when they were last looked at, and what became of their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import (
    NEEDS_A_REASON,
    Look,
    Package,
    ReceivedBytes,
    last_look,
    taken_from_folders,
    trays,
    watched_folders,
)
from tsunagu.intake import receipt_key, receipt_key_of_load, receipts_of_files
from tsunagu_web.town import home_settings

TAKEN, WAITS = "受け取りました", "受領を待っています"


@dataclass(frozen=True)
class FolderFile:
    """A file that was taken from a watched folder and still lies there. `key`: of its receipt; '' before there is one."""

    name: str
    folder: str
    taken_at: datetime | None
    outcome: str
    key: str
    refused: bool


@dataclass(frozen=True)
class Folders:
    """All that the desk says of watched folders. `problem`: home.yaml cannot be read, so nobody looks."""

    watched: list[str]
    look: Look
    looked_at: datetime | None
    files: list[FolderFile]
    problem: str

    @property
    def refused(self) -> int:
        """How many could not be taken."""
        return sum(one.refused for one in self.files)


def folders_of(home: Path, as_of: date) -> Folders:
    """The watched folders, and their files of one month: those that could not be taken first."""
    try:
        watched, problem = [str(one.folder) for one in watched_folders(home_settings())], ""
    except RefusedError as error:
        watched, problem = [], f"{error.message}。{error.remedy}。"
    found = last_look(home)
    files = _files(home, as_of) if watched else []
    return Folders(watched, found, None if found.at is None else clock.in_japan(found.at), files, problem)


def _files(home: Path, as_of: date) -> list[FolderFile]:
    known = ReceivedBytes(home)
    in_trays = {path.name for tray in trays(home, as_of) for path in tray.files()}
    files = []
    for place, seen in taken_from_folders(home, as_of).items():
        path, package = Path(place), known.package(seen.sha256)
        if package is None:
            outcome = _of_file(home, path.name, seen.sha256, known, in_trays)
        else:
            outcome = _of_package(home, package, known, in_trays)
        taken_at = None if seen.taken_at is None else clock.in_japan(seen.taken_at)
        files.append(FolderFile(path.name, str(path.parent), taken_at, *outcome))
    return sorted(files, key=lambda one: not one.refused)


NEEDS_A_WORD = "差し替えの理由を待っています"
NOT_WANTED = "受け取らないと決めました"
_Outcome = tuple[str, str, bool]
"""In words, the key of the receipt, whether it was refused."""


def _of_file(home: Path, name: str, sha256: str, known: ReceivedBytes, in_trays: set[str]) -> _Outcome:
    loads = known.loads_of(sha256)
    if loads:
        return TAKEN, receipt_key_of_load(loads[-1]), False
    for receipt in receipts_of_files(home, [(name, sha256, None)]):
        # Of a name that waits in a tray, only what lacks a reason waits: another file may have the same name.
        if NEEDS_A_REASON not in receipt.counts or name not in in_trays:
            return receipt.sentence, receipt_key(receipt), True
        return NEEDS_A_WORD, "", False
    return WAITS, "", False


def _of_package(home: Path, package: Package, known: ReceivedBytes, in_trays: set[str]) -> _Outcome:
    """Of a zip of several files: what became of them all."""
    outcomes = {one: _of_file(home, one.file, one.sha256, known, in_trays) for one in known.missing(package)}
    whole, taken = len(package.counted), [one for one in package.counted if known.loads_of(one.sha256)]
    every, settled = f"（中の{whole}個）", known.not_wanted(package)
    told = f"{len(settled)}個（{'、'.join(one.file for one in settled)}）は{NOT_WANTED}"
    if not outcomes and not taken:
        return NOT_WANTED + every, "", False
    if not outcomes:
        outcome = f"中の{whole}個のうち{len(taken)}個を受け取り、{told}" if settled else TAKEN + every
        return outcome, receipt_key_of_load(known.loads_of(taken[0].sha256)[-1]), False
    refused = [(one.file, why, key) for one, (why, key, is_refused) in outcomes.items() if is_refused]
    if len(refused) < len(outcomes):
        by_a_person = any(why == NEEDS_A_WORD for why, _, _ in outcomes.values())
        return (NEEDS_A_WORD if by_a_person else WAITS) + every, "", False
    names = "、".join(f"{name}（{why.rstrip('。')}）" for name, why, _ in refused)
    rest = f"。{told}" if settled else ""
    return (
        f"中の{whole}個のうち{len(taken)}個を受け取りました{rest}。受け取れなかったもの：{names}",
        refused[0][2],
        True,
    )
