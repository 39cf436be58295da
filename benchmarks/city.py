"""A month of Izumi in an invented city of its size, by the commands a town gives: how long, how much memory, how many for each SSW.

    python -m benchmarks.city                        31,000 children, into evidence/city.json
    python -m benchmarks.city --children 400 --dry   a look, nothing recorded

Izumi's report counts 113,735 child-years of school age in seven years, some 16,200 a year; as many go to school among 31,000
children of 0 to 18. The broken twin gives every SSW as many households as there are: somebody has to get more than the pack allows,
or the limit kept nothing back.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.process import Cost, measured
from tools.evidence import Value, goal_met, record
from tsunagu.criteria import COUNTS, RANKING, WORKLIST
from tsunagu.month import find_home

COMMAND = "python -m benchmarks.city"
TSUNAGU = [sys.executable, "-c", "from tsunagu.cli import main; main()"]
SEED, CHILDREN, DIRT = 1, 31_000, 0.02
MONTH, AS_OF, BEGINNING = "2026-10", "2026-10-31", "2026-04-01"
MOST_MIB = 2048
"""Of the ordinary server with 8 GB: the pages, the worker and the system want the rest."""


def live(folder: Path, children: int) -> tuple[Cost, Path]:
    """The city's files, its home, and its month; then what a town does with a month: the list of protected people taken anew, the
    snapshot verified, the list printed. Raises SystemExit where a command fails."""
    town, home = folder / "town", folder / "home"
    sample = ["--pack", "izumi", "--seed", SEED, "--children", children, "--month", MONTH, "--dirt", DIRT]
    _command(folder, "sample", town, *sample)
    _command(folder, "init", home, "--pack", "izumi", "--on", BEGINNING)
    run = _command(folder, "run", town / "inbox", "--as-of", AS_OF, "--home", home, "--json")
    for path in sorted((town / "inbox").glob("SHIENSOCHI*")):
        _command(folder, "protect", path, "--home", home)
    _command(folder, "snapshot", "verify", "--home", home)
    _command(folder, "worklist", "--home", home)
    return run, home


def _command(folder: Path, *words: object) -> Cost:
    return measured([*TSUNAGU, *map(str, words)], folder=folder)


def of_each_worker(run: Path) -> tuple[Counter[str], Counter[str], dict[str, int]]:
    """Of each SSW: households on the list, households in question, and how many the pack lets have."""
    ranking, worklist = _read(run / RANKING), _read(run / WORKLIST)
    listed = {entry["household_code"] for entry in worklist["listed"]}
    known = [one for one in _households(run) if one["worker"] is not None]
    on_list = Counter(one["worker"] for one in known if one["household_code"] in listed)
    return on_list, Counter(one["worker"] for one in known), ranking["workers"]


def children_of_each(run: Path) -> list[int]:
    """How many children of the list each SSW who has any has to look at, fewest first."""
    worker_of = {one["household_code"]: one["worker"] for one in _households(run)}
    children: Counter[str] = Counter()
    for entry in _read(run / WORKLIST)["listed"]:
        children[worker_of[entry["household_code"]]] += len(entry["children"])
    return sorted(number for worker, number in children.items() if worker is not None)


def _households(run: Path) -> list[dict[str, Any]]:
    ranking = _read(run / RANKING)
    return [*ranking["households"], *ranking["nominated"]]


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def figures_of(run: Cost, home: Path) -> list[tuple[str, Value, str]]:
    """(name, value, goal) of the month."""
    summary = json.loads(run.output.strip().splitlines()[-1])
    folder = find_home(home).current_run()
    assert folder is not None, "the month ended without a run"
    worklist, counts = _read(folder / WORKLIST), _read(folder / COUNTS)
    on_list, in_question, allowed = of_each_worker(folder)
    children = children_of_each(folder)
    over = [worker for worker, number in on_list.items() if number > allowed[worker]]
    over_without = [worker for worker, number in in_question.items() if number > allowed[worker]]
    return [
        ("rows received", summary["rows_in"], "told"),
        ("rows refused", summary["rows_refused"], "told"),
        ("CPU seconds of the month", round(run.cpu, 1), "told"),
        ("seconds of the month", round(run.wall, 1), "told"),
        ("peak memory of the largest process, MiB", round(run.peak_mib), f"≤ {MOST_MIB}"),
        ("children 基準以上", counts["per_type"]["abuse"]["flagged"], "told"),
        ("households on the list", len(worklist["listed"]), f"≤ {worklist['capacity']}"),
        ("SSWs with a household on the list", len(on_list), "told"),
        ("children on the list of one SSW", {"fewest": children[0], "most": children[-1]} if children else {}, "told"),
        ("most households of one SSW", max(on_list.values(), default=0), f"≤ {max(allowed.values(), default=0)}"),
        ("SSWs with more than they can take", len(over), "= 0"),
        ("broken twin (no limit for each SSW): SSWs with more than they can take", len(over_without), "≥ 1"),
    ]


def main(arguments: Sequence[str]) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=CHILDREN)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tsunagu-city-") as folder:
        figures = figures_of(*live(Path(folder), options.children))
    for name, value, goal in figures:
        print(f"{name}: {value} ({goal})", flush=True)
        if not options.dry:
            record("city", name, value, goal, f"{options.children:,} children", SEED, COMMAND)
    return 0 if all(goal_met(value, goal) is not False for _, value, goal in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
