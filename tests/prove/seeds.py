"""Twenty invented towns: is the share of flagged children one that people could work with, without touching anything?

    python -m tests.prove.seeds                     seeds 1–20, 3,319 children each, into evidence/seeds.json; goes on
                                                    where it stopped
    python -m tests.prove.seeds --seeds 2 --children 400 --dry

Kaisei's mapping and thresholds are as declared; nothing is fitted to a seed. The goal is 5–12 % in every town. The broken twin
flags from a single point of any type: its shares have to miss the goal, or the goal says nothing.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools.evidence import ROOT, commit_id, record

MONTH, AS_OF = "2026-10", "2026-10-31"
LOW, HIGH = 5.0, 12.0
COMMAND = "make prove-seeds"


@dataclass(frozen=True)
class Share:
    """One town: its children, and how many of them are flagged for at least one 困難の類型."""

    seed: int
    children: int
    flagged: int
    with_a_point: int
    """Children with at least one point of some type: whom the broken twin flags."""

    @property
    def percent(self) -> float:
        """Flagged children of all target children, in percent."""
        return 100 * self.flagged / self.children

    @property
    def twin_percent(self) -> float:
        """What a threshold of one point for every type would flag, in percent."""
        return 100 * self.with_a_point / self.children


def tsunagu(*arguments: str) -> str:
    """What one command prints. Raises SystemExit when it fails."""
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"tsunagu {' '.join(arguments)} ends with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def share(seed: int, children: int, folder: Path) -> Share:
    """Invent the town of a seed, run its month, count."""
    town, home = str(folder / "town"), str(folder / "home")
    tsunagu(
        "sample",
        town,
        "--pack",
        "kaisei",
        "--seed",
        str(seed),
        "--children",
        str(children),
        "--month",
        MONTH,
        "--dirt",
        "0.02",
    )
    tsunagu("init", home, "--pack", "kaisei", "--on", "2026-04-01")
    printed = tsunagu("run", f"{town}/inbox", "--as-of", AS_OF, "--capacity", "5", "--home", home, "--json")
    summary = json.loads(printed.strip().splitlines()[-1])
    findings = list(csv.DictReader(io.StringIO(tsunagu("findings", "--home", home))))
    with_a_point = {row["resident_no"] for row in findings if int(row["points"]) > 0}
    return Share(seed, summary["children"], len(flagged_children(findings)), len(with_a_point))


def flagged_children(findings: list[dict[str, str]]) -> set[str]:
    """The children with at least one finding that is flagged. Undeterminable is not flagged."""
    return {row["resident_no"] for row in findings if row["state"] == "flagged"}


def shares(seeds: Sequence[int], children: int, kept: Path | None) -> list[Share]:
    """The share of every seed's town; with `kept`, those noted there for this very commit are not measured again."""
    mark, done = [commit_id(), children], {}
    for line in kept.read_text(encoding="utf-8").splitlines() if kept and kept.exists() else ():
        noted = json.loads(line)
        if noted["mark"] == mark:
            done[noted["share"]["seed"]] = Share(**noted["share"])
    for seed in seeds:
        if seed not in done:
            with tempfile.TemporaryDirectory(prefix="tsunagu-seed-") as folder:
                done[seed] = share(seed, children, Path(folder))
            if kept is not None:
                kept.parent.mkdir(parents=True, exist_ok=True)
                with kept.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps({"mark": mark, "share": asdict(done[seed])}) + "\n")
        one = done[seed]
        print(f"seed {seed}: {one.flagged:,} of {one.children:,} = {one.percent:.1f} %", flush=True)
    return [done[seed] for seed in seeds]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--children", type=int, default=3319)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    kept = None if options.dry else ROOT / "build" / "prove" / "seeds.jsonl"
    found = shares(range(1, options.seeds + 1), options.children, kept)
    outside = [one for one in found if not LOW <= one.percent <= HIGH]
    twins_inside = [one for one in found if LOW <= one.twin_percent <= HIGH]
    if not options.dry:
        seeds, n = f"1–{options.seeds}", f"{options.seeds} towns of {options.children:,}"
        percents = [one.percent for one in found]
        record("seeds", "towns outside 5–12 % flagged", len(outside), "= 0", n, seeds, COMMAND)
        record("seeds", "smallest share flagged, %", round(min(percents), 1), "5–12", n, seeds, COMMAND)
        record("seeds", "largest share flagged, %", round(max(percents), 1), "5–12", n, seeds, COMMAND)
        name = "broken twin (one point flags) inside 5–12 %, towns"
        record("seeds", name, len(twins_inside), "= 0", n, seeds, COMMAND)
    return 1 if outside or twins_inside else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
