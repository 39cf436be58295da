"""Figures, written by the command that measured them to evidence/<subject>.json. A number typed by hand is a defect."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "evidence"

Value = int | float | str | bool | dict[str, float]


@dataclass(frozen=True)
class Figure:
    """One measured figure: what was found beside what was wanted, and how to measure it again."""

    subject: str
    name: str
    value: Value
    goal: str
    n: int | str
    seed: int | str | None
    command: str
    commit: str
    cores: int

    @property
    def met(self) -> bool | None:
        """Whether the value keeps the goal; None where the goal is a sentence or the value no single number."""
        return goal_met(self.value, self.goal)


def goal_met(value: Value, goal: str) -> bool | None:
    """Judge `value` by a goal such as "≤ 6", "≥ 300", "= 0" or "5–12"."""
    if isinstance(value, (str, dict)):
        return None
    number = r"([0-9][0-9,]*(?:\.[0-9]+)?)"
    if between := re.match(rf"{number}–{number}", goal):
        low, high = (float(text.replace(",", "")) for text in between.groups())
        return low <= value <= high
    if bound := re.match(rf"([≤≥=<>])\s*{number}", goal):
        limit = float(bound[2].replace(",", ""))
        answers = {
            "≤": value <= limit,
            "≥": value >= limit,
            "=": value == limit,
            "<": value < limit,
            ">": value > limit,
        }
        return answers[bound[1]]
    return None


def record(
    subject: str,
    figure: str,
    value: Value,
    goal: str,
    n: int | str,
    seed: int | str | None,
    command: str,
    *,
    folder: Path = FOLDER,
) -> Figure:
    """Write one figure into `folder/<subject>.json`; other figures of the subject stay, the same figure is replaced."""
    if isinstance(value, float):
        value = round(value, 4)
    measured = Figure(subject, figure, value, goal, n, seed, command, commit_id(), os.cpu_count() or 1)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{subject}.json"
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"subject": subject, "figures": {}}
    kept = {"value": value, "goal": goal, "met": measured.met, "n": n, "seed": seed, "command": command,
            "commit": measured.commit, "cores": measured.cores}  # fmt: skip
    content["figures"][figure] = kept
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return measured


def read(folder: Path = FOLDER) -> list[Figure]:
    """Every figure on record, ordered by subject and name."""
    figures = []
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for name, kept in sorted(content["figures"].items()):
            rest = {key: kept[key] for key in ("value", "goal", "n", "seed", "command", "commit", "cores")}
            figures.append(Figure(subject=content["subject"], name=name, **rest))
    return figures


def commit_id() -> str:
    """The commit that was measured; "+" behind it says that measured files differed from it. "unknown" without git."""
    measured = ["src", "benchmarks", "tests", "requirements.lock"]
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--", *measured) else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()
