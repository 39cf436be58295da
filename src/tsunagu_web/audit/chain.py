"""The chain: each row's mac covers its own words and the mac before it, under a key kept outside the database."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

START = "0" * 64
COVERED = (
    "seq",
    "at",
    "user",
    "section",
    "roles",
    "action",
    "object",
    "purpose",
    "result",
    "children",
    "field_classes",
)
"""Columns a mac covers, in this order."""

Seal = Callable[[bytes, str, Mapping[str, Any]], str]


def seal(key: bytes, previous_mac: str, row: Mapping[str, Any]) -> str:
    """The mac (64 hex digits) of a row that follows `previous_mac`."""
    words = json.dumps([previous_mac, *(row[name] for name in COVERED)], ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, words.encode("utf-8"), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Anchor:
    """A row's number and mac, written down somewhere else (paper, a second department); `at`: when, as its line says."""

    seq: int
    mac: str
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `first_bad` is the first row that does not fit; `head` what to write down now.

    Who holds the key can rewrite rows so that they fit each other; then only an anchor differs, and the first bad row lies
    between `first_bad` and `last_bad`, the anchor's own.
    """

    rows: int
    first_bad: int | None
    reason: str
    head: Anchor
    last_bad: int | None = None

    @property
    def sound(self) -> bool:
        """No break found among the rows that are there."""
        return self.first_bad is None


def verify(
    key: bytes, rows: Iterable[Mapping[str, Any]], anchors: Iterable[Anchor] = (), seal_row: Seal = seal
) -> Verdict:
    """Walk the rows in order of seq and compare every mac; then compare with the anchors, in the order they were written.

    Without an anchor, rows cut off at the end cannot be noticed: the caller must say so.
    """
    told_in_order = list(anchors)
    wanted: dict[int, set[str]] = {}
    for anchor in told_in_order:
        # All of them: one written after the record was sealed anew must not stand in for the one that tells.
        wanted.setdefault(anchor.seq, set()).add(anchor.mac)
    previous, count, held = START, 0, 0
    for row in rows:
        expected = count + 1
        if row["seq"] != expected:
            return Verdict(count, expected, f"{expected}番の記録がありません", Anchor(count, previous))
        if not hmac.compare_digest(row["previous_mac"], previous) or not hmac.compare_digest(
            row["mac"], seal_row(key, previous, row)
        ):
            return Verdict(count, expected, f"{expected}番の記録が書きかえられています", Anchor(count, previous))
        if expected in wanted:
            if not all(hmac.compare_digest(mac, row["mac"]) for mac in wanted[expected]):
                told = f"{held + 1}番から{expected}番のあいだの記録が書きかえられています（控えと違います）"
                return Verdict(count, held + 1, told, Anchor(count, previous), last_bad=expected)
            held = expected
        previous, count = row["mac"], expected
    missing = [seq for seq in wanted if seq > count]
    if missing:
        return Verdict(count, count + 1, f"{count + 1}番から後ろが切り取られています", Anchor(count, previous))
    fallen = falls_back(told_in_order)
    if fallen is not None:
        told = f"控えの番号か日時が、前の控えよりもどっています（{fallen.seq}番の控え）。書き足されたおそれがあります"
        return Verdict(count, fallen.seq, told, Anchor(count, previous))
    return Verdict(count, None, "", Anchor(count, previous))


def falls_back(anchors: Iterable[Anchor]) -> Anchor | None:
    """The first anchor that stands for fewer rows, or an earlier moment, than the one written before it; None when all grow.

    Only anchors with a moment were written one after the other; those copied from paper come in any order.
    """
    before: Anchor | None = None
    for anchor in anchors:
        if anchor.at is None:
            continue
        if before is not None and before.at is not None and (anchor.seq < before.seq or anchor.at < before.at):
            return anchor
        before = anchor
    return None
