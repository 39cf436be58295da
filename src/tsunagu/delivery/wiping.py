"""消去記録: copies of department files outside the home are wiped once received, and who wiped what, when and how is kept."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tsunagu.base import clock
from tsunagu.base.chained_log import Entry, append_to_chain, read_chain
from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery.names import DELIVERIES
from tsunagu.delivery.received_bytes import ReceivedBytes, ReceivedCopy
from tsunagu.intake import read_original

FILE = Path(DELIVERIES) / "wipes.jsonl"
BEGUN, WIPED, STOPPED = "wipe_begun", "wiped", "wipe_stopped"
"""What a line of the record says: about to overwrite; gone; left untouched after all."""
UNFINISHED = "消去を始めた（終わりの記録がない）"
OVERWRITTEN = "つなぐが上書きして消した"
OVERWRITTEN_ONLY = "つなぐが上書きした（同じ名前の別のファイルは残した）"
BY_HAND = (
    "ファイルを消し、ごみ箱も空にした",
    "媒体を初期化した",
    "媒体を返した（渡した課が消す）",
    "媒体を壊した",
)
"""How a person wiped a copy that only they can reach."""
_PIECE = 1 << 20
_NAMED = 3


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
    """All that are done, oldest first. Raises BrokenWipesError (K001)."""
    return [_wipe_of(entry) for entry in read_chain(home / FILE, BrokenWipesError) if entry.event == WIPED]


def unfinished_wipes(home: Path) -> list[Wipe]:
    """Those that were begun and of which nothing says how they ended, oldest first. Raises BrokenWipesError (K001).

    A person who looks and writes down that the copy is gone ends them: a later wipe of the same bytes does, there or by hand.
    """
    begun: list[Wipe] = []
    for entry in read_chain(home / FILE, BrokenWipesError):
        told = _wipe_of(entry)
        if entry.event == BEGUN:
            begun.append(told)
        else:
            begun = [one for one in begun if one.sha256 != told.sha256 or told.place not in ("", one.place)]
    return begun


def wipe_copy(home: Path, path: Path, *, medium: str, by: str) -> Wipe:
    """Overwrite and remove a copy that was received, after seeing that the home can give the same bytes back.

    What is hashed is what is overwritten: one open file, whatever happens to its name meanwhile. Raises RefusedError K002
    (nobody received these bytes, or not every file of a zip), K003 (not a file) or K006 (changed meanwhile), BrokenUnwantedError
    K010, all with nothing touched; TsunaguError I010 when the kept original is damaged, OSError when the copy cannot be written.
    """
    with _opened(path) as (copy, folder):
        as_hashed = os.fstat(copy)
        received = received_copy(home, _sha256_of_open(copy), path.name)
        for load in received.loads:
            read_original(home, load.sha256)
        _note(home, received, event=BEGUN, medium=medium, place=str(path), how=UNFINISHED, by=by)
        if not _is_still(path.name, folder, as_hashed) or _state(os.fstat(copy)) != _state(as_hashed):
            _note(home, received, event=STOPPED, medium=medium, place=str(path), how="", by=by)
            raise RefusedError(
                "K006",
                f"{path.name} は、確かめているあいだに別のファイルに変わりました",
                "消していません。新しいファイルなら先に受け取ってください",
            )
        _overwrite(copy, as_hashed.st_size)
        # Somebody may have put a newer file under the name while ours was overwritten: that one is not ours to remove.
        ours = _is_still(path.name, folder, as_hashed)
        if ours:
            os.unlink(path.name, dir_fd=folder)
            os.fsync(folder)
        how = OVERWRITTEN if ours else OVERWRITTEN_ONLY
        return _note(home, received, event=WIPED, medium=medium, place=str(path), how=how, by=by)


def note_wiped_by_hand(home: Path, received: ReceivedCopy, *, medium: str, how: str, by: str) -> Wipe:
    """Write down that a person wiped the copy on a medium only they can reach.

    Raises RefusedError K004 for a way that is not on the list or without a name.
    """
    if how not in BY_HAND or not by.strip():
        raise RefusedError("K004", "消し方か消した人がありません", "消し方を選び、消した人の名前を書いてください")
    return _note(home, received, event=WIPED, medium=medium, place="", how=how, by=by)


def cannot_be_wiped(name: str, error: OSError) -> TsunaguError:
    """K005: a copy that cannot be written, in words."""
    return TsunaguError(
        "K005",
        f"元の写し {name} を消せません（{error.strerror}）",
        "媒体の書き込み禁止とフォルダの権限を、情報担当に確かめてください",
    )


def received_copy(home: Path, sha256: str, name: str) -> ReceivedCopy:
    """What a copy of these bytes, called `name`, was received as: a file, as it is or as it came with a password, or a zip with
    all of its files. Raises RefusedError (K002), BrokenUnwantedError (K010).
    """
    known = ReceivedBytes(home)
    if known.problem is not None:
        raise known.problem
    found, package = known.copy(sha256), known.package(sha256)
    if found is not None:
        return found
    what = f"{name} と同じ中身は受け取っていません"
    if package is not None:
        missing = known.missing(package)
        told = "、".join(one.file for one in missing[:_NAMED]) + ("など" if len(missing) > _NAMED else "")
        what = f"{name} の中の{len(package.counted)}個のうち{len(missing)}個（{told}）を受け取っていません"
    raise RefusedError("K002", what, "消していません。先に受け取るか、届けた課に確かめてください")


def _note(home: Path, received: ReceivedCopy, *, event: str, medium: str, place: str, how: str, by: str) -> Wipe:
    body = {
        "file": received.file,
        "sha256": received.sha256,
        "source": received.source,
        "period": received.period,
        "medium": medium,
        "place": place,
        "how": how,
    }
    at = clock.now().isoformat(timespec="seconds")
    path = home / FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    append_to_chain(path, BrokenWipesError, event=event, on=at, by=by.strip(), body=body)
    return Wipe(**body, by=by.strip(), at=at)


def _wipe_of(entry: Entry) -> Wipe:
    return Wipe(**entry.body, by=entry.by, at=entry.on)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[int, int]]:
    """The copy for reading and writing, and its folder. Raises RefusedError (K003) for a link, a folder or nothing."""
    refused = RefusedError("K003", f"{path} はファイルではありません", "消すファイルの場所を確かめてください")
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError):
        raise refused from None
    try:
        copy = _open_for_both(path.name, folder, refused)
        try:
            if not stat.S_ISREG(os.fstat(copy).st_mode):
                raise refused
            yield copy, folder
        finally:
            os.close(copy)
    finally:
        os.close(folder)


def _open_for_both(name: str, folder: int, refused: RefusedError) -> int:
    try:
        return os.open(name, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR, errno.ENOENT, errno.ENXIO):
            raise refused from None
        raise


def _sha256_of_open(copy: int) -> str:
    """64 hex digits of the whole open file."""
    digest, at = sha256(), 0
    while piece := os.pread(copy, _PIECE, at):
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def _state(told: os.stat_result) -> tuple[int, int, int, int]:
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


def _is_still(name: str, folder: int, as_hashed: os.stat_result) -> bool:
    """Whether the name still means the very file that was hashed."""
    try:
        now = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return (now.st_dev, now.st_ino) == (as_hashed.st_dev, as_hashed.st_ino)


def _overwrite(copy: int, length: int) -> None:
    """Zeros over the whole length, down to the disk, before the name goes. What a disk keeps elsewhere is beyond us."""
    at = 0
    while at < length:
        at += os.pwrite(copy, bytes(min(length - at, _PIECE)), at)
    os.fsync(copy)
