"""The ledger file: a chained log (base/chained_log.py) in the home. Nothing is ever rewritten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tsunagu.base import chained_log
from tsunagu.base.chained_log import FIRST_PREVIOUS, Entry
from tsunagu.base.errors import TsunaguError

__all__ = [
    "FIRST_PREVIOUS",
    "BrokenLedgerError",
    "Entry",
    "append_after",
    "append_entry",
    "ledger_path",
    "read_entries",
]


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
    """Entries in order: `row` (a PurposeRow laid down or replaced) or `end` (a row's last day brought forward).

    Raises BrokenLedgerError (L001) with the line.
    """
    return chained_log.read_chain(ledger_path(home), BrokenLedgerError)


def append_entry(home: Path, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry after checking the whole chain; its hash. Raises BrokenLedgerError (L001)."""
    return chained_log.append_to_chain(ledger_path(home), BrokenLedgerError, event=event, on=on, by=by, body=body)


def append_after(home: Path, previous: str, *, event: str, on: str, by: str, body: dict[str, Any]) -> str:
    """Add one entry whose line before is known to carry the hash `previous`; its own hash."""
    return chained_log.append_after(ledger_path(home), previous, event=event, on=on, by=by, body=body)
