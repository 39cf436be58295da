"""Does a month that differs stop, and an ordinary one pass? Two months of invented towns, as they are and with changed files.

    python -m tests.prove.drift                              seeds 1–20 ordinary, seeds 1–5 changed, into evidence/drift.json
    python -m tests.prove.drift --ordinary 1 --changed 1 --children 300 --dry

Ordinary: October after September, dirty as delivered, and later months of the same town; none may stop. Changed: each of the
plantings in tests/support/drifted.py in October's files; each must stop with its own kind of breach, keep September's run on the
pages, and pass once somebody accepted it. The broken twin compares October with October: it must miss what was planted.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unittest import mock

from tests.support.drifted import PLANTINGS, Planting
from tools.evidence import record
from tsunagu.drift import Breach, Measures, read_report, report
from tsunagu.month import Accepting, DriftError, Home, create_home, run_month
from tsunagu.sample import write_sample

MONTHS = ((date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31)))
LATER = ((date(2026, 11, 1), date(2026, 11, 30)), (date(2027, 1, 1), date(2027, 1, 31)))
COMMAND = "make prove-drift"


@dataclass
class Outcome:
    """One month: what it was, which kinds of breach stopped it, and what was wrong (empty: nothing)."""

    name: str
    seed: int
    kinds: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass
class Pair:
    """A town with September run, and October's files."""

    folder: Path
    seed: int
    children: int
    dirt: float

    def prepare(self, later: bool = False) -> None:
        """Invent the months and run September."""
        for first, _ in (*MONTHS, *(LATER if later else ())):
            inbox = self.folder / f"{first:%Y-%m}"
            write_sample(inbox, pack="kaisei", seed=self.seed, children=self.children, month=first, dirt=self.dirt)
        home = create_home(self.folder / "base", "kaisei", on=date(2026, 4, 1))
        run_month(home, self.inbox(MONTHS[0][0]), as_of=MONTHS[0][1], capacity=5, quiet=True)

    def inbox(self, first: date) -> Path:
        """The files of a month."""
        return self.folder / f"{first:%Y-%m}" / "inbox"

    def fresh(self, name: str) -> Home:
        """A copy of the home as September left it."""
        shutil.rmtree(self.folder / name, ignore_errors=True)
        shutil.copytree(self.folder / "base", self.folder / name)
        return Home(self.folder / name)


def stopped(home: Home, inbox: Path, as_of: date, accepting: Accepting | None = None) -> list[Breach]:
    """Run a month; the breaches that stopped it, or none when it was shown."""
    try:
        run_month(home, inbox, as_of=as_of, capacity=5, quiet=True, accepting=accepting)
    except DriftError as error:
        found = read_report(home.runs / str(error.facts["run"]))
        return list(found.breaches) if found is not None else []
    return []


def ordinary(pair: Pair, later: bool) -> list[Outcome]:
    """The months after September as they come."""
    home, outcomes = pair.fresh("ordinary"), []
    for first, as_of in (MONTHS[1], *(LATER if later else ())):
        breaches = stopped(home, pair.inbox(first), as_of)
        outcome = Outcome(f"{first:%Y-%m}", pair.seed, [breach.kind for breach in breaches])
        outcome.problems = [f"stopped: {breach}" for breach in breaches]
        outcomes.append(outcome)
    return outcomes


def changed(pair: Pair, planting: Planting) -> Outcome:
    """October with one change: stopped for it, the pages as they were, then accepted and shown."""
    home, outcome = pair.fresh("changed"), Outcome(planting.name, pair.seed)
    inbox, as_of = planted(pair, planting), MONTHS[1][1]
    shown = home.current_file.read_bytes()
    outcome.kinds = [breach.kind for breach in stopped(home, inbox, as_of)]
    if planting.kind not in outcome.kinds:
        outcome.problems.append(f"not stopped for {planting.kind} but for {outcome.kinds}")
        return outcome
    if home.current_file.read_bytes() != shown:
        outcome.problems.append("the pages turned to the stopped run")
    if stopped(home, inbox, as_of, Accepting("山本", "確かめた")):
        outcome.problems.append("stopped although accepted")
    if stopped(home, inbox, as_of):
        outcome.problems.append("asked again for what was accepted")
    return outcome


def planted(pair: Pair, planting: Planting) -> Path:
    """October's files with the change in them."""
    inbox = pair.folder / "changed-inbox"
    shutil.rmtree(inbox, ignore_errors=True)
    shutil.copytree(pair.inbox(MONTHS[1][0]), inbox)
    planting.plant(inbox)
    return inbox


def twin_misses(pair: Pair, planting: Planting) -> bool:
    """The broken twin looks at the wrong month: October beside October. Whether it lets the change pass."""
    home = pair.fresh("twin")
    with mock.patch.object(report, "breaches_of", wrong_month(report.breaches_of)):
        return not stopped(home, planted(pair, planting), MONTHS[1][1])


def wrong_month(real: Callable[..., list[Breach]]) -> Callable[..., list[Breach]]:
    """A comparison that takes this month for last month."""

    def compare(now: Measures, before: Measures, pack: object) -> list[Breach]:
        return real(now, now, pack)

    return compare


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ordinary", type=int, default=20, help="seeds with months as they are")
    parser.add_argument("--changed", type=int, default=5, help="seeds with changed files")
    parser.add_argument("--children", type=int, default=800)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    passed: list[Outcome] = []
    caught: list[Outcome] = []
    missed = 0
    for seed in range(1, max(options.ordinary, options.changed) + 1):
        with tempfile.TemporaryDirectory(prefix="tsunagu-drift-") as folder:
            if seed <= options.ordinary:
                pair = Pair(Path(folder) / "dirty", seed, options.children, dirt=0.02)
                pair.prepare(later=True)
                passed += ordinary(pair, later=True)
            if seed <= options.changed:
                pair = Pair(Path(folder) / "clean", seed, options.children, dirt=0.0)
                pair.prepare()
                caught += [changed(pair, planting) for planting in PLANTINGS]
                missed += sum(twin_misses(pair, planting) for planting in PLANTINGS)
        print(
            f"seed {seed}: {[one.problems for one in passed + caught if one.seed == seed and one.problems]}", flush=True
        )
    bad = [one for one in passed + caught if one.problems]
    for one in bad:
        print(one, file=sys.stderr)
    twin_caught = missed == len(caught) and bool(caught)
    if not options.dry:
        seeds, towns = f"1–{options.ordinary}", f"{len(passed)} months of {options.children} children"
        record("drift", "ordinary months stopped", sum(bool(one.kinds) for one in passed), "= 0", towns, seeds, COMMAND)
        planted_n = f"{len(caught)} changed files"
        right = sum(not one.problems for one in caught)
        record("drift", "changed files stopped, kept off the pages, and shown once accepted", right, f"= {len(caught)}", planted_n, f"1–{options.changed}", COMMAND)  # fmt: skip
        record("drift", "broken twin (the wrong month) caught", twin_caught, "= 1", planted_n, f"1–{options.changed}", COMMAND)  # fmt: skip
    return 0 if not bad and twin_caught else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
