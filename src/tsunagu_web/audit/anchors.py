"""控え: number and mac of the newest row, written where the server's keeper cannot change it. The anchor, not the chain, is the control.

The folder stands in home.yaml (`anchors:`): another section's share, a write-once medium. One line per anchor, only ever added.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import append_line
from tsunagu_web.accounts import clock
from tsunagu_web.audit.chain import Anchor
from tsunagu_web.audit.models import AuditHead
from tsunagu_web.town import home_folder, home_settings

FILE = "tsunagu-anchors.txt"
EVERY = timedelta(hours=1)
ROWS = 100
"""An anchor is written after an hour, or after this many rows, whichever comes first."""
_LINE = re.compile(r"(\S+) (\d+):([0-9a-f]{64})")


@dataclass(frozen=True)
class Window:
    """What lies after the newest anchor and could still be cut off unnoticed. `newest` None: there is no anchor yet."""

    folder: Path | None
    newest: Anchor | None
    written_at: datetime | None
    rows_since: int
    problem: str = ""


def anchor_folder() -> Path | None:
    """Where the town keeps anchors; None when it has not said so."""
    told = home_settings().get("anchors")
    return Path(str(told)) if told else None


def head() -> Anchor:
    """What to write down now."""
    found = AuditHead.objects.get(pk=1)
    return Anchor(found.seq, found.mac)


def write_anchor(folder: Path) -> Anchor:
    """Add the newest row's number and mac to the folder's file.

    Raises RefusedError A003 inside the home (who could change the record could change it there too), A004 when the folder
    is not there or cannot be written, A001 when what stands there cannot be read.
    """
    if folder.resolve().is_relative_to(home_folder().resolve()):
        raise RefusedError(
            "A003", "控えは、ホームの中には置けません", "ほかの課の共有フォルダか、別の媒体を指定してください"
        )
    now = head()
    if not folder.is_dir():
        raise _absent(folder)
    lines = _lines_in(folder)
    # A clock that was set back must not make our own line look like one that somebody slipped in.
    at = max([clock.now(), *(told for told, _ in lines[-1:])])
    try:
        append_line(folder / FILE, f"{at.isoformat(timespec='seconds')} {now.seq}:{now.mac}")
    except OSError:
        raise _absent(folder) from None
    return now


def kept_anchors() -> list[Anchor]:
    """All anchors in the town's folder, oldest first; none when no folder is named.

    Raises RefusedError A004 when the folder is not there, A001 when a line is not as it was written.
    """
    return [anchor for _, anchor in _lines()]


def _lines() -> list[tuple[datetime, Anchor]]:
    folder = anchor_folder()
    return [] if folder is None else _lines_in(folder)


def _lines_in(folder: Path) -> list[tuple[datetime, Anchor]]:
    if not folder.is_dir():
        raise _absent(folder)
    path = folder / FILE
    if not path.exists():
        return []
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        told = _LINE.fullmatch(line)
        at = _moment(told[1]) if told else None
        if told is None or at is None:
            raise RefusedError(
                "A001",
                f"{path.name} の{number}行目は、控えとして読めません",
                "控えを持つ課に、書きかえがないか確かめてください",
            )
        found.append((at, Anchor(int(told[2]), told[3], at)))
    return found


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def window() -> Window:
    """How much could be cut off unnoticed now."""
    now, folder = head(), anchor_folder()
    try:
        lines = _lines()
    except RefusedError as error:
        return Window(folder, None, None, now.seq, problem=error.message)
    if not lines:
        return Window(folder, None, None, now.seq)
    at, newest = lines[-1]
    return Window(folder, newest, at, max(now.seq - newest.seq, 0))


def anchor_when_due() -> None:
    """The worker's round: an anchor after an hour or a hundred rows, if anything was recorded since."""
    folder = anchor_folder()
    if folder is None:
        return
    state = window()
    if state.problem or not state.rows_since:
        return
    late = state.written_at is None or clock.now() - state.written_at >= EVERY
    if late or state.rows_since >= ROWS:
        write_anchor(folder)


def _absent(folder: Path) -> RefusedError:
    return RefusedError(
        "A004", f"控えの置き場所 {folder} を開けません", "つながっているか、書いてよい場所かを確かめてください"
    )
