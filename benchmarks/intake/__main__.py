"""Validated intake against raw loading: CPU of receiving over CPU of DuckDB reading the UTF-8 twin as text into a table.

    python -m benchmarks.intake                                    the whole measurement, into evidence/
    python -m benchmarks.intake --rows 20000 --children 60 --repeats 1 --dry    a look, nothing recorded

Two subjects: one CP932 file of two million rows and twenty columns, to typed tables and to a sealed load; and all files of
an invented town to sealed loads. Fresh processes in turn, start-up included; files are warm. `sealed` is the command a clerk
runs. Every planted fault of the large file must be in its receipt, no more and no fewer.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.intake.world import FILE, PLANTED, ROWS_REFUSED, TWIN
from benchmarks.process import ROOT, Cost, anchor_python, measured, median
from benchmarks.twins import write_twins
from tools.evidence import record

SEED = 1
ROWS = 2_000_000
CHILDREN = 60_000
DAY, MONTH = "2026-10-31", "2026-10"
PACK = ROOT / "benchmarks" / "intake" / "pack"
TSUNAGU = [sys.executable, "-c", "from tsunagu.cli import main; main()"]
COMMAND = "make prove-benchmarks"
GOALS = {"typed": "≤ 1.4", "sealed": "≤ 2.1", "town": "≤ 2.1"}
PEAK_GOAL_MIB = 2_048


@dataclass
class Result:
    """Costs of every side, turn by turn; `inside` are CPU seconds after start-up. `wrong`: faults and rows miscounted."""

    rows: int
    ours: dict[str, list[Cost]]
    anchor: list[Cost]
    inside: dict[str, list[float]] = field(default_factory=dict)
    inside_anchor: list[float] = field(default_factory=list)
    wrong: int = 0

    def ratio(self, side: str) -> float:
        """Median over the turns of whole-process CPU over CPU."""
        pairs = zip(self.ours[side], self.anchor, strict=True)
        return round(median([one.cpu / other.cpu for one, other in pairs]), 2)

    def inside_ratio(self, side: str) -> float:
        """The same without start-up on either side."""
        pairs = zip(self.inside[side], self.inside_anchor, strict=True)
        return round(median([one / other for one, other in pairs]), 2)

    def peak(self) -> int:
        """MiB of our largest process."""
        return round(max(cost.peak_mib for costs in self.ours.values() for cost in costs))


def measure_file(rows: int, repeats: int, folder: Path) -> Result:
    """One large file: raw load, typed tables, sealed load, in turn."""
    _ours(folder, "world", str(rows), str(SEED), str(folder))
    planted = json.loads((folder / PLANTED).read_text(encoding="utf-8"))
    result = Result(rows, {"typed": [], "sealed": []}, [], {"typed": [], "sealed": []})
    anchor = [anchor_python(), str(ROOT / "benchmarks" / "intake" / "anchor.py"), str(folder / TWIN)]
    for _ in range(repeats):
        result.anchor.append(measured(anchor, folder=folder))
        raw = json.loads(result.anchor[-1].output)
        if raw["rows"] != rows:
            raise SystemExit(f"the anchor read {raw['rows']} rows of {rows}")
        result.inside_anchor.append(raw["cpu"])
        typed = _ours(folder, "ours", "typed", str(_home(folder, str(PACK))), str(folder / FILE))
        result.ours["typed"].append(typed)
        result.ours["sealed"].append(_intake([folder / FILE], _home(folder, str(PACK)), folder))
        sealed = _ours(folder, "ours", "sealed", str(_home(folder, str(PACK))), str(folder / FILE))
        for side, cost in (("typed", typed), ("sealed", sealed)):
            told = json.loads(cost.output)
            result.inside[side].append(told["cpu"])
            result.wrong += wrong(planted, told, rows)
    return result


def wrong(planted: dict[str, int], told: dict[str, Any], rows: int) -> int:
    """By how much the receipt and the load differ from what was planted: faults by code, all faults, rows in, rows kept.

    Notes about the file as a whole are not planted.
    """
    counts = {code: count for code, count in told["counts"].items() if not code.startswith("file.")}
    by_code = sum(abs(planted.get(code, 0) - counts.get(code, 0)) for code in planted.keys() | counts.keys())
    kept = rows - sum(planted.get(code, 0) for code in ROWS_REFUSED)
    listed = sum(told["counts"].values())
    return by_code + abs(told["rows"] - rows) + abs(told["kept"] - kept) + abs(told["faults"] - listed)


def measure_town(children: int, repeats: int, folder: Path) -> Result:
    """Every file of an invented town's month: DuckDB loading all twins, and the command receiving all files."""
    town = ["--pack", "kaisei", "--seed", str(SEED), "--children", str(children), "--month", MONTH, "--dirt", "0.02"]
    measured([*TSUNAGU, "sample", str(folder / "town"), *town], folder=folder)
    rows = write_twins(folder / "town" / "inbox", folder / "twins")
    files = sorted((folder / "town" / "inbox").iterdir())
    anchor = [anchor_python(), str(ROOT / "benchmarks" / "anchor_load.py"), str(folder / "twins")]
    result = Result(rows, {"town": []}, [])
    for _ in range(repeats):
        result.anchor.append(measured(anchor, folder=folder))
        result.ours["town"].append(_intake(files, _home(folder, "kaisei"), folder))
    return result


