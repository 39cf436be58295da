"""The ledger file: one line of JSON per entry, each carrying the hash of the line before. Nothing is ever rewritten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.base.errors import TsunaguError
from tsunagu.base.files import append_line
from tsunagu.base.hashing import canonical_json, sha256_of_text

FIRST_PREVIOUS = "0" * 64
"""What the first line names as the line before it."""


@dataclass(frozen=True)
class Entry:
    """One line: `event` is `row` (a PurposeRow laid down or replaced) or `end` (a row's last day brought forward)."""

    line: int
    event: str
    on: str
    by: str
    body: dict[str, Any]
    previous: str
    hash: str


class BrokenLedgerError(TsunaguError):
    """The chain does not hold: a line was changed, removed or put in between."""

    exit_status = 4

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.line = line
        super().__init__(
            "L001",
            f"利用目的・法的根拠台帳 {path.name} の{line}行目が{what}",
            "台帳を手で直さず、控えの台帳から戻してください。戻すまでデータの受け取りと判定は止まります",
        )


def ledger_path(home: Path) -> Path:
    """Where a home keeps its ledger."""
    return home / "purpose" / "ledger.jsonl"


def read_entries(home: Path) -> Iterator[Entry]:
    """Entries in order, each checked against the one before. Raises BrokenLedgerError (L001) with the line."""
    path = ledger_path(home)
    if not path.is_file():
        return
    previous = FIRST_PREVIOUS
    text = path.read_bytes().decode("utf-8", errors="replace")
    if text and not text.endswith("\n"):
        raise BrokenLedgerError(path, text.count("\n") + 1, "途中で切れています")
    for number, line in enumerate(text.split("\n")[:-1], 1):
        entry = _entry_of(path, number, line)
        if entry.previous != previous:
            raise BrokenLedgerError(path, number, "前の行とつながっていません")
        previous = entry.hash
        yield entry


def _entry_of(path: Path, number: int, line: str) -> Entry:
    try:
        given = json.loads(line)
        told = given.pop("hash")
        entry = Entry(number, given["event"], given["on"], given["by"], given["body"], given["previous"], told)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BrokenLedgerError(path, number, "読めません") from None
    if sha256_of_text(canonical_json(given)) != told or canonical_json({**given, "hash": told}) != line:
        raise BrokenLedgerError(path, number, "書き換えられています")
    return entry


def append_entry(home: Path, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry after checking the whole chain; its hash. Raises BrokenLedgerError (L001)."""
    previous = FIRST_PREVIOUS
    for entry in read_entries(home):
        previous = entry.hash
    return append_after(home, previous, event=event, on=on, by=by, body=body)


def append_after(home: Path, previous: str, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry whose line before is known to carry the hash `previous`; its own hash."""
    given = {"event": event, "on": on, "by": by, "body": body, "previous": previous}
    told = sha256_of_text(canonical_json(given))
    append_line(ledger_path(home), canonical_json({**given, "hash": told}))
    return told
