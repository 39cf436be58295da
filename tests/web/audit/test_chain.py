"""The chain notices every tampering at or before its newest anchor; an unchained log, its broken twin, does not."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tsunagu_web.audit.chain import START, Anchor, Seal, seal, verify

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


def _link_anew(rows: list[Row]) -> None:
    previous = START
    for seq, row in enumerate(rows, start=1):
        row["seq"], row["previous_mac"] = seq, previous
        previous = row["mac"]


TAMPERINGS: tuple[Callable[[list[Row], int], None], ...] = (change, remove, swap, double, cut)


def undetected(seal_row: Seal, *, anchored: bool, times: int = 40) -> set[str]:
    """Names of the kinds of tampering that verifying missed at least once."""
    missed = set()
    for tamper in TAMPERINGS:
        for seed in range(times):
            rows = log(30, seal_row)
            anchors = [Anchor(30, rows[-1]["mac"])] if anchored else []
            tamper(rows, random.Random(seed).randrange(1, 29))
            if verify(KEY, rows, anchors, seal_row).sound:
                missed.add(tamper.__name__)
    return missed


def test_a_sound_log_is_sound() -> None:
    rows = log(30)
    assert verify(KEY, rows, [Anchor(30, rows[-1]["mac"]), Anchor(7, rows[6]["mac"])]).sound


def test_with_an_anchor_every_tampering_is_found() -> None:
    assert undetected(seal, anchored=True) == set()


def test_without_an_anchor_only_a_cut_end_is_missed() -> None:
    assert undetected(seal, anchored=False) == {"cut"}


def test_the_unchained_twin_is_caught() -> None:
    assert undetected(unchained, anchored=False) >= {"remove", "swap", "double"}


@pytest.mark.parametrize("place", [0, 13, 29])
def test_the_first_bad_row_is_named(place: int) -> None:
    rows = log(30)
    change(rows, place)
    assert verify(KEY, rows).first_bad == place + 1


def test_another_key_seals_another_log() -> None:
    assert verify(b"x" * 32, log(3)).first_bad == 1


@pytest.mark.parametrize(
    "column", ["at", "user", "section", "roles", "action", "object", "purpose", "result", "children", "field_classes"]
)
def test_every_column_is_covered(column: str) -> None:
    rows = log(5)
    rows[2] = rows[2] | {column: "other"}
    assert verify(KEY, rows).first_bad == 3
