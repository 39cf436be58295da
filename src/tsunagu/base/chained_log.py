"""A log nobody can rewrite unseen: one line of JSON per entry, each carrying the hash of the line before."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import append_line, sync_folder
from tsunagu.base.hashing import canonical_json, sha256_of_text

FIRST_PREVIOUS = "0" * 64
"""What the first line names as the line before it."""
_BEGINNING = '{"body":'
"""How every line begins: the keys are sorted."""

Broken = Callable[[Path, int, str], TsunaguError]
"""Makes the error of a chain that does not hold: the file, the line, and what is wrong with it."""


@dataclass(frozen=True)
class Entry:
    """One line: what happened (`event`), when and by whom, and whatever belongs to it."""

    line: int
    event: str
    on: str
    by: str
    body: dict[str, Any]
    previous: str
    hash: str


def read_chain(path: Path, broken: Broken) -> Iterator[Entry]:
    """Entries in order, each checked against the one before. Raises what `broken` makes, with the line.

    A last line that a crash cut short counts as never written: whoever was writing it was told of no success. Only its
    beginning may be there, and no line end; everything else that does not hold is refused.
    """
    if not path.is_file():
        return
    previous = FIRST_PREVIOUS
    *lines, last = path.read_bytes().decode("utf-8", errors="replace").split("\n")
    if last and not _is_cut(last):
        lines.append(last)
    for number, line in enumerate(lines, 1):
        entry = _entry_of(path, number, line, broken)
        if entry.previous != previous:
            raise broken(path, number, "前の行とつながっていません")
        previous = entry.hash
        yield entry


def append_to_chain(path: Path, broken: Broken, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry after checking the whole chain; its hash. Raises what `broken` makes."""
    previous = FIRST_PREVIOUS
    for entry in read_chain(path, broken):
        previous = entry.hash
    return append_after(path, previous, event=event, on=on, by=by, body=body)


def append_after(path: Path, previous: str, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry whose line before is known to carry the hash `previous`; its own hash."""
    _set_aside_cut(path)
    given = {"event": event, "on": on, "by": by, "body": body, "previous": previous}
    told = sha256_of_text(canonical_json(given))
    append_line(path, canonical_json({**given, "hash": told}))
    return told


def cut_short(path: Path) -> int:
    """How many lines crashes cut short in this log: those set aside beside it, and the one still at its end."""
    aside = _aside(path)
    return (aside.read_bytes().count(b"\n") if aside.is_file() else 0) + bool(_cut_at_end(path))


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.cut")


def _is_cut(last: str) -> bool:
    """Whether text after the last line end is no more than the beginning of a line. A whole one, or more, is not."""
    if not last.startswith(_BEGINNING[: len(last)]):
        return False
    try:
        json.JSONDecoder().raw_decode(last)
    except ValueError:
        return True
    return False


def _cut_at_end(path: Path) -> bytes:
    """The beginning of a line after the last line end; empty where there is none."""
    last = path.read_bytes().rpartition(b"\n")[2] if path.is_file() else b""
    return last if last and _is_cut(last.decode("utf-8", errors="replace")) else b""


def _set_aside_cut(path: Path) -> None:
    """Keep the beginning of a line that a crash left, beside the log, and take it out of the log."""
    cut = _cut_at_end(path)
    if not cut:
        return
    append_line(_aside(path), cut.decode("utf-8", errors="replace"))
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - len(cut))
        os.fsync(stream.fileno())
    sync_folder(path.parent)


def _entry_of(path: Path, number: int, line: str, broken: Broken) -> Entry:
    try:
        given = json.loads(line)
        told = given.pop("hash")
        entry = Entry(number, given["event"], given["on"], given["by"], given["body"], given["previous"], told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise broken(path, number, "読めません") from None
    if sha256_of_text(canonical_json(given)) != told or canonical_json({**given, "hash": told}) != line:
        raise broken(path, number, "書き換えられています")
    return entry
