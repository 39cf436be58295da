"""Validated intake against raw loading: CPU of receiving over CPU of DuckDB reading the UTF-8 twins as text into tables.

    python -m benchmarks.intake                                    the whole measurement, into evidence/
    python -m benchmarks.intake --only city --dry                  a look at one subject, nothing recorded
    python -m benchmarks.intake --rows 20000 --children 60 --city-children 60 --repeats 1 --dry

Three subjects: one CP932 file of two million rows and twenty columns; all files of an invented town's month; the 28 kinds of
file of a city, seven years of them, 197,141 child-years and more. Fresh processes in turn, start-up included; files are warm.
`typed` ends with typed tables in memory, `sealed` is the command a clerk runs. Every planted fault of the large file must be in
its receipt, no more and no fewer; of the city every kind of file must have been taken.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.intake import city
from benchmarks.intake.result import COMMAND, SEED, Result, keep, told
from benchmarks.intake.world import FILE, PLANTED, ROWS_REFUSED, TWIN
from benchmarks.kept import kept
from benchmarks.process import ROOT, Cost, anchor_python, measured
from benchmarks.twins import write_twins
from tools.evidence import record

ROWS, CHILDREN = 2_000_000, 60_000
CITY_CHILDREN, CITY_YEARS = 62_500, 7
DAY, MONTH = "2026-10-31", "2026-10"
PACK = ROOT / "benchmarks" / "intake" / "pack"
TSUNAGU = [sys.executable, "-c", "from tsunagu.cli import main; main()"]


def measure_file(rows: int, repeats: int, folder: Path) -> Result:
    """One large file: raw load, typed tables, sealed load, in turn."""
    _module(folder, "world", str(rows), str(SEED), str(folder))
    planted = json.loads((folder / PLANTED).read_text(encoding="utf-8"))
    result = Result(rows, {"typed": [], "sealed": []}, inside={"typed": [], "sealed": []})
    anchor = [anchor_python(), str(ROOT / "benchmarks" / "intake" / "anchor.py"), str(folder / TWIN)]
    for _ in range(repeats):
        result.anchor.append(measured(anchor, folder=folder))
        raw = json.loads(result.anchor[-1].output)
        if raw["rows"] != rows:
            raise SystemExit(f"the anchor read {raw['rows']} rows of {rows}")
        result.inside_anchor.append(raw["cpu"])
        typed = _ours(folder, "typed", [folder / FILE], _home(folder, str(PACK)), DAY)
        result.ours["typed"].append(typed)
        result.ours["sealed"].append(_intake([folder / FILE], _home(folder, str(PACK)), folder, DAY))
        sealed = _ours(folder, "sealed", [folder / FILE], _home(folder, str(PACK)), DAY)
        for side, cost in (("typed", typed), ("sealed", sealed)):
            said = json.loads(cost.output)
            result.inside[side].append(said["cpu"])
            result.wrong += wrong(planted, said, rows)
    return result


def wrong(planted: dict[str, int], said: dict[str, Any], rows: int) -> int:
    """By how much the receipt and the load differ from what was planted: faults by code, all faults, rows in, rows kept.

    Notes about the file as a whole are not planted.
    """
    counts = {code: count for code, count in said["counts"].items() if not code.startswith("file.")}
    by_code = sum(abs(planted.get(code, 0) - counts.get(code, 0)) for code in planted.keys() | counts.keys())
    kept_rows = rows - sum(planted.get(code, 0) for code in ROWS_REFUSED)
    listed = sum(said["counts"].values())
    return by_code + abs(said["rows"] - rows) + abs(said["kept"] - kept_rows) + abs(said["faults"] - listed)


def measure_town(children: int, repeats: int, folder: Path) -> Result:
    """Every file of an invented town's month: DuckDB loading all twins, and the command receiving all files."""
    town = kept(f"town-{children}-{SEED}", lambda made: write_town(children, made))
    rows = json.loads((town / city.TOLD).read_text(encoding="utf-8"))["rows"]
    files = sorted((town / city.INBOX).iterdir())
    result = Result(rows, {"sealed": []})
    for _ in range(repeats):
        result.anchor.append(_raw(town / city.TWINS, folder))
        result.ours["sealed"].append(_intake(files, _home(folder, "kaisei"), folder, DAY))
    return result


def write_town(children: int, folder: Path) -> None:
    """A town's month and its twins."""
    town = ["--pack", "kaisei", "--seed", str(SEED), "--children", str(children), "--month", MONTH, "--dirt", "0.02"]
    measured([*TSUNAGU, "sample", str(folder), *town], folder=folder)
    rows = write_twins(folder / city.INBOX, folder / city.TWINS)
    (folder / city.TOLD).write_text(json.dumps({"rows": rows}), encoding="utf-8")


