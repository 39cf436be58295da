"""Protect a child, spoil the list, let it grow old: do the pages of anybody still tell where somebody protected is?

    python -m tests.prove.protection                    twenty children of the list whose address nobody else has, five
                                                        ways each, into evidence/protection.json
    python -m tests.prove.protection --children 2 --dry

Each trial begins with a fresh and sure list, on which the people permitted must see the address; then the list protects the
child, holds a row that is refused or that nobody can place, is refused whole, or grows a day old. After each, a person
of every role opens the child, its case (a task, a contact and a plan of which name school and address), the list and the town's
pages, and the paper of a meeting about the household is set. The twins forget the newest list, lay nothing over, trust what was read
in part, or show what was typed as it was typed: each has to give somebody away.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.evidence import ROOT, record

sys.path.insert(0, str(ROOT / "tests"))

from support.played import AS_OF, BEGINNING, MONTH, Played
from tsunagu.catalog import load_pack
from tsunagu.month import create_home, run_month
from tsunagu.sample import write_sample

SEED, CHILDREN, CAPACITY = 3, 1200, 1000
COMMAND = "make prove-protection"


def settle(folder: Path, children: int) -> Played:
    """A clean town, judged with room for every flagged household, made a demo and served to this process."""
    pack = load_pack("kaisei")
    write_sample(folder / "town", pack=pack, seed=SEED, children=children, month=MONTH, dirt=0)
    home = create_home(folder / "home", "kaisei", on=BEGINNING, demo=True)
    run = run_month(home, folder / "town" / "inbox", as_of=AS_OF, capacity=CAPACITY, quiet=True)
    return Played(folder / "town", home, run)


def serve(home: Path) -> None:
    """Point Django at the home, as `tsunagu serve` does, without a server."""
    from tsunagu_web.commands import set_up

    set_up(home)
    from django.test.utils import setup_test_environment

    setup_test_environment()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=20, help="children of the list to try")
    parser.add_argument("--town", type=int, default=CHILDREN, help="children of the town")
    parser.add_argument("--people", type=int, default=None, help="of how many roles somebody looks; without it of all")
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tsunagu-protection-") as folder:
        town = settle(Path(folder), options.town)
        serve(town.home.folder)
        from support.protected_town import given_away
        from support.web_people import EVERYBODY
        from tests.prove.whereabouts import KINDS, TWINS, prove

        children = given_away(town)[: options.children]
        scene, caught = prove(town, children, EVERYBODY[: options.people])
    for line in scene.given[:20]:
        print(line, file=sys.stderr)
    trials = len(children) * len(KINDS)
    print(f"{trials} trials, {scene.looks} looks, {len(scene.given)} gave away, {caught} of {len(TWINS)} twins caught")
    if not options.dry:
        figures: list[tuple[str, int, str, int]] = [
            ("looks that told where somebody protected or doubtful is", len(scene.given), "= 0", scene.looks),
            ("trials: protected since, row refused, row of nobody, file refused, grown old", trials, "≥ 100", trials),
            ("% of permitted looks on a fresh and sure list that showed the address",
             100 * scene.shown // scene.permitted, "= 100", scene.permitted),
            ("% of papers set on a fresh and sure list that named the school",
             100 * scene.on_paper // scene.papers, "= 100", scene.papers),
            ("% of cases whose 支援経過, on a fresh and sure list, read as it was written",
             100 * scene.read // scene.papers, "= 100", scene.papers),
            ("broken twins caught", caught, f"= {len(TWINS)}", len(TWINS)),
        ]  # fmt: skip
        for name, value, goal, count in figures:
            record("protection", name, value, goal, count, SEED, COMMAND)
    seen = scene.shown == scene.permitted and scene.on_paper == scene.read == scene.papers
    return 0 if not scene.given and seen and caught == len(TWINS) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
