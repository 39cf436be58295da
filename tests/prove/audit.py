"""Is every tampering with the record of looks found? Ten thousand of nine kinds, each at or before the newest anchor.

    python -m tests.prove.audit                     10,000 tamperings of 300 rows, anchors every 100, into evidence/audit.json
    python -m tests.prove.audit --times 200 --dry

A tampering is found when verifying is not sound and names the first bad row, or, of rows sealed anew by somebody with the
key, the stretch between two anchors it lies in. Broken twins: the chain without anchors, rows sealed one by one,
and anchors of which only the last for a row counts.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from tests.support.record_log import (
    KEY,
    TAMPERINGS,
    WITH_THE_KEY,
    Row,
    appended_anchors,
    log,
    only_the_last,
    rewrite_and_append,
    unchained,
    written_anchors,
)
from tools.evidence import record
from tsunagu_web.audit.chain import Anchor, Seal, seal, verify

ROWS, EVERY = 300, 100
COMMAND = "make prove-audit"


def every_one(anchors: list[Anchor]) -> list[Anchor]:
    """All anchors count, as verifying takes them."""
    return anchors


def missed(
    times: int,
    seal_row: Seal,
    anchored: Sequence[int],
    counted: Callable[[list[Anchor]], list[Anchor]] = every_one,
) -> Counter[str]:
    """Kinds of tampering that verifying missed or named wrongly, and how often. `counted`: which anchors it is given."""
    found: Counter[str] = Counter()
    sound = log(ROWS, seal_row)
    anchors = written_anchors(sound, anchored)
    if not verify(KEY, sound, anchors, seal_row).sound:
        found["sound"] += 1
    for seed in range(times):
        dice = random.Random(seed)
        tamper = TAMPERINGS[seed % len(TAMPERINGS)]
        place = dice.randrange(1, ROWS - 1)
        rows: list[Row] = [dict(row) for row in sound]
        if tamper in WITH_THE_KEY:
            tamper(rows, place, seal_row)  # type: ignore[call-arg]
        else:
            tamper(rows, place)
        first = _first_difference(rows, sound)
        in_the_folder = appended_anchors(anchors, rows) if tamper is rewrite_and_append else anchors
        verdict = verify(KEY, rows, counted(in_the_folder), seal_row)
        named = verdict.first_bad is not None and verdict.first_bad <= first <= (verdict.last_bad or verdict.first_bad)
        if not named:
            found[tamper.__name__] += 1
    return found


def _first_difference(rows: Sequence[Row], sound: Sequence[Row]) -> int:
    """Number of the first row that is not as it was written; one past the shorter end when only the length differs."""
    pairs = zip(rows, sound, strict=False)
    return next((at for at, (one, other) in enumerate(pairs, start=1) if one != other), min(len(rows), len(sound)) + 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove, print and record; 1 when something was missed or a twin was not caught."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--dry", action="store_true")
    asked = parser.parse_args(arguments)
    anchored = range(EVERY, ROWS + 1, EVERY)
    real = missed(asked.times, seal, anchored)
    few = max(asked.times // 20, 40)
    without_anchors = missed(few, seal, ())
    one_by_one = missed(few, unchained, ())
    last_ones = missed(few, seal, anchored, only_the_last)
    print("missed:", dict(real), "without anchors:", dict(without_anchors), "one by one:", dict(one_by_one))
    print("last anchors only:", dict(last_ones))
    twins = {"cut", "rewrite", "regrow"} <= set(without_anchors) and {"remove", "swap", "double"} <= set(one_by_one)
    twins = twins and "rewrite_and_append" in last_ones
    found = asked.times - sum(real.values())
    if not asked.dry:
        told = f"{asked.times} tamperings of {ROWS} rows, {len(TAMPERINGS)} kinds"
        record("audit", "tamperings found, first bad row named", found, f"= {asked.times}", told, "0–", COMMAND)
        record(
            "audit",
            "broken twins (no anchors; no chain; only the last anchor of a row) caught",
            twins,
            "= 1",
            f"{few} each",
            "0–",
            COMMAND,
        )
    return int(found != asked.times or not twins)


if __name__ == "__main__":
    sys.exit(main())
