"""Twenty invented towns: is the share of flagged children one that people could work with, without touching anything?

    python -m tests.prove.seeds                     seeds 1–20, 3,319 children each, into evidence/seeds.json
    python -m tests.prove.seeds --seeds 2 --children 400 --dry

Kaisei's mapping and thresholds are as declared; nothing is fitted to a seed. The goal is 5–12 % in every town.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.evidence import ROOT, record

MONTH, AS_OF = "2026-10", "2026-10-31"
LOW, HIGH = 5.0, 12.0
COMMAND = "make prove-seeds"


@dataclass(frozen=True)
class Share:
    """One town: its children, and how many of them are flagged for at least one 困難の類型."""

    seed: int
    children: int
    flagged: int

    @property
    def percent(self) -> float:
        """Flagged children of all target children, in percent."""
        return 100 * self.flagged / self.children


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
    findings = csv.DictReader(io.StringIO(tsunagu("findings", "--home", home)))
    return Share(seed, summary["children"], len(flagged_children(list(findings))))


def flagged_children(findings: list[dict[str, str]]) -> set[str]:
    """The children with at least one finding that is flagged. Undeterminable is not flagged."""
    key = "resident_no" if findings and "resident_no" in findings[0] else "person_id"
    return {row[key] for row in findings if row["state"] == "flagged"}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--children", type=int, default=3319)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    shares = []
    for seed in range(1, options.seeds + 1):
        with tempfile.TemporaryDirectory(prefix="tsunagu-seed-") as folder:
            shares.append(share(seed, options.children, Path(folder)))
        print(
            f"seed {seed}: {shares[-1].flagged:,} of {shares[-1].children:,} = {shares[-1].percent:.1f} %", flush=True
        )
    outside = [one for one in shares if not LOW <= one.percent <= HIGH]
    if not options.dry:
        seeds, n = f"1–{options.seeds}", f"{options.seeds} towns of {options.children:,}"
        percents = [one.percent for one in shares]
        record("seeds", "towns outside 5–12 % flagged", len(outside), "= 0", n, seeds, COMMAND)
        record("seeds", "smallest share flagged, %", round(min(percents), 1), "5–12", n, seeds, COMMAND)
        record("seeds", "largest share flagged, %", round(max(percents), 1), "5–12", n, seeds, COMMAND)
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
