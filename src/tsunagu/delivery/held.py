"""とってあるファイル: handed in, and waiting for a person to say what is missing; no longer than the town's limit.

Whoever takes such files away — the person, another one, or the time — is written down before they go, by name of file and not
by content. A kill in between leaves the files and their line: the next sweep finishes without a second one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from shutil import rmtree

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import TEMPORARY_PREFIX, sync_folder
from tsunagu.base.hashing import sha256_of_file
from tsunagu.catalog import IntakeLimits
from tsunagu.delivery.names import DELIVERIES
from tsunagu.delivery.tray import HELD, SLIP, TRAYS, Tray, give_back, trays

FILE = Path(DELIVERIES) / "held.jsonl"
DROPPED, GIVEN_BACK, NOT_REPLACED = "held_dropped", "held_given_back", "waiting_given_back"
"""A whole tray; one file of it, which its owner took back; one that was received and waited for a reason to replace another."""
BY_TIME = "期限"
"""In place of a person, where nobody came in time."""
TAKEN_BACK = "出した人が取り下げた"
NOT_TO_REPLACE = "差し替えずに取り下げた"
NEVER_RECEIVED = "受領が止まったので取り下げた"
_MOST_DAYS = 3650
_GOING = "dropped-"


class BrokenHeldError(TsunaguError):
    """The record of files that were held and taken away was changed."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "K008",
            f"とってあるファイルを消した記録 {path.name} の{line}行目が{what}",
            "手で直さず、控えから戻し、責任者に伝えてください",
        )


@dataclass(frozen=True)
class Dropped:
    """Files that were taken away unreceived: of which month, which names, who had handed them in and when, who took them
    away (BY_TIME: nobody came), why and when. `whole`: the tray is to be gone; else these files of it."""

    tray: str
    as_of: date
    files: tuple[str, ...]
    given_by: str
    since: str
    by: str
    reason: str
    at: str
    whole: bool
    sha256: tuple[str, ...] = ()
    """Of files that were received before: which bytes their receipts tell of."""


def held_since(tray: Tray) -> datetime:
    """When the files of a held tray came: its sign was laid down with them and never changes."""
    return _since(tray, HELD)


def _since(tray: Tray, sign: str) -> datetime:
    return clock.in_japan((tray.folder / sign).stat().st_mtime)


def held_until(tray: Tray, limits: IntakeLimits) -> datetime:
    """When the files of a held tray go if nobody says what is missing."""
    return held_since(tray) + timedelta(days=min(limits.held_days, _MOST_DAYS))


