"""Forty declared questions against hand-written one-pass SQL over the same sealed files: CPU, peak memory, same answers.

    python -m benchmarks.indicators                                  1 and 5 million children, into evidence/
    python -m benchmarks.indicators --sizes 20000 --repeats 1 --dry  a look, nothing recorded

Both sides run in fresh processes in turn, start-up included, one thread each, files warm. The anchor writes what ours
writes: yes, no or unknown with its reason for every child and question, in household order.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Cost, anchor_python, measured, median
from tools.evidence import ROOT, record

SEED = 1
SIZES = (1_000_000, 5_000_000)
COMMAND = "make prove-benchmarks"
ANCHOR, OURS = "anchor", "ours"
IN_ANCHORS_ENVIRONMENT = (ANCHOR, "with_ibis")


@dataclass
class Result:
    """One size: rows, costs of every side turn by turn, and for each side the children it answers unlike the anchor."""

    children: int
    rows: int
    costs: dict[str, list[Cost]]
    differing: dict[str, int]

    def cpu_ratio(self, side: str = OURS) -> float:
        """Median over the turns of CPU over the anchor's CPU."""
        turns = zip(self.costs[side], self.costs[ANCHOR], strict=True)
        return median([one.cpu / other.cpu for one, other in turns])

    def peak_ratio(self, side: str = OURS) -> float:
        """The side's greatest peak over the anchor's least."""
        return max(one.peak_mib for one in self.costs[side]) / min(one.peak_mib for one in self.costs[ANCHOR])


def measure(children: int, repeats: int, folder: Path, sides: tuple[str, ...] = (ANCHOR, OURS)) -> Result:
    """Invent the nation, run the sides (modules of this package) in turn, compare every answer with the anchor's."""
    # The world is made in a process of its own: a child's peak memory begins with what its parent held when it was born.
    rows = int(_run(folder, sys.executable, "world", str(children), str(SEED), "world").output)
    pythons = {side: anchor_python() if side in IN_ANCHORS_ENVIRONMENT else sys.executable for side in sides}
    costs: dict[str, list[Cost]] = {side: [] for side in sides}
    for _ in range(repeats):
        for side, python in pythons.items():
            costs[side].append(_run(folder, python, side, "world", f"{side}.parquet"))
    differing = {
        side: int(_run(folder, sys.executable, "same", f"{side}.parquet", f"{ANCHOR}.parquet").output)
        for side in sides
        if side != ANCHOR
    }
    return Result(children, rows, costs, differing)


def _run(folder: Path, python: str, module: str, *arguments: str) -> Cost:
    """Run `benchmarks.indicators.<module>` in a fresh process in `folder`."""
    return measured([python, "-m", f"benchmarks.indicators.{module}", *arguments], folder=folder, modules=ROOT)


def main(arguments: list[str]) -> int:
    """Measure, print, record. Exit 1 when a figure misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    missed = False
    for children in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            result = measure(children, options.repeats, Path(folder))
        print(told(result), flush=True)
        missed = missed or result.cpu_ratio() > 1 or result.peak_ratio() > 1 or result.differing[OURS] > 0
        if not options.dry:
            keep(result)
    return 1 if missed else 0


def told(result: Result) -> str:
    """The measurements in a line per side."""
    lines = [f"{result.children:,} children, {result.rows:,} rows"]
    for side, costs in result.costs.items():
        spent = f"CPU {median([c.cpu for c in costs]):.2f} s, wall {median([c.wall for c in costs]):.2f} s"
        compared = f"CPU ratio {result.cpu_ratio(side):.2f}, peak ratio {result.peak_ratio(side):.2f}"
        wrong = f"differing children {result.differing.get(side, 0)}"
        lines.append(f"  {side}: {spent}, peak {max(c.peak_mib for c in costs):.0f} MiB; {compared}, {wrong}")
    return "\n".join(lines)


def keep(result: Result) -> None:
    """Write the figures of one size."""
    size = f"{result.children // 1_000_000}M"
    figures = (
        (f"CPU over hand-written SQL, {size} children × 40", result.cpu_ratio(), "≤ 1.0"),
        (f"peak memory over hand-written SQL, {size} children × 40", result.peak_ratio(), "≤ 1.0"),
        (f"children answered differently, {size}", result.differing[OURS], "= 0"),
        (f"CPU seconds, {size} children × 40", median([cost.cpu for cost in result.costs[OURS]]), "printed for comparison"),
        (f"CPU seconds of the SQL, {size} children × 40", median([cost.cpu for cost in result.costs[ANCHOR]]), "printed for comparison"),
        (f"peak MiB, {size} children × 40", max(cost.peak_mib for cost in result.costs[OURS]), "printed for comparison"),
    )  # fmt: skip
    for name, value, goal in figures:
        record("indicators-benchmark", name, value, goal, result.children, SEED, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
