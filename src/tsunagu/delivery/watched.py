"""受け取りフォルダ: folders that departments put files in, looked at every so often. A file is taken when it has come to rest."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text
from tsunagu.catalog import Pack
from tsunagu.delivery.month_files import DELIVERIES
from tsunagu.delivery.tray import Slip, checked_name, put_in_tray
from tsunagu.intake import month_in_name, named_sources

QUIET_SECONDS = 60
"""A file whose size and time have not changed for so long is no longer being written."""
NOTE = "watched.json"
PROTECTION_TABLE = "protection"
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".lock")
BY_FOLDER = "受け取りフォルダ"


class WatchedFolder(BaseModel):
    """One line of `watched:` in home.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path
    sources: tuple[str, ...] = ()
    """Only files of these; none named: of any source of the pack."""
    medium: str = "共有フォルダ"
    carrier: str = ""


@dataclass(frozen=True)
class Look:
    """What looking found: keys of trays now waiting, folders that are not there, files that belong to no source here."""

    trays: list[str]
    unreachable: list[str]
    unknown: list[str]


def watched_folders(settings: dict[str, object]) -> list[WatchedFolder]:
    """The folders home.yaml names.

    Raises RefusedError (N002) when a line cannot be read.
    """
    given = settings.get("watched") or []
    try:
        return [WatchedFolder.model_validate(line) for line in given]  # type: ignore[attr-defined]
    except (ValidationError, TypeError):
        raise RefusedError(
            "N002",
            "home.yaml の watched（受け取りフォルダ）の書き方が違います",
            "folder、sources、medium、carrier だけを使い、folder は必ず書いてください",
        ) from None


def look(home: Path, pack: Pack, folders: Iterable[WatchedFolder], *, now: float, today: date) -> Look:
    """Copy every new file at rest into trays, one tray per folder and month, and note what was seen.

    `now` in seconds since 1970. A file is new by its place, size and time of change; it stays where it is.
    """
    seen = _noted(home).get("seen", {})
    found = Look([], [], [])
    for watched in folders:
        if not watched.folder.is_dir():
            found.unreachable.append(str(watched.folder))
            continue
        for as_of, paths in sorted(_new_files(pack, watched, seen, found, now, today).items()):
            slip = Slip(as_of=as_of, medium=watched.medium, carrier=watched.carrier, by=BY_FOLDER)
            marks = {str(path): _mark(path) for path in paths}
            tray = put_in_tray(home, slip, [(path.name, partial(shutil.copyfile, path)) for path in paths])
            found.trays.append(tray.key)
            # Only after the copies are durable: a kill in between copies once more, which intake recognises.
            seen |= marks
            _note(home, seen, found)
    _note(home, seen, found)
    return found


def last_look(home: Path) -> Look:
    """What the last look found of folders and unknown files; its trays have been taken care of."""
    noted = _noted(home)
    return Look([], list(noted.get("unreachable", [])), list(noted.get("unknown", [])))


def _new_files(
    pack: Pack, watched: WatchedFolder, seen: dict[str, list[int]], found: Look, now: float, today: date
) -> dict[date, list[Path]]:
    months: dict[date, list[Path]] = {}
    for path in sorted(watched.folder.iterdir()):
        if not _is_candidate(path) or seen.get(str(path)) == _mark(path):
            continue
        sources = named_sources(pack, path.name)
        if not sources or (watched.sources and not set(sources) & set(watched.sources)):
            found.unknown.append(str(path))
        elif now - path.stat().st_mtime >= QUIET_SECONDS:
            daily = any(PROTECTION_TABLE in pack.sources[name].tables() for name in sources)
            # The list of protected people counts from the day it came, not from the month it is filed under.
            months.setdefault(today if daily else month_of(path.name, today), []).append(path)
    return months


def month_of(file_name: str, today: date) -> date:
    """The month's last day a file belongs to: the month in its name, else the month before today's."""
    named = month_in_name(file_name)
    if named is not None:
        year, month = (int(part) for part in named.split("-"))
        return last_day(date(year, month, 1))
    return today.replace(day=1) - timedelta(days=1)


def last_day(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _is_candidate(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.name.startswith((".", "~$")):
        return False
    if path.suffix.lower() in UNFINISHED:
        return False
    try:
        checked_name(path.name)
    except RefusedError:
        return False
    return True


def _mark(path: Path) -> list[int]:
    state = path.stat()
    return [state.st_size, state.st_mtime_ns]


def _noted(home: Path) -> dict[str, Any]:
    try:
        found = json.loads((home / DELIVERIES / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(home: Path, seen: dict[str, list[int]], found: Look) -> None:
    kept = {place: mark for place, mark in seen.items() if Path(place).exists()}
    note = {"seen": kept, "unreachable": found.unreachable, "unknown": found.unknown}
    write_text(home / DELIVERIES / NOTE, json.dumps(note, ensure_ascii=False, sort_keys=True), mode=0o600)
