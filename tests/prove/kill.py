"""Kill the month, the import and the publishing again and again: nothing acknowledged is lost, nothing published is half.

    python -m tests.prove.kill                          300 kills, written to evidence/kill.json; goes on where it stopped
    python -m tests.prove.kill --share 0.02 --dry       a few, nothing recorded
    python -m tests.prove.kill --only desk              the hundred and twenty at the desk

A hundred fall into `tsunagu run`: sixty from outside, spread evenly over its work (processor time, which other work on the
machine does not stretch), forty exactly before a durable step (fsync or rename) of publishing. A hundred and thirty fall
into `tsunagu intake` of the same files, seventy into `tsunagu snapshot build`; another hundred and twenty into the month of
files that were handed in, as the pages start it, a wiping, a draft and its confirmation (`killed_desk`), forty into the receiving
of a zip with a password (`killed_tray`). After each: acknowledged rows counted,
`tsunagu snapshot verify`, the same command once more, every sealed byte compared with a home that nobody disturbed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from tests.prove.killed_desk import COUNTS as DESK_COUNTS
from tests.prove.killed_desk import DraftScene, WipeScene, scenes_of
from tests.prove.killed_tray import COUNTS as TRAY_COUNTS
from tests.prove.killed_tray import tray_scene
from tests.prove.killing import MONTHS, Scene, Town, Trial, kill_by_step, kill_by_time, kill_twin, kill_unswept_twin
from tests.prove.noted import note, recall
from tools.evidence import ROOT, record

SEED = 7
COMMAND = "make prove-kill"
KEPT = ROOT / "build" / "prove" / "kill.jsonl"
COUNTS = {"run": (60, 40), "intake": (70, 60), "snapshot build": (30, 40)}
"""Scene → kills by time, kills by step."""
Strike = tuple[str, Callable[[], Trial]]


def spread(count: int, total: int) -> list[int]:
    """`count` numbers spread evenly over range(total)."""
    return [int((index + 0.5) * total / count) for index in range(count)]


def plan(scene: Scene, by_time: int, by_step: int) -> list[Strike]:
    """The kills of one scene, each with a key that stays the same from start to start."""
    publishes = scene.name in ("run", "snapshot build", "month of what was handed in")
    steps = scene.publishing_steps() if publishes else list(range(len(scene.steps)))
    strikes: list[Strike] = []
    for index in range(by_time):
        share = (index + 0.5) / by_time
        strikes.append((f"{scene.name}: time {index}/{by_time}", lambda at=share: kill_by_time(scene, at)))
    for index, at in enumerate(spread(by_step, len(steps))):
        strikes.append((f"{scene.name}: step {index}/{by_step}", lambda step=steps[at]: kill_by_step(scene, step)))
    return strikes


def strike_all(strikes: list[Strike], kept: Path | None = None) -> list[Trial]:
    """Every kill that is not yet noted for this commit, in turn."""
    done = {key: Trial(**result) for key, result in recall(kept).items()}
    for key, strike in strikes:
        if key not in done:
            done[key] = strike()
            note(kept, key, asdict(done[key]))
            print(f"{len(done)}/{len(strikes)} {key}: {done[key].wrong or 'whole'}", flush=True)
    return [done[key] for key, _ in strikes]


def twins(town: Town) -> dict[str, bool]:
    """Each broken twin, and whether the examination finds it out."""
    return {
        "snapshot published in place": bool(kill_twin(town.month, "snapshot-in-place").mixed),
        "load published in place": bool(kill_twin(town.imported, "load-in-place").problems),
        "receipt before its load": kill_twin(town.imported, "acknowledges-first").lost > 0,
        "never sweeps": bool(kill_unswept_twin(town.published).orphans),
    }


def desk_of(folder: Path, children: int) -> tuple[Scene, WipeScene, DraftScene, DraftScene]:
    """The scenes at the desk, in a town of their own."""
    town = Town(folder, children, SEED)
    town.prepare()
    return desk_in(town)


def desk_in(town: Town) -> tuple[Scene, WipeScene, DraftScene, DraftScene]:
    """The scenes at the desk of a prepared town."""
    name, day = MONTHS[1]
    return scenes_of(town.folder, town.received, town.folder / name / "inbox", day)


def desk_twins(scenes: tuple[Scene, WipeScene, DraftScene, DraftScene]) -> dict[str, bool]:
    """Each broken twin at the desk, and whether the examination finds it out."""
    month, wipe, draft, confirm = scenes
    left = kill_unswept_twin(month).orphans
    return {
        "handed-in files left laid out": any("deliveries/" in name for name in left),
        "wipes before it notes": bool(kill_twin(wipe, "wipe-unnoted").problems),
        "draft written in place": bool(kill_twin(draft, "draft-in-place").problems),
        "in force before a name": bool(kill_twin(confirm, "confirm-unnoted").problems),
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="share of the 300 kills")
    parser.add_argument("--children", type=int, default=150)
    parser.add_argument("--only", choices=("desk", "month"), help="half of the scenes")
    parser.add_argument("--dry", action="store_true", help="record nothing")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tsunagu-kill-") as folder:
        town = Town(Path(folder), options.children, SEED)
        town.prepare()
        desk = desk_in(town) if options.only != "month" else None
        tray = tray_scene(town.folder) if desk else None
        months = (town.month, town.imported, town.published) if options.only != "desk" else ()
        strikes = [
            strike
            for scene in (*months, *(desk or ()), *([tray] if tray else ()))
            for strike in plan(
                scene, *(max(1, round(n * options.share)) for n in (COUNTS | DESK_COUNTS | TRAY_COUNTS)[scene.name])
            )
        ]
        trials = strike_all(strikes, None if options.dry else KEPT)
        found_out = (twins(town) if months else {}) | (desk_twins(desk) if desk else {})
        if tray:
            found_out["zip gone before its files"] = bool(kill_twin(tray, "zip-gone-first").problems)
    bad = [trial for trial in trials if trial.wrong]
    for trial in bad:
        print(trial, file=sys.stderr)
    print(f"{len(trials)} kills, {len(bad)} wrong; twins found out: {found_out}")
    if not options.dry:
        record_all([trial for trial in trials if trial.scene in COUNTS], found_out)
        record_desk([trial for trial in trials if trial.scene in DESK_COUNTS | TRAY_COUNTS])
    return 0 if not bad and all(found_out.values()) else 1


def record_all(trials: list[Trial], found_out: dict[str, bool]) -> None:
    """Every figure beside its goal."""
    for name, caught in found_out.items():
        record("kill", f"broken twin ({name}) caught", int(caught), "= 1", 1, SEED, COMMAND)
    n = len(trials)
    if not n:
        return
    month = [trial for trial in trials if trial.scene == "run"]
    inside = sum(trial.publishing for trial in month)
    stations = Counter(trial.station or "before the first station" for trial in month if not trial.publishing)
    acknowledged = f"{n} kills, {sum(trial.acknowledged for trial in trials):,} rows acknowledged before them"
    mixed, orphans = (sum(bool(getattr(trial, name)) for trial in trials) for name in ("mixed", "orphans"))
    scenes = dict(Counter(trial.scene for trial in trials))
    wrong = sum(bool(trial.wrong) for trial in trials)
    record("kill", "kills", n, "≥ 300", n, SEED, COMMAND)
    record("kill", "kills by command", scenes, "stated", n, SEED, COMMAND)
    record("kill", "kills of the month's run", len(month), "≥ 100", n, SEED, COMMAND)
    record("kill", "of these inside publish", inside, "≥ 30", len(month), SEED, COMMAND)
    record("kill", "of these by station", dict(sorted(stations.items())), "evenly over the run", n, SEED, COMMAND)
    record("kill", "kills after which anything was wrong", wrong, "= 0", n, SEED, COMMAND)
    record("kill", "acknowledged rows lost", sum(trial.lost for trial in trials), "= 0", acknowledged, SEED, COMMAND)
    record("kill", "mixed snapshots", mixed, "= 0", n, SEED, COMMAND)
    record("kill", "orphans after the sweep", orphans, "= 0", n, SEED, COMMAND)


def record_desk(trials: list[Trial]) -> None:
    """What was begun at the desk: wipings, drafts, confirmations, and the month as the pages start it."""
    n = len(trials)
    if n:
        scenes = dict(Counter(trial.scene for trial in trials))
        wrong = sum(bool(trial.wrong) for trial in trials)
        record("kill", "kills at the desk", scenes, "≥ 160", n, SEED, COMMAND)
        record("kill", "kills at the desk after which anything was wrong", wrong, "= 0", n, SEED, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
