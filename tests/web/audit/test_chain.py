"""The chain notices every tampering at or before its newest anchor; an unchained log, its broken twin, does not."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from support import record_log
from support.record_log import (
    KEY,
    TAMPERINGS,
    Row,
    appended_anchors,
    change,
    log,
    only_the_last,
    regrow,
    rewrite,
    rewrite_and_append,
    unchained,
    written_anchors,
)
from tests.prove.audit import main
from tsunagu_web.audit.chain import Anchor, Seal, seal, verify


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


def test_without_an_anchor_a_cut_end_and_the_key_s_holder_are_missed() -> None:
    assert undetected(seal, anchored=False) == {"cut", "rewrite", "regrow", "rewrite_and_append"}


def test_the_unchained_twin_is_caught() -> None:
    assert undetected(unchained, anchored=False) >= {"remove", "swap", "double"}


@pytest.mark.parametrize("place", [0, 13, 29])
def test_the_first_bad_row_is_named(place: int) -> None:
    rows = log(30)
    change(rows, place)
    assert verify(KEY, rows).first_bad == place + 1


@pytest.mark.parametrize("tamper", [rewrite, regrow])
def test_of_rows_sealed_anew_the_anchors_tell_between_which_they_lie(tamper: Callable[[list[Row], int], None]) -> None:
    rows = log(30)
    anchors = [Anchor(seq, rows[seq - 1]["mac"]) for seq in (10, 20, 30)]
    tamper(rows, 14)
    verdict = verify(KEY, rows, anchors)
    assert (verdict.first_bad, verdict.last_bad) == (11, 20)
    assert "11番から20番のあいだ" in verdict.reason


def test_another_key_seals_another_log() -> None:
    assert verify(b"x" * 32, log(3)).first_bad == 1


@pytest.mark.parametrize(
    "column", ["at", "user", "section", "roles", "action", "object", "purpose", "result", "children", "field_classes"]
)
def test_every_column_is_covered(column: str) -> None:
    rows = log(5)
    rows[2] = rows[2] | {column: "other"}
    assert verify(KEY, rows).first_bad == 3


def test_the_proof_in_small() -> None:
    assert main(["--times", "80", "--dry"]) == 0


def test_an_anchor_added_after_sealing_anew_does_not_stand_in_for_the_older_one() -> None:
    rows = record_log.log(20)
    written_down = Anchor(10, rows[9]["mac"])
    assert verify(record_log.KEY, rows, [written_down, written_down]).sound
    record_log.rewrite(rows, 4)
    verdict = verify(record_log.KEY, rows, [written_down, Anchor(10, rows[9]["mac"])])
    assert (verdict.first_bad, verdict.last_bad) == (1, 10)


def test_anchors_appended_for_rows_sealed_anew_are_found_and_the_twin_with_the_last_alone_is_caught() -> None:
    rows = log(30)
    written = written_anchors(rows, (10, 20, 30))
    rewrite_and_append(rows, 14)
    in_the_folder = appended_anchors(written, rows)
    verdict = verify(KEY, rows, in_the_folder)
    assert (verdict.first_bad, verdict.last_bad) == (11, 20)
    assert verify(KEY, rows, only_the_last(in_the_folder)).sound, "the twin believes whoever wrote last"


@pytest.mark.parametrize(
    ("seqs", "minutes", "named"),
    [((10, 20, 30), (1, 2, 3), None), ((10, 10), (1, 1), None), ((10, 30, 20), (1, 2, 3), 20), ((10, 20), (2, 1), 20)],
)
def test_anchors_must_grow_in_number_and_time(
    seqs: tuple[int, ...], minutes: tuple[int, ...], named: int | None
) -> None:
    rows = log(30)
    first = datetime(2026, 10, 31, 9, tzinfo=UTC)
    anchors = [
        Anchor(seq, rows[seq - 1]["mac"], first + timedelta(minutes=minute))
        for seq, minute in zip(seqs, minutes, strict=True)
    ]
    verdict = verify(KEY, rows, anchors)
    assert verdict.first_bad == named
    assert ("もどっています" in verdict.reason) is (named is not None)
    assert verify(KEY, rows, [Anchor(one.seq, one.mac) for one in anchors]).sound, "from paper they come in any order"
