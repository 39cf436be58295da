"""受け取りフォルダ: folders that departments put files in, looked at every so often. A file is taken when it has come to rest."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.hashing import sha256_of_file
from tsunagu.catalog import Pack
from tsunagu.delivery.names import checked_name
from tsunagu.delivery.tray import Slip, counts_from_its_day, put_in_tray
from tsunagu.delivery.watched_note import Look, SeenFile, read_note, write_note
from tsunagu.delivery.watched_settings import BY_FOLDER, WatchedFolder
from tsunagu.intake import month_in_name, named_sources, names_in

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".lock")


class NotCopiedError(Exception):
    """A file changed, went away or could not be read while it was copied: it is looked at again later."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(str(path))


def look(home: Path, pack: Callable[[], Pack], folders: Iterable[WatchedFolder], *, now: float, today: date) -> Look:
    """Copy every new file at rest into trays, one tray per folder and month, and note what was seen.

    `now` in seconds since 1970. A file is new by its place, size and time of change, and at rest when two looks that lie far
    enough apart saw it the same. It stays where it is. `pack` is asked for only when there is something new.
    """
    seen, found, pack = read_note(home).files, Look(at=now), cache(pack)
    for watched in folders:
        months: dict[date, list[Path]] = {}
        for path in _files(watched, found):
            state = _state(path, now)
            before = seen.get(str(path))
            if state is None or (before is not None and before.sha256 and before.is_as(state)):
                continue
            if not _is_zip(path.name) and not watched.takes(named_sources(pack(), path.name)):
                found.unknown.append(str(path))
                continue
            if before is None or not before.is_as(state) or before.since > now:
                seen[str(path)] = state
                found.settling.append(str(path))
            elif now - before.since < watched.rest_seconds:
                found.settling.append(str(path))
            else:
                names = names_in(path, path.name, pack())
                if (foreign := _foreign(watched, pack(), path.name, names)) is None:
                    months.setdefault(_month(pack(), path.name, names, today), []).append(path)
                else:
                    found.unknown.append(f"{path}{foreign}")
        for as_of, paths in sorted(months.items()):
            _take(home, watched, as_of, paths, seen, found, now, today)
    write_note(home, seen, found)
    return found


def _take(
    home: Path,
    watched: WatchedFolder,
    as_of: date,
    paths: list[Path],
    seen: dict[str, SeenFile],
    found: Look,
    now: float,
    today: date,
) -> None:
    """Files into one tray, which appears whole or not at all; a file that cannot be copied now is left for the next look."""
    carrier = watched.carrier or BY_FOLDER
    slip = Slip(as_of=as_of, medium=watched.medium, carrier=carrier, by=BY_FOLDER, came_on=today)
    left, digests = list(paths), dict[str, str]()
    while left:
        try:
            copies = [(path.name, partial(_copy, path, seen[str(path)], digests)) for path in left]
            found.trays.append(put_in_tray(home, slip, copies).key)
            break
        except NotCopiedError as refused:
            left.remove(refused.path)
            seen.pop(str(refused.path))
            found.settling.append(str(refused.path))
    for path in left:
        told = {"sha256": digests[str(path)], "as_of": as_of, "taken_at": now}
        seen[str(path)] = seen[str(path)].model_copy(update=told)
    # Only after the copies are durable: a kill in between copies once more, which intake recognises by the bytes.
    write_note(home, seen, found)


def _copy(path: Path, expected: SeenFile, digests: dict[str, str], target: Path) -> None:
    """Copy a file that nobody writes to. Raises NotCopiedError when somebody did after all."""
    try:
        shutil.copyfile(path, target)
    except OSError:
        raise NotCopiedError(path) from None
    after = _state(path, 0)
    if after is None or not after.is_as(expected) or target.stat().st_size != expected.size:
        raise NotCopiedError(path)
    digests[str(path)] = sha256_of_file(target)


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


def _foreign(watched: WatchedFolder, pack: Pack, name: str, names: list[str]) -> str | None:
    """None of a file that is taken from this folder; else what of a zip is not, as the clerk reads it behind its name, or ''.

    A zip is what is in it. It stays outside whole while one file in it is for another folder; one that belongs to no source at
    all gets a receipt that says so. What a zip in a zip holds is not seen here, so a folder with a limit takes none.
    """
    inside = {one: named_sources(pack, one) for one in names}
    if not any(inside.values()):
        return None if watched.takes(named_sources(pack, name)) else ""
    hidden = bool(watched.sources)
    outside = [one for one, told in inside.items() if (told and not watched.takes(told)) or (hidden and _is_zip(one))]
    return f"（中の『{'』『'.join(outside)}』）" if outside else None


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _month(pack: Pack, name: str, names: list[str], today: date) -> date:
    """The month a file is filed under: its own name's, else the newest of the files in it. The list of protected people is
    filed, alone or in a zip of nothing else, under the month it came in; receiving lets it count from the day it came."""
    if counts_from_its_day(pack, name, names):
        return last_day(today)
    known = [one for one in names if named_sources(pack, one)] or [name]
    others = [one for one in known if not counts_from_its_day(pack, one)]
    if month_in_name(name) is not None:
        return month_of(name, today)
    return max((month_of(one, today) for one in others if month_in_name(one)), default=month_of(name, today))


def _files(watched: WatchedFolder, found: Look) -> list[Path]:
    """What lies in a folder and may be a delivery, by name."""
    try:
        return sorted(path for path in watched.folder.iterdir() if _is_candidate(path))
    except OSError:
        found.unreachable.append(str(watched.folder))
        return []


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


def _state(path: Path, now: float) -> SeenFile | None:
    """How a file looks at this moment; None when it is gone, or a link stands in its place."""
    try:
        state = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    return SeenFile(size=state.st_size, changed_ns=state.st_mtime_ns, since=now)
