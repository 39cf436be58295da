"""受け皿: files that people or watched folders handed in and that are not received yet. What cannot be taken without a reason waits here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from shutil import rmtree

from pydantic import BaseModel, ValidationError

from tsunagu.base.files import new_folder, sweep_unfinished, write_text
from tsunagu.base.hashing import sha256_of_file
from tsunagu.base.progress import Progress
from tsunagu.catalog import IntakeLimits, Pack
from tsunagu.delivery.names import DELIVERIES, checked_name
from tsunagu.delivery.packages import open_package
from tsunagu.intake import (
    FileRefused,
    Receipt,
    locked_files,
    named_sources,
    names_in,
    receive,
    refuse_foreign_file,
    take_off_password,
)

TRAYS = "trays"
SLIP = "slip.json"
LOOKED_AT = "looked-at"
"""Beside the slip once the tray was received: what is still in it waits for a person."""
HELD = "held"
"""Beside the slip while something is missing that only the person can say; nobody receives such a tray."""
PROTECTION_TABLE = "protection"
NEEDS_A_REASON = "file.other_bytes_same_period"

_KEY = re.compile(r"[0-9a-f]{16}")


class Slip(BaseModel):
    """What came with the files: for which month, on what, by whom."""

    as_of: date
    medium: str = ""
    carrier: str = ""
    by: str
    locked: dict[str, str] = {}
    """Of files whose password was taken off: place in the tray (0001/name) → SHA-256 of what came. Names may be equal."""
    packages: dict[str, str] = {}
    """Of files out of a zip with others: place in the tray → SHA-256 of the zip as it came."""
    came_on: date | None = None
    """The day the files lay in a watched folder: lists of protected people among them count from it, not from the month."""


class Tray:
    """One handful of files, each in a numbered folder so that equal names do not meet."""

    def __init__(self, folder: Path, slip: Slip) -> None:
        self.folder, self.slip = folder, slip

    @property
    def key(self) -> str:
        """Its name."""
        return self.folder.name

    @property
    def waits_for_a_person(self) -> bool:
        """Whether it was received already and what is left needs a reason."""
        return (self.folder / LOOKED_AT).exists()

    @property
    def is_held(self) -> bool:
        """Whether it waits for the person who handed it in to say what is missing."""
        return (self.folder / HELD).exists()

    def files(self) -> list[Path]:
        """The files still in it, in the order they were handed in."""
        return sorted(path for path in self.folder.glob("[0-9]*/*") if path.is_file())

    def place_of(self, path: Path) -> str:
        """Which of its files this is (0001/name): names may be equal."""
        return path.relative_to(self.folder).as_posix()


def put_in_tray(
    home: Path, slip: Slip, files: Sequence[tuple[str, Callable[[Path], object]]], *, held: bool = False
) -> Tray:
    """Put files into a new tray: for each a name, and what writes its bytes to a path. It appears whole or not at all.
    `held`: nobody receives it before `let_go`.

    Raises RefusedError N001 for a name no file can have here, H009 in a training home for a file of another town.
    """
    names = [checked_name(name) for name, _ in files]
    place = home / DELIVERIES / TRAYS
    place.mkdir(parents=True, mode=0o700, exist_ok=True)
    sweep_trays(home)
    folder = place / secrets.token_hex(8)
    with new_folder(folder) as building:
        write_text(building / SLIP, slip.model_dump_json(), mode=0o600)
        if held:
            (building / HELD).touch(mode=0o600)
        for number, (name, (_, write)) in enumerate(zip(names, files, strict=True), start=1):
            target = building / f"{number:04d}" / name
            target.parent.mkdir(mode=0o700)
            write(target)
            refuse_foreign_file(home, target)
            target.chmod(0o600)
    folder.chmod(0o700)
    return Tray(folder, slip)


def sweep_trays(home: Path) -> list[str]:
    """Remove trays that a crash left half filled, and what one left in a tray of a file without its password.

    Pages fill trays and open files without a lock, which takes seconds, so an hour is spared.
    """
    place = home / DELIVERIES / TRAYS
    return [name for folder in (place, *place.glob("*")) for name in sweep_unfinished(folder, older_than=3600)]


def open_tray(home: Path, key: str) -> Tray | None:
    """The tray of that name; None when there is none (any more)."""
    folder = home / DELIVERIES / TRAYS / key
    if not _KEY.fullmatch(key) or not folder.is_dir():
        return None
    try:
        return Tray(folder, Slip.model_validate_json((folder / SLIP).read_bytes()))
    except (OSError, ValidationError):
        return None


def trays(home: Path, as_of: date | None = None) -> list[Tray]:
    """The trays of a month (None: of all), oldest first."""
    place = home / DELIVERIES / TRAYS
    found = [open_tray(home, path.name) for path in place.glob("*")] if place.is_dir() else []
    of_month = [tray for tray in found if tray is not None and as_of in (None, tray.slip.as_of)]
    return sorted(of_month, key=lambda tray: (tray.folder.stat().st_mtime_ns, tray.key))


def receive_tray(
    home: Path,
    pack: Pack,
    tray: Tray,
    *,
    progress: Progress | None = None,
    only: str | None = None,
    replace: str | None = None,
) -> list[Receipt]:
    """Receive what lies in a tray (`only`: the file of that place). What was taken or can never be taken leaves it; what
    only lacks a reason to `replace` stays. Repeated after a kill it takes the rest. The caller holds the home's lock.
    """
    slip = tray.slip
    for path in tray.files():
        place = tray.place_of(path)
        if place not in slip.packages:  # a zip out of a zip is received as it is
            open_package(home, path, pack, locked=slip.locked.get(place), note=partial(_remember_the_package, tray))
    days: dict[date, list[Path]] = {}
    for path in tray.files():
        if only in (None, tray.place_of(path)):
            daily = slip.came_on is not None and counts_from_its_day(pack, path.name, names_in(path, path.name, pack))
            days.setdefault(slip.came_on if daily and slip.came_on else slip.as_of, []).append(path)
    given: list[Receipt] = []
    for day, files in days.items():
        given += receive(
            files,
            home=home,
            pack=pack,
            received_on=day,
            replace=replace,
            progress=progress,
            medium=slip.medium or None,
            carrier=slip.carrier or None,
            locked={tray.folder / place: came for place, came in slip.locked.items()},
            packages={tray.folder / place: came for place, came in slip.packages.items()},
        )
    for file, receipt in zip((file for files in days.values() for file in files), given, strict=True):
        if receipt.taken or NEEDS_A_REASON not in receipt.counts:
            file.unlink()
    (tray.folder / LOOKED_AT).touch(mode=0o600)
    empty_when_done(tray)
    return given


def counts_from_its_day(pack: Pack, name: str, names: Sequence[str] = ()) -> bool:
    """Whether a file is a list of protected people, by its name or, of a zip, the `names` in it: that counts from the day it
    came. A zip that holds another table too does not."""
    known = [sources for one in names if (sources := named_sources(pack, one))] or [named_sources(pack, name)]
    return all(any(PROTECTION_TABLE in pack.sources[one].tables() for one in sources) for sources in known)


def held_trays(home: Path, as_of: date, by: str) -> list[Tray]:
    """The trays of a month that wait for this person, oldest first."""
    return [tray for tray in trays(home, as_of) if tray.is_held and tray.slip.by == by]


def unlock_files(tray: Tray, password: str, *, limits: IntakeLimits) -> None:
    """Take the password off every file of the tray that has one, and off the files in its zips, and remember on the slip the fingerprint of what came.

    FileRefused names the first that does not open; those before it stay open, and it stays as it was.
    """
    for path in locked_in(tray, limits=limits):
        try:
            take_off_password(
                path, password, limits=limits, work=tray.folder, first=partial(_remember_what_came, tray, path)
            )
        except FileRefused as refused:
            raise FileRefused(refused.code, f"『{path.name}』：{refused.detail}") from None


def _remember_what_came(tray: Tray, path: Path) -> None:
    tray.slip.locked[tray.place_of(path)] = sha256_of_file(path)
    write_text(tray.folder / SLIP, tray.slip.model_dump_json(), mode=0o600)


def _remember_the_package(tray: Tray, came: str, places: list[str]) -> None:
    tray.slip.packages |= dict.fromkeys(places, came)
    write_text(tray.folder / SLIP, tray.slip.model_dump_json(), mode=0o600)


def locked_in(tray: Tray, *, limits: IntakeLimits) -> list[Path]:
    """The files of a tray that have a password, or hold a file that has one."""
    return locked_files(tray.files(), limits=limits, work=tray.folder)


def let_go(tray: Tray, *, medium: str, carrier: str) -> None:
    """Everything is said now: the tray may be received."""
    tray.slip.medium, tray.slip.carrier = medium, carrier
    write_text(tray.folder / SLIP, tray.slip.model_dump_json(), mode=0o600)
    (tray.folder / HELD).unlink(missing_ok=True)


def empty_when_done(tray: Tray) -> None:
    """A tray without files goes."""
    if not tray.files():
        rmtree(tray.folder, ignore_errors=True)


def give_back(tray: Tray, place: str) -> bool:
    """Take the waiting file of that place out of its tray unreceived; whether it was there."""
    found = [path for path in tray.files() if tray.place_of(path) == place]
    for path in found:
        path.unlink()
    empty_when_done(tray)
    return bool(found)
