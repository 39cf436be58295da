"""受け取りフォルダ on the desk: which folders are watched, when they were last looked at, and what became of their files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.errors import RefusedError
from tsunagu.delivery import Look, SeenFile, last_look, taken_from_folders, trays, watched_folders
from tsunagu.intake import loads, receipt_key, receipt_key_of_load, receipts_of_files
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
    known = [(digest, load) for load in loads(home) for digest in (load.locked_sha256, load.sha256)]
    keys = {digest: receipt_key_of_load(load) for digest, load in known if digest is not None}
    in_trays = {path.name for tray in trays(home, as_of) for path in tray.files()}
    files = [_file(home, Path(place), seen, keys, in_trays) for place, seen in taken_from_folders(home, as_of).items()]
    return sorted(files, key=lambda one: not one.refused)


def _file(home: Path, path: Path, seen: SeenFile, keys: dict[str, str], in_trays: set[str]) -> FolderFile:
    outcome, key, refused = WAITS, "", False
    if seen.sha256 in keys:
        outcome, key = TAKEN, keys[seen.sha256]
    elif path.name not in in_trays:
        for receipt in receipts_of_files(home, [(path.name, seen.sha256, None)]):
            outcome, key, refused = receipt.sentence, receipt_key(receipt), True
    taken_at = None if seen.taken_at is None else clock.in_japan(seen.taken_at)
    return FolderFile(path.name, str(path.parent), taken_at, outcome, key, refused)
