"""A log nobody can rewrite unseen: one line of JSON per entry, each carrying the hash of the line before."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import append_line
from tsunagu.base.hashing import canonical_json, sha256_of_text

FIRST_PREVIOUS = "0" * 64
"""What the first line names as the line before it."""

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
    """Entries in order, each checked against the one before. Raises what `broken` makes, with the line."""
    if not path.is_file():
        return
    previous = FIRST_PREVIOUS
    text = path.read_bytes().decode("utf-8", errors="replace")
    if text and not text.endswith("\n"):
        raise broken(path, text.count("\n") + 1, "途中で切れています")
    for number, line in enumerate(text.split("\n")[:-1], 1):
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
    given = {"event": event, "on": on, "by": by, "body": body, "previous": previous}
    told = sha256_of_text(canonical_json(given))
    append_line(path, canonical_json({**given, "hash": told}))
    return told


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
