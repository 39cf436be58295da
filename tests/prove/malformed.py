"""Two thousand malformed files: none crashes or hangs the reader, every message says what a clerk needs; and the twins.

    python -m tests.prove.malformed                     2,000 files, into evidence/malformed.json; goes on where it stopped
    python -m tests.prove.malformed --files 100 --dry   a look, nothing recorded

Each file is received in a process of its own kind of trouble: one that may crash, hang (20 s) or swell (1 GB). What is
judged is the text a clerk reads. One file of each kind also goes through the command `tsunagu intake`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.prove.noted import note, recall
from tools.evidence import ROOT, record

sys.path.insert(0, str(ROOT / "tests"))

from generative.handing_in import CATCH_ALL, problems
from generative.handing_in_guarded import Desk, HandedIn
from generative.malformed import KINDS, Malformed, malformed, one_malformed
from generative.test_malformed_files import problems_of_command, problems_of_draft

SEED = 20_261_031
COMMAND = "make prove-malformed"
DRAFTS = 5
"""Files of each kind that a draft is made of."""
KEPT = ROOT / "build" / "prove" / "malformed.jsonl"
TWINS = {
    "guesses": [name for name, kind in KINDS.items() if kind.expected == ("file.undecodable",)],
    "no_limits": ["wide sheet", "zip bomb", "zip of one member a hundred times", "thousands of parts"],
}
Result = dict[str, Any]


def judged(file: Malformed, done: HandedIn) -> Result:
    """What is kept of one file: what became of it, and what is wrong with its message."""
    kept = asdict(done) | {"kind": file.kind}
    kept["problems"] = problems(file, done.message) if done.message is not None else ["no message"]
    kept["catch_all"] = CATCH_ALL in (kept.pop("message") or "")
    return kept


def hand_in_all(files: int, folder: Path, done: dict[str, Result], kept: Path | None) -> list[Result]:
    """Every file not yet handed in for this commit, in turn."""
    desk = Desk(folder)
    try:
        for number in range(files):
            if str(number) in done:
                continue
            [file] = malformed(SEED, 1, number)
            done[str(number)] = judged(file, desk.hand_in(file, number))
            note(kept, str(number), done[str(number)])
            if done[str(number)]["problems"] or number % 100 == 99:
                print(
                    f"{number + 1}/{files} {file.kind}: {done[str(number)]['problems'] or 'as it should be'}",
                    flush=True,
                )
    finally:
        desk.close()
    return [done[str(number)] for number in range(files)]


def command_all(folder: Path, done: dict[str, Result], kept: Path | None) -> list[Result]:
    """One file of each kind through the command, as a clerk hands it in."""
    for number, name in enumerate(KINDS):
        key = f"command {name}"
        if key not in done:
            found = problems_of_command(one_malformed(SEED, number, name), folder / f"command{number}")
            done[key] = {"kind": name, "problems": found}
            note(kept, key, done[key])
            print(f"tsunagu intake, {name}: {found or 'as it should be'}", flush=True)
    return [done[f"command {name}"] for name in KINDS]


def draft_all(folder: Path, done: dict[str, Result], kept: Path | None) -> list[Result]:
    """A few files of each kind looked at as of an unknown layout, as `tsunagu source draft` does."""
    keys = [(f"draft {name} {number}", name, number) for name in KINDS for number in range(DRAFTS)]
    for key, name, number in keys:
        if key not in done:
            done[key] = {"kind": name, "problems": problems_of_draft(one_malformed(SEED, number, name), folder / key)}
            note(kept, key, done[key])
    return [done[key] for key, _, _ in keys]


def caught(twin: str, folder: Path) -> int:
    """How many of the twin's kinds the proof finds out."""
    desk = Desk(folder / twin, [twin])
    try:
        files = [one_malformed(SEED, number, name) for number, name in enumerate(TWINS[twin])]
        return sum(bool(judged(file, desk.hand_in(file, number))["problems"]) for number, file in enumerate(files))
    finally:
        desk.close()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    kept = None if options.dry else KEPT
    done = recall(kept)
    with tempfile.TemporaryDirectory(prefix="tsunagu-malformed-") as name:
        folder = Path(name)
        results = hand_in_all(options.files, folder, done, kept)
        commands = command_all(folder, done, kept)
        drafts = draft_all(folder, done, kept)
        twins = {twin: caught(twin, folder) for twin in TWINS}
    bad = [result for result in results + commands + drafts if result["problems"]]
    for result in bad:
        print(result, file=sys.stderr)
    missed = [twin for twin, count in twins.items() if count < len(TWINS[twin])]
    if not options.dry:
        record_all(results, commands, drafts, twins)
    print(Counter(result["kind"] for result in bad) or "すべて目標どおりです", f"twins {twins}")
    return 1 if bad or missed else 0


def record_all(results: list[Result], commands: list[Result], drafts: list[Result], twins: dict[str, int]) -> None:
    """Every figure beside its goal."""
    n = len(results)
    unlike = [result for result in results if result["problems"]]
    in_catch_all = 100 * sum(result["catch_all"] for result in results) / n
    peak = max(result["peak"] for result in results) / 2**20
    longest = max(result["cpu"] for result in results)
    by_command = sum(bool(one["problems"]) for one in commands)
    stopped = sum(one["peak"] == 0 and not one["crashed"] for one in results)
    record("malformed", "malformed files", n, "≥ 2,000", n, SEED, COMMAND)
    record("malformed", "kinds of damage", len(KINDS), "stated", n, SEED, COMMAND)
    record("malformed", "crashes and tracebacks", sum(one["crashed"] for one in results), "= 0", n, SEED, COMMAND)
    record("malformed", "files past the 20 s guard", stopped, "= 0", n, SEED, COMMAND)
    record("malformed", "longest processor time of a file, s", round(longest, 2), "≤ 20", n, SEED, COMMAND)
    record("malformed", "peak memory, reader and its child together, MiB", round(peak), "< 1024", n, SEED, COMMAND)
    record(
        "malformed",
        "messages lacking file, place, cause, remedy or the expected code",
        len(unlike),
        "= 0",
        n,
        SEED,
        COMMAND,
    )
    record("malformed", "files in the catch-all, %", round(in_catch_all, 2), "≤ 2", n, SEED, COMMAND)
    record("malformed", "kinds the command answers otherwise", by_command, "= 0", len(commands), SEED, COMMAND)
    undrafted = sum(bool(one["problems"]) for one in drafts)
    record(
        "malformed",
        "files a draft falls over or refuses without a sentence",
        undrafted,
        "= 0",
        len(drafts),
        SEED,
        COMMAND,
    )
    for twin, words in (("guesses", "a reader that guesses"), ("no_limits", "a reader without limits")):
        share = round(100 * twins[twin] / len(TWINS[twin]), 1)
        record("malformed", f"broken twin ({words}) caught, %", share, "= 100", len(TWINS[twin]), SEED, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
