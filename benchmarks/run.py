"""The month's command against raw loading: CPU of `tsunagu run` over CPU of DuckDB loading the same files' CSV twins.

    python -m benchmarks.run                          3,319 and 60,000 children, into evidence/run-benchmark.json
    python -m benchmarks.run --sizes 200 --repeats 1 --dry     a look, nothing recorded

Both sides run in fresh processes in turn, start-up included. Files are warm. The anchor has the easier half: it reads
clean UTF-8 without title rows, checks nothing and keeps nothing on disk.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Cost, anchor_python, measured, median
from benchmarks.twins import write_twins
from tools.evidence import ROOT, record

SEED = 1
MONTH, AS_OF = "2026-10", "2026-10-31"
GOAL_AT = {60_000: "≤ 6"}
TSUNAGU = [sys.executable, "-c", "from tsunagu.cli import main; main()"]


@dataclass
class Result:
    """One size: costs of both sides, repetition by repetition, and the stations of the last run."""

    children: int
    rows: int
    anchor_rows: int
    ours: list[Cost]
    anchor: list[Cost]
    stations: dict[str, float]

    @property
    def ratio(self) -> float:
        """Median over the pairs of CPU over CPU."""
        return median([one.cpu / other.cpu for one, other in zip(self.ours, self.anchor, strict=True)])


def measure(children: int, repeats: int, folder: Path) -> Result:
    """Invent the town, then run both sides in turn."""
    town = ["--pack", "kaisei", "--seed", str(SEED), "--children", str(children), "--month", MONTH, "--dirt", "0.02"]
    measured([*TSUNAGU, "sample", str(folder / "town"), *town], folder=folder)
    write_twins(folder / "town" / "inbox", folder / "twins")
    ours, anchor, home = [], [], folder / "home"
    for repeat in range(repeats):
        home = folder / f"home-{repeat}"
        measured([*TSUNAGU, "init", str(home), "--pack", "kaisei", "--on", "2026-04-01"], folder=folder)
        run = [
            "run",
            str(folder / "town" / "inbox"),
            "--as-of",
            AS_OF,
            "--capacity",
            "5",
            "--home",
            str(home),
            "--json",
        ]
        ours.append(measured([*TSUNAGU, *run], folder=folder))
        anchor.append(
            measured(
                [anchor_python(), str(ROOT / "benchmarks" / "anchor_load.py"), str(folder / "twins")], folder=folder
            )
        )
    summary = json.loads(ours[-1].output.strip().splitlines()[-1])
    return Result(children, summary["rows_in"], int(anchor[-1].output), ours, anchor, stations(home))


def stations(home: Path) -> dict[str, float]:
    """CPU seconds per station of the home's last run, as its log tells."""
    last = json.loads((home / "runs.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    return {station["name"]: station["cpu_seconds"] for station in last["stations"]}


def report(result: Result) -> None:
    """Print one size for a person."""
    ours, anchor = median([one.cpu for one in result.ours]), median([one.cpu for one in result.anchor])
    print(f"{result.children:,} children, {result.rows:,} rows (anchor {result.anchor_rows:,})")
    print(f"  run {ours:.2f} CPU s, anchor {anchor:.2f} CPU s, ratio {result.ratio:.2f}")
    print(
        f"  peak {max(one.peak_mib for one in result.ours):,.0f} MiB, anchor {max(one.peak_mib for one in result.anchor):,.0f} MiB"
    )
    for name, seconds in result.stations.items():
        print(f"  {name:　<12} {seconds:8.2f} CPU s")


def keep(result: Result, repeats: int) -> None:
    """Write the figures of one size to evidence/run-benchmark.json."""
    size, n, command = (
        f"{result.children:,} children",
        f"{result.rows:,} rows, {repeats} pairs",
        "make prove-benchmarks",
    )
    goal = GOAL_AT.get(result.children, "smaller is better")
    record("run-benchmark", f"CPU over DuckDB's raw load, {size}", round(result.ratio, 2), goal, n, SEED, command)
    peak = round(max(one.peak_mib for one in result.ours))
    record("run-benchmark", f"peak memory of the largest process, {size}, MiB", peak, "stated", n, SEED, command)
    split = {name: round(seconds, 2) for name, seconds in result.stations.items()}
    record("run-benchmark", f"CPU seconds by station, {size}", split, "stated", n, SEED, command)
    cost = {
        "run": round(median([one.cpu for one in result.ours]), 2),
        "anchor": round(median([one.cpu for one in result.anchor]), 2),
    }
    record("run-benchmark", f"CPU seconds, {size}", cost, "stated", n, SEED, command)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="3319,60000", help="children, separated by commas")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    met = True
    for children in (int(size) for size in options.sizes.split(",")):
        with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
            result = measure(children, options.repeats, Path(folder))
        report(result)
        if not options.dry:
            keep(result, options.repeats)
        met = met and (children not in GOAL_AT or result.ratio <= 6)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