def measure_city(children: int, years: int, repeats: int, folder: Path) -> tuple[Result, int]:
    """The 28 kinds of file of a city, year by year: DuckDB loading all twins, typed tables, and the command. And how many
    child-years they are."""
    made = kept(f"city-{children}-{years}-{SEED}", lambda made: write_city(children, years, made))
    about = json.loads((made / city.TOLD).read_text(encoding="utf-8"))
    files, day = sorted((made / city.INBOX).iterdir()), f"{city.FIRST_YEAR + years}-04-05"
    result = Result(about["rows"], {"typed": [], "sealed": []})
    for _ in range(repeats):
        result.anchor.append(_raw(made / city.TWINS, folder))
        for side, measure in (("typed", _typed), ("sealed", _sealed)):
            cost, sources = measure(files, _home(folder, str(made / city.PACK)), folder, day)
            if sources != {kind.source for kind in city.KINDS}:
                raise SystemExit(f"{side}: not every kind of file was taken")
            result.ours[side].append(cost)
    return result, about["child_years"]


def write_city(children: int, years: int, folder: Path) -> None:
    """A city's years, in a process of its own."""
    _module(folder, "city", str(children), str(SEED), str(years), str(folder))


def _typed(files: list[Path], home: Path, folder: Path, day: str) -> tuple[Cost, set[str]]:
    cost = _ours(folder, "typed", files, home, day)
    return cost, set(json.loads(cost.output)["sources"])


def _sealed(files: list[Path], home: Path, folder: Path, day: str) -> tuple[Cost, set[str]]:
    cost = _intake(files, home, folder, day)
    return cost, {one["source"] for one in json.loads(cost.output) if one["status"] == "accepted"}


def _home(folder: Path, pack: str) -> Path:
    """A fresh home, so that nothing is recognised as received."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    measured([*TSUNAGU, "init", str(home), "--pack", pack, "--on", "2026-04-01"], folder=folder)
    return home


def _intake(files: list[Path], home: Path, folder: Path, day: str) -> Cost:
    """The command a clerk runs. It ends with 2 where a file was refused, as some of a dirty town's are."""
    command = [*TSUNAGU, "intake", *map(str, files), "--home", str(home), "--received", day, "--json"]
    return measured(command, folder=folder, accept=(0, 2))


def _raw(twins: Path, folder: Path) -> Cost:
    """DuckDB loads a folder of twins."""
    return measured([anchor_python(), str(ROOT / "benchmarks" / "anchor_load.py"), str(twins)], folder=folder)


def _ours(folder: Path, mode: str, files: list[Path], home: Path, day: str) -> Cost:
    return _module(folder, "ours", mode, str(home), day, *map(str, files))


def _module(folder: Path, module: str, *arguments: str) -> Cost:
    """Run `benchmarks.intake.<module>` in a fresh process."""
    return measured([sys.executable, "-m", f"benchmarks.intake.{module}", *arguments], folder=folder, modules=ROOT)


def main(arguments: list[str]) -> int:
    """Measure, print, record. Exit 1 when a figure misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=("file", "town", "city"), action="append", help="one subject of the three")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--children", type=int, default=CHILDREN, help="of the town")
    parser.add_argument("--city-children", type=int, default=CITY_CHILDREN)
    parser.add_argument("--years", type=int, default=CITY_YEARS, help="of the city")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    subjects: dict[str, Callable[[Path], tuple[str, Result]]] = {
        "file": lambda folder: (
            f"{options.rows:,} rows × 20 columns, CP932",
            measure_file(options.rows, options.repeats, folder),
        ),
        "town": lambda folder: (
            f"a month's files of {options.children:,} children",
            measure_town(options.children, options.repeats, folder),
        ),
        "city": lambda folder: _named(*measure_city(options.city_children, options.years, options.repeats, folder)),
    }
    met = True
    for subject in options.only or subjects:
        with tempfile.TemporaryDirectory(prefix="tsunagu-benchmark-") as folder:
            size, result = subjects[subject](Path(folder))
        print(told(size, result), flush=True)
        met = met and result.met()
        if not options.dry:
            keep(size, result, options.repeats)
            if subject == "file":
                n = f"{result.rows:,} rows, {options.repeats} turns"
                record(
                    "intake-benchmark",
                    f"planted faults and rows miscounted, {size}",
                    result.wrong,
                    "= 0",
                    n,
                    SEED,
                    COMMAND,
                )
    return 0 if met else 1


def _named(result: Result, child_years: int) -> tuple[str, Result]:
    return f"28 kinds of file of {child_years:,} child-years", result


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