@contextmanager
def at_work_on(tray: Tray) -> Iterator[bool]:
    """Keep a held tray from being taken away while somebody receives it, or the other way round; whether it is held and free."""
    try:
        sign = os.open(tray.folder / HELD, os.O_RDONLY)
    except FileNotFoundError:
        yield False
        return
    try:
        try:
            fcntl.flock(sign, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield tray.is_held
    finally:
        os.close(sign)


def drop_held(home: Path, tray: Tray, *, by: str, reason: str) -> bool:
    """Take a held tray away unreceived, written down first; False where it is held no longer, or somebody is at work on it.

    Raises RefusedError N014 without a name or a reason, BrokenHeldError (K008).
    """
    if not by.strip() or not reason.strip():
        raise RefusedError("N014", "消す人とわけが要ります", "なぜ受け取らずに消すかを書いてください")
    with at_work_on(tray) as free:
        if not free:
            return False
        if tray.key not in taken_away(home):
            _note(home, tray, tray.files(), DROPPED, by=by.strip(), reason=reason.strip())
        gone = tray.folder.with_name(f"{TEMPORARY_PREFIX}{_GOING}{tray.key}")
        tray.folder.rename(gone)
        sync_folder(gone.parent)
    rmtree(gone, ignore_errors=True)
    return True


def give_back_held(home: Path, tray: Tray, place: str, *, by: str) -> bool:
    """Take one file of a held tray back unreceived, written down first; whether it was there and nobody at work on it.

    Raises BrokenHeldError (K008).
    """
    with at_work_on(tray) as free:
        found = [path for path in tray.files() if tray.place_of(path) == place]
        if not free or not found:
            return False
        _note(home, tray, found, GIVEN_BACK, by=by, reason=TAKEN_BACK)
        return give_back(tray, place)


def give_back_waiting(home: Path, tray: Tray, place: str, *, by: str) -> bool:
    """Take a file that waits for a reason to replace another, or whose receiving broke, out of its tray, written down first; whether it was there.

    Its receipt stays; since then it counts no longer as a file that could not be taken. Raises BrokenHeldError (K008).
    """
    found = [path for path in tray.files() if tray.place_of(path) == place]
    if not found:
        return False
    reason = NOT_TO_REPLACE if tray.waits_for_a_person else NEVER_RECEIVED
    _note(home, tray, found, NOT_REPLACED, by=by, reason=reason)
    return give_back(tray, place)


def taken_back(home: Path) -> frozenset[str]:
    """SHA-256 of the files, or of the zips they came in, that somebody took back instead of replacing another; none where the
    record does not hold."""
    try:
        told = dropped(home)
    except BrokenHeldError:
        return frozenset()
    return frozenset(digest for one in told for digest in one.sha256)


def sweep_held(home: Path, limits: IntakeLimits, now: datetime) -> list[str]:
    """Take away every held tray whose time is over or whom somebody took away before a kill; their keys.

    Raises BrokenHeldError (K008).
    """
    sweep_taken_away(home)
    gone, told = [], taken_away(home)
    for tray in trays(home):
        with at_work_on(tray) as free:
            over = free and (tray.key in told or held_until(tray, limits) <= now)
        reason = f"{limits.held_days}日のうちに、足りないところが入りませんでした"
        if over and drop_held(home, tray, by=BY_TIME, reason=reason):
            gone.append(tray.key)
    return gone


def dropped(home: Path) -> list[Dropped]:
    """All that were taken away, oldest first. Raises BrokenHeldError (K008)."""
    return [
        Dropped(
            tray=entry.body["tray"],
            as_of=date.fromisoformat(entry.body["as_of"]),
            files=tuple(entry.body["files"]),
            given_by=entry.body["given_by"],
            since=entry.body["since"],
            by=entry.by,
            reason=entry.body["reason"],
            at=entry.on,
            whole=entry.event == DROPPED,
            sha256=tuple(entry.body.get("sha256", ())),
        )
        for entry in read_chain(home / FILE, BrokenHeldError)
        if entry.event in (DROPPED, GIVEN_BACK, NOT_REPLACED)
    ]


def taken_away(home: Path) -> frozenset[str]:
    """Keys of the trays that were taken away whole: one that still lies there was left by a kill, and nobody receives it.

    Raises BrokenHeldError (K008).
    """
    return frozenset(one.tray for one in dropped(home) if one.whole)


def sweep_taken_away(home: Path) -> None:
    """Remove the files of trays that a kill left after they lost their name. Nobody reads such a folder, so no time is spared."""
    for folder in (home / DELIVERIES / TRAYS).glob(f"{TEMPORARY_PREFIX}{_GOING}*"):
        rmtree(folder, ignore_errors=True)


def _note(home: Path, tray: Tray, files: Sequence[Path], event: str, *, by: str, reason: str) -> None:
    body = {
        "tray": tray.key,
        "as_of": tray.slip.as_of.isoformat(),
        "files": [path.name for path in files],
        "given_by": tray.slip.by,
        "since": _since(tray, HELD if tray.is_held else SLIP).isoformat(timespec="seconds"),
        "reason": reason,
    }
    if event == NOT_REPLACED:
        body["sha256"] = [sha256_of_file(path) for path in files]
    at = clock.now().isoformat(timespec="seconds")
    append_to_chain(home / FILE, BrokenHeldError, event=event, on=at, by=by, body=body)
