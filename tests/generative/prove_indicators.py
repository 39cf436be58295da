"""The full count: 20,000 random questions, every node covered, every broken twin caught; into evidence/indicators.json.

python tests/generative/prove_indicators.py                    about ten minutes; stopped, it goes on where it was
python tests/generative/prove_indicators.py --questions 500 --dry    a look, nothing recorded
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from generative.agreement import QUESTIONS_PER_WORLD, a_round, disagreements  # noqa: E402
from generative.coverage import answer_nodes, nodes_of, wanted  # noqa: E402
from generative.twins import TWINS, Twin, put_in_place  # noqa: E402
from tools.evidence import commit_id, record  # noqa: E402

FIRST_SEED = 1_000_000
PROGRESS = ROOT / "build" / "prove" / "indicators.json"
COMMAND = "make prove-indicators"
SAVE_EVERY = 20


def main(arguments: list[str]) -> int:
    """Ask, count, record. Exit 1 when any figure misses its goal."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    done = ask_all(options.questions)
    uncovered = sorted(wanted() - set(done["nodes"]))
    caught = {twin.name: questions_until_caught(twin) for twin in TWINS}
    missed = sorted(name for name, questions in caught.items() if questions is None)
    print(f"問い {done['questions']:,}  答え {done['answers']:,}  食い違い {done['differing']}  "
          f"節の残り {uncovered}  見つからない壊れた双子 {missed}")  # fmt: skip
    for seed, person, indicator, expected, found in done["examples"]:
        print(f"  種 {seed} こども {person} 参照 {expected} DuckDB {found}: {indicator}")
    if not options.dry:
        figures = (
            ("questions asked", done["questions"], "≥ 20,000"), ("answers compared", done["answers"], "≥ 100,000"),
            ("answers that differ", done["differing"], "= 0"), ("nodes not covered", len(uncovered), "= 0"),
            ("broken twins caught", len(TWINS) - len(missed), f"= {len(TWINS)}"),
            ("questions until the last twin was caught", max((n or 0 for n in caught.values()), default=0), "≤ 20,000"),
        )  # fmt: skip
        for name, value, goal in figures:
            record("indicators", name, value, goal, done["questions"], FIRST_SEED, COMMAND)
    return 1 if done["differing"] or uncovered or missed else 0


def ask_all(questions: int) -> dict:
    """Ask until `questions` are asked, going on from what an earlier, stopped proof of the same commit left."""
    done = _left_over(questions)
    while done["questions"] < questions:
        one = a_round(done["seed"], min(QUESTIONS_PER_WORLD, questions - done["questions"]))
        differing = disagreements(one)
        nodes = answer_nodes(one.expected.values())
        for indicator in one.indicators:
            nodes |= set(nodes_of(indicator, one.world.schema))
        done["nodes"] = sorted(set(done["nodes"]) | nodes)
        done["examples"] = (done["examples"] + [
            [d.seed, d.person_id, d.indicator.model_dump_json(exclude_none=True), d.reference, d.duckdb] for d in differing
        ])[:10]  # fmt: skip
        done["differing"] += len(differing)
        done["questions"] += len(one.indicators)
        done["answers"] += len(one.expected)
        done["seed"] += 1
        if done["seed"] % SAVE_EVERY == 0 or done["questions"] >= questions:
            PROGRESS.parent.mkdir(parents=True, exist_ok=True)
            PROGRESS.write_text(json.dumps(done), encoding="utf-8")
            print(f"\r{done['questions']:,}/{questions:,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return done


def _left_over(questions: int) -> dict:
    commit = commit_id()
    if PROGRESS.exists() and not commit.endswith("+"):
        done: dict = json.loads(PROGRESS.read_text(encoding="utf-8"))
        if done["commit"] == commit and done["wanted"] == questions and done["questions"] < questions:
            return done
    return {"commit": commit, "wanted": questions, "questions": 0, "answers": 0, "differing": 0, "nodes": [],
            "examples": [], "seed": FIRST_SEED}  # fmt: skip


def questions_until_caught(twin: Twin, at_most: int = 4_000) -> int | None:
    """How many random questions it took to notice one mistake; None when they did not."""
    asked, seed = 0, FIRST_SEED
    with _in_place(twin):
        while asked < at_most:
            one = a_round(seed)
            asked += len(one.indicators)
            seed += 1
            if disagreements(one):
                return asked
    return None


@contextmanager
def _in_place(twin: Twin) -> Iterator[None]:
    undo = put_in_place(twin)
    try:
        yield
    finally:
        undo()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
