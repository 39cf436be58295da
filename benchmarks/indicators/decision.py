"""What decided docs/adr/0002-own-sql-text-and-a-walk.md: four ways to ask the same questions, in turn over one nation.

    python -m benchmarks.indicators.decision                                  a million children, into evidence/
    python -m benchmarks.indicators.decision --children 20000 --repeats 1 --dry    a look, nothing recorded

Needs the anchors' environment (make anchors): Ibis is in no other.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.indicators.__main__ import ANCHOR, OURS, SEED, Result, measure, told
from benchmarks.process import median
from tools.evidence import record

COMMAND = "make prove-benchmarks"
SIDES = {
    "with_ibis": "Ibis as compiler",
    "without_walk": "own text, joined and grouped by DuckDB",
    OURS: "own text and a walk",
}
PRINTED = "printed for comparison"


def main(arguments: list[str]) -> int:
    """Measure, print, record. Exit 1 when a side answers unlike the hand-written SQL, so that its cost says nothing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(options.children, options.repeats, Path(folder), (ANCHOR, *SIDES))
    print(told(result), f"  Ibis loaded and compiled after {compiling(result):.2f} s CPU", sep="\n", flush=True)
    if not options.dry:
        keep(result)
    return 1 if any(result.differing.values()) else 0


def compiling(result: Result) -> float:
    """CPU seconds from the start of the process until Ibis had made the text."""
    return median([float(cost.output) for cost in result.costs["with_ibis"]])


def keep(result: Result) -> None:
    """Write the figures."""
    figures: list[tuple[str, float, str]] = [
        ("CPU seconds of the hand-written SQL", median([cost.cpu for cost in result.costs[ANCHOR]]), PRINTED),
        ("CPU seconds until Ibis was loaded and had compiled", compiling(result), PRINTED),
    ]
    for side, name in SIDES.items():
        figures += [
            (f"{name}: CPU over hand-written SQL", result.cpu_ratio(side), PRINTED),
            (f"{name}: peak memory over hand-written SQL", result.peak_ratio(side), PRINTED),
            (f"{name}: children answered differently", result.differing[side], "= 0"),
        ]
    for name, value, goal in figures:
        record("indicators-decision", name, value, goal, result.children, SEED, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
