"""消去記録: copies of department files outside the home are wiped once received, and who wiped what, when and how is kept."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.chained_log import append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.base.files import sync_folder
from tsunagu.base.hashing import sha256_of_file
from tsunagu.delivery.month_files import DELIVERIES
from tsunagu.intake import Load, loads, read_original

FILE = Path(DELIVERIES) / "wipes.jsonl"
WIPED = "wiped"
OVERWRITTEN = "つなぐが上書きして消した"
BY_HAND = (
    "ファイルを消し、ごみ箱も空にした",
    "媒体を初期化した",
    "媒体を返した（渡した課が消す）",
    "媒体を壊した",
)
"""How a person wiped a copy that only they can reach."""
_PIECE = 1 << 20


class BrokenWipesError(TsunaguError):
    """The record of wipings was changed."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "K001", f"消去記録 {path.name} の{line}行目が{what}", "手で直さず、控えから戻し、責任者に伝えてください"
        )


@dataclass(frozen=True)
class Wipe:
    """One copy that is gone: which file (by its bytes), on what it was, how, by whom and when."""

    file: str
    sha256: str
    source: str
    period: str
    medium: str
    place: str
    how: str
    by: str
    at: str


def wipes(home: Path) -> list[Wipe]:
    """All of them, oldest first. Raises BrokenWipesError (K001)."""
    return [Wipe(**entry.body, by=entry.by, at=entry.on) for entry in read_chain(home / FILE, BrokenWipesError)]


def wipe_copy(home: Path, path: Path, *, medium: str, by: str) -> Wipe:
    """Overwrite and remove a copy that was received, after seeing that the home can give the same bytes back.

    Raises RefusedError K002 (nobody received these bytes; nothing is touched) or K003 (not a file), TsunaguError I010 when
    the kept original is damaged, OSError when the copy cannot be written.
    """
    if path.is_symlink() or not path.is_file():
        raise RefusedError("K003", f"{path} はファイルではありません", "消すファイルの場所を確かめてください")
    load = load_of_bytes(home, sha256_of_file(path))
    if load is None:
        raise RefusedError(
            "K002",
            f"{path.name} と同じ中身は受け取っていません",
            "消していません。先に受け取るか、届けた課に確かめてください",
        )
    read_original(home, load.sha256)
    _overwrite(path)
    path.unlink()
    sync_folder(path.parent)
    return _note(home, load, medium=medium, place=str(path), how=OVERWRITTEN, by=by)


def note_wiped_by_hand(home: Path, load: Load, *, medium: str, how: str, by: str) -> Wipe:
    """Write down that a person wiped the copy on a medium only they can reach.

    Raises RefusedError K004 for a way that is not on the list or without a name.
    """
    if how not in BY_HAND or not by.strip():
        raise RefusedError("K004", "消し方か消した人がありません", "消し方を選び、消した人の名前を書いてください")
    return _note(home, load, medium=medium, place="", how=how, by=by)


def load_of_bytes(home: Path, sha256: str) -> Load | None:
    """A load of these bytes; None when they were never received."""
    return next((load for load in loads(home) if load.sha256 == sha256), None)


def _note(home: Path, load: Load, *, medium: str, place: str, how: str, by: str) -> Wipe:
    body = {
        "file": load.file_name,
        "sha256": load.sha256,
        "source": load.source,
        "period": load.period,
        "medium": medium,
        "place": place,
        "how": how,
    }
    at = clock.now().isoformat(timespec="seconds")
    path = home / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    append_to_chain(path, BrokenWipesError, event=WIPED, on=at, by=by.strip(), body=body)
    return Wipe(**body, by=by.strip(), at=at)


def _overwrite(path: Path) -> None:
    """Zeros over the whole length, down to the disk, before the name goes. What a disk keeps elsewhere is beyond us."""
    left = path.stat().st_size
    with path.open("r+b", buffering=0) as stream:
        while left > 0:
            left -= stream.write(bytes(min(left, _PIECE)))
        os.fsync(stream.fileno())