def _home(folder: Path, pack: str) -> Path:
    """A fresh home, so that nothing is recognised as received."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    measured([*TSUNAGU, "init", str(home), "--pack", pack, "--on", "2026-04-01"], folder=folder)
    return home


def _intake(files: list[Path], home: Path, folder: Path) -> Cost:
    """The command a clerk runs. It ends with 2 where a file was refused, as some of a dirty town's are."""
    command = [*TSUNAGU, "intake", *map(str, files), "--home", str(home), "--received", DAY, "--json"]
    return measured(command, folder=folder, accept=(0, 2))


def _ours(folder: Path, module: str, *arguments: str) -> Cost:
    """Run `benchmarks.intake.<module>` in a fresh process."""
    return measured([sys.executable, "-m", f"benchmarks.intake.{module}", *arguments], folder=folder, modules=ROOT)


def told(name: str, result: Result) -> str:
    """The measurements for a person."""
    lines = [f"{name}, {result.rows:,} rows: anchor {median([cost.cpu for cost in result.anchor]):.2f} CPU s"]
    for side, costs in result.ours.items():
        inside = f", after start-up {result.inside_ratio(side):.2f}" if side in result.inside else ""
        lines.append(
            f"  {side}: {median([cost.cpu for cost in costs]):.2f} CPU s, ratio {result.ratio(side):.2f}"
            f" (goal {GOALS[side]}){inside}, peak {max(cost.peak_mib for cost in costs):,.0f} MiB"
        )
    return "\n".join([*lines, f"  faults and rows miscounted: {result.wrong}"])


def keep_file(result: Result, repeats: int) -> None:
    """Write the figures of the large file."""
    size, n = f"{result.rows:,} rows × 20 columns, CP932", f"{result.rows:,} rows, {repeats} turns"
    for side, what in (("typed", "to typed tables"), ("sealed", "to a sealed load, the command")):
        record("intake-benchmark", f"CPU over DuckDB's raw load, {size}, {what}", result.ratio(side), GOALS[side], n,
               SEED, COMMAND)  # fmt: skip
        record("intake-benchmark", f"the same after start-up, {what}", result.inside_ratio(side), "stated", n, SEED, COMMAND)  # fmt: skip
    cost = {side: round(median([cost.cpu for cost in costs]), 2) for side, costs in result.ours.items()}
    cost["anchor"] = round(median([cost.cpu for cost in result.anchor]), 2)
    record("intake-benchmark", f"CPU seconds, {size}", cost, "stated", n, SEED, COMMAND)
    record("intake-benchmark", f"peak MiB of the largest process, {size}", result.peak(), f"≤ {PEAK_GOAL_MIB}", n,
           SEED, COMMAND)  # fmt: skip
    record("intake-benchmark", f"planted faults and rows miscounted, {size}", result.wrong, "= 0", n, SEED, COMMAND)


def keep_town(result: Result, children: int, repeats: int) -> None:
    """Write the figures of the file set. The sample writes one month of one town, not Izumi's fourteen years."""
    size, n = f"a month's files of {children:,} children", f"{result.rows:,} rows, {repeats} turns"
    record("intake-benchmark", f"CPU over DuckDB's raw load, {size}, to sealed loads, the command",
           result.ratio("town"), GOALS["town"], n, SEED, COMMAND)  # fmt: skip
    record("intake-benchmark", f"peak MiB of the largest process, {size}", result.peak(), f"≤ {PEAK_GOAL_MIB}", n,
           SEED, COMMAND)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Measure, print, record. Exit 1 when a figure misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--children", type=int, default=CHILDREN, help="0: without the town")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
        large = measure_file(options.rows, options.repeats, Path(folder))
    print(told("one file", large), flush=True)
    if not options.dry:
        keep_file(large, options.repeats)
    met = large.ratio("typed") <= 1.4 and large.ratio("sealed") <= 2.1 and large.peak() <= PEAK_GOAL_MIB
    if options.children:
        with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
            town = measure_town(options.children, options.repeats, Path(folder))
        print(told("a town's files", town), flush=True)
        if not options.dry:
            keep_town(town, options.children, options.repeats)
        met = met and town.ratio("town") <= 2.1 and town.peak() <= PEAK_GOAL_MIB
    return 0 if met and not large.wrong else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
