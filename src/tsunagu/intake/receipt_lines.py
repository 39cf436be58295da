"""Receipts in one line each, as lists and counts need them: pages ask often, and a receipt can hold thousands of faults."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base.read_once import ReadOnce
from tsunagu.intake.receipt_store import RECEIPTS


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One kept receipt. `key` is what it is called; `codes` are the kinds of faults in it; `package_sha256` is of the zip it came in."""

    key: str
    file: str
    sha256: str
    status: str
    source: str | None
    part: str | None
    period: str | None
    received_on: date
    load_id: str | None
    rows_in: int
    rows_accepted: int
    rows_refused: int
    faults: int
    codes: frozenset[str]
    package_sha256: str | None = None


def _line_of(path: Path) -> ReceiptLine:
    told: dict[str, Any] = json.loads(path.read_bytes())
    return ReceiptLine(
        key=path.stem,
        file=told["file"],
        sha256=told["sha256"],
        status=told["status"],
        source=told.get("source"),
        part=told.get("part"),
        period=told.get("period"),
        received_on=date.fromisoformat(told["received_on"]),
        load_id=told.get("load_id"),
        rows_in=told["rows_in"],
        rows_accepted=told["rows_accepted"],
        rows_refused=told["rows_refused"],
        faults=len(told.get("faults") or []),
        codes=frozenset(told.get("counts") or {}),
        package_sha256=told.get("package_sha256"),
    )


_KNOWN = ReadOnce(_line_of)


def receipt_lines(home: Path) -> list[ReceiptLine]:
    """Every kept receipt, by its key."""
    return _KNOWN.every(home / RECEIPTS)
