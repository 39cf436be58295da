"""A record of looks as rows, and what somebody could do to it: for tests and the proof of the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tsunagu_web.audit.chain import START, Anchor, Seal, seal

KEY = b"k" * 32
Row = dict[str, Any]


def log(count: int, seal_row: Seal = seal) -> list[Row]:
    """A sound log of `count` rows."""
    rows: list[Row] = []
    previous = START
    for seq in range(1, count + 1):
        row: Row = {
            "seq": seq,
            "at": f"2026-10-31T09:{seq // 60:02d}:{seq % 60:02d}+09:00",
            "user": f"u{seq % 5}",
            "section": "こども課",
            "roles": "screener",
            "action": "child.look",
            "object": f"child:C-{seq:04d}",
            "purpose": "P2",
            "result": "ok",
            "children": [f"C-{seq:04d}"],
            "field_classes": ["F2"],
            "previous_mac": previous,
        }
        row["mac"] = previous = seal_row(KEY, previous, row)
        rows.append(row)
    return rows


def unchained(key: bytes, previous_mac: str, row: Mapping[str, Any]) -> str:
    """The broken twin: each row is sealed by itself; neither its neighbour nor its number is covered."""
    words = json.dumps([row["user"], row["object"], row["result"]], ensure_ascii=False)
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def change(rows: list[Row], place: int) -> None:
    """Somebody else looked."""
    rows[place] = rows[place] | {"user": "somebody-else"}


def remove(rows: list[Row], place: int) -> None:
    """The look never happened; the rest is numbered and linked anew, without the key."""
    del rows[place]
    _link_anew(rows)


def swap(rows: list[Row], place: int) -> None:
    """Two looks change places."""
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    _link_anew(rows)


def double(rows: list[Row], place: int) -> None:
    """One look stands there twice."""
    rows.insert(place, dict(rows[place]))
    _link_anew(rows)


def cut(rows: list[Row], place: int) -> None:
    """Everything from here on is gone."""
    del rows[place:]


def forge(rows: list[Row], place: int) -> None:
    """A look that never was, put in without the key."""
    rows.insert(place, dict(rows[place]) | {"object": "child:C-9999", "mac": "0" * 64})
    _link_anew(rows)


def rewrite(rows: list[Row], place: int, seal_row: Seal = seal) -> None:
    """Somebody with the key changes a look and seals everything after it anew."""
    rows[place] = rows[place] | {"user": "somebody-else"}
    _seal_anew(rows, seal_row)


def regrow(rows: list[Row], place: int, seal_row: Seal = seal) -> None:
    """Somebody with the key cuts the end off and lets the record grow to its old length."""
    for row in rows[place:]:
        row["object"] = "page:today"
    _seal_anew(rows, seal_row)


def rewrite_and_append(rows: list[Row], place: int, seal_row: Seal = seal) -> None:
    """Somebody with the key and the anchors' folder seals everything anew and adds anchors for it below the old ones."""
    rewrite(rows, place, seal_row)


def written_anchors(rows: list[Row], anchored: Iterable[int]) -> list[Anchor]:
    """The anchors a record leaves in the folder, one a minute."""
    first = datetime(2026, 10, 31, 9, tzinfo=UTC)
    return [Anchor(seq, rows[seq - 1]["mac"], first + timedelta(minutes=seq)) for seq in anchored]


def appended_anchors(written: list[Anchor], rows: list[Row]) -> list[Anchor]:
    """What stands in the folder after `rewrite_and_append`: the old lines, and below them new ones for the same rows."""
    later = timedelta(days=1)
    return written + [Anchor(old.seq, rows[old.seq - 1]["mac"], old.at and old.at + later) for old in written]


def only_the_last(anchors: list[Anchor]) -> list[Anchor]:
    """The broken twin: of several anchors for one row, the one written last stands in for all."""
    return list({anchor.seq: anchor for anchor in anchors}.values())


def _seal_anew(rows: list[Row], seal_row: Seal) -> None:
    previous = START
    for row in rows:
        row["previous_mac"] = previous
        row["mac"] = previous = seal_row(KEY, previous, row)


def _link_anew(rows: list[Row]) -> None:
    previous = START
    for seq, row in enumerate(rows, start=1):
        row["seq"], row["previous_mac"] = seq, previous
        previous = row["mac"]


TAMPERINGS: tuple[Callable[[list[Row], int], None], ...] = (
    change,
    remove,
    swap,
    double,
    forge,
    cut,
    rewrite,
    regrow,
    rewrite_and_append,
)
WITH_THE_KEY = (rewrite, regrow, rewrite_and_append)
"""Those that seal rows anew: the first bad row is then known only as lying between two anchors."""
