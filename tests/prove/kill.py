"""Kill the month again and again: what was published stays whole, and the same command ends with the same bytes.

    python -m tests.prove.kill                          100 kills, written to evidence/kill.json; goes on where it stopped
    python -m tests.prove.kill --by-time 3 --by-step 3  a few, for the tests

Sixty kills come from outside, spread evenly over the work of the run (its processor time, which other work on the machine
does not stretch). Forty fall exactly before a durable step (fsync or rename) of publishing: snapshot, run, log, pointer. After each: `tsunagu snapshot verify`, the same run once
more, every sealed byte compared with a home that nobody disturbed, and no leftover with personal data.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.prove.folders import differences, leftovers, sealed_bytes
from tests.prove.noted import note, recall
from tools.evidence import ROOT, record

SEED = 7
MONTHS = (("2026-09", "2026-09-30"), ("2026-10", "2026-10-31"))
PUBLISHING = ("/mart/", "/runs/", "/runs.jsonl", "/CURRENT")
COMMAND = "make prove-kill"


@dataclass
class Trial:
    """One kill: how it was aimed, where it struck, and what was wrong afterwards (empty: nothing)."""

    aim: str
    station: str = ""
    publishing: bool = False
    problems: list[str] = field(default_factory=list)


@dataclass
class Town:
    """A prepared home with one finished month, the inbox of the next, and what an undisturbed run of it gives."""

    folder: Path
    children: int
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)
    undisturbed: dict[str, str] = field(default_factory=dict)

    @property
    def base(self) -> Path:
        """The home before the month that is killed."""
        return self.folder / "base"

    def month(self, home: Path, number: int) -> list[str]:
        """The arguments of one month's run in `home`."""
        name, as_of = MONTHS[number]
        inbox = str(self.folder / name / "inbox")
        return ["run", inbox, "--as-of", as_of, "--capacity", "5", "--home", str(home), "--json"]

    def prepare(self) -> None:
        """Invent two months, run the first, and run the second once undisturbed with its durable steps noted."""
        for name, _ in MONTHS:
            town = ["--pack", "kaisei", "--seed", str(SEED), "--children", str(self.children), "--month", name]
            must(["sample", str(self.folder / name), *town, "--dirt", "0.02"])
        must(["init", str(self.base), "--pack", "kaisei", "--on", "2026-04-01"])
        must(self.month(self.base, 0))
        home, note = self.fresh("undisturbed"), self.folder / "steps.txt"
        process = shim(["--count", str(note)], self.month(home, 1))
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit("an undisturbed run fails; there is nothing to kill yet")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.steps = note.read_text(encoding="utf-8").splitlines()
        self.undisturbed = sealed_bytes(home)

    def fresh(self, name: str) -> Path:
        """A copy of the home as it was before the month."""
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.base, home)
        return home

    def publishing_steps(self) -> list[int]:
        """The numbers of the durable steps that publish the snapshot, the run and the pointer to it."""
        return [number for number, step in enumerate(self.steps) if is_publishing(step)]


def is_publishing(step: str) -> bool:
    """Whether a noted step belongs to the publishing of snapshot, run, log or pointer."""
    place = step.partition("\t")[2]
    return any(part in place or place.endswith(part.rstrip("/")) for part in PUBLISHING)


def tsunagu(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """One undisturbed command in a process of its own."""
    command = [sys.executable, "-c", "from tsunagu.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def must(arguments: list[str]) -> None:
    """A command of the preparation, which has to succeed."""
    done = tsunagu(arguments)
    if done.returncode != 0:
        raise SystemExit(f"tsunagu {' '.join(arguments)} ends with {done.returncode}:\n{done.stdout}{done.stderr}")


def shim(how: list[str], arguments: list[str]) -> subprocess.Popen[bytes]:
    """A run with its durable steps in sight, in a process group of its own."""
    command = [sys.executable, "-m", "tests.prove.killed_run", *how, "--", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the run and whatever it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def seconds_worked(process: subprocess.Popen[bytes]) -> float | None:
    """Processor seconds of a process and the helpers it has waited for; None when it is over."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def kill_by_time(town: Town, share: float) -> Trial:
    """Kill from outside after `share` of the undisturbed work; aim earlier if the run was over by then."""
    while True:
        trial, home = Trial(f"after {share:.3f} of the work"), town.fresh("killed")
        process = shim([], town.month(home, 1))
        while (worked := seconds_worked(process)) is not None:
            if worked >= town.seconds * share:
                trial.station = station_now(home)
                kill_group(process)
                return examined(town, home, trial)
            time.sleep(0.002)
        process.wait()
        share *= 0.95


def kill_by_step(town: Town, number: int) -> Trial:
    """Let the run die exactly before one durable step."""
    step = town.steps[number].replace("\t", " ").replace(str(town.folder), "")
    trial, home = Trial(f"before step {number}"), town.fresh("killed")
    trial.station, trial.publishing = step.split(".unfinished-")[0], is_publishing(town.steps[number])
    if shim(["--die-before", str(number)], town.month(home, 1)).wait() != -signal.SIGKILL:
        trial.problems.append("the run was not killed")
    return examined(town, home, trial)


def kill_in_place_twin(town: Town) -> Trial:
    """The broken twin: the new snapshot grows under its final name, and the run dies when half of it is there."""
    trial, home = Trial("twin: published in place", publishing=True), town.fresh("killed")
    if shim(["--in-place"], town.month(home, 1)).wait() != -signal.SIGKILL:
        raise SystemExit("the twin was not killed: does publishing go another way than publish_folder?")
    return examined(town, home, trial)


def station_now(home: Path) -> str:
    """Where the run says it is; empty before it says anything."""
    try:
        return str(json.loads((home / "run-progress.json").read_text(encoding="utf-8"))["station"])
    except (OSError, ValueError, KeyError):
        return ""


def examined(town: Town, home: Path, trial: Trial) -> Trial:
    """Verify what is published, run again, compare every sealed byte, look for leftovers."""
    pointed = json.loads((home / "CURRENT").read_text(encoding="utf-8"))
    if not (home / "runs" / pointed["run"] / "run.json").is_file():
        trial.problems.append("CURRENT names a run that is not whole")
    verify = tsunagu(["snapshot", "verify", "--home", str(home)])
    if verify.returncode != 0:
        trial.problems.append(f"verify ends with {verify.returncode}: {(verify.stdout + verify.stderr).strip()[:300]}")
    again = tsunagu(town.month(home, 1))
    if again.returncode != 0:
        trial.problems.append(f"the rerun ends with {again.returncode}: {(again.stdout + again.stderr).strip()[-300:]}")
    trial.problems += differences(home, town.undisturbed)
    trial.problems += [f"left behind {name}" for name in leftovers(home)]
    return trial


def spread(count: int, total: int) -> list[int]:
    """`count` numbers spread evenly over range(total)."""
    return [int((index + 0.5) * total / count) for index in range(count)]


def prove(town: Town, by_time: int, by_step: int, kept: Path | None = None) -> list[Trial]:
    """All kills. With `kept`, each trial is noted there at once and those noted for the same commit are not repeated."""
    done = {key: Trial(**result) for key, result in recall(kept).items()}
    publishing = town.publishing_steps()
    plan = [(f"time {index}/{by_time}", kill_by_time, (index + 0.5) / by_time) for index in range(by_time)]
    plan += [
        (f"step {index}/{by_step}", kill_by_step, publishing[at])
        for index, at in enumerate(spread(by_step, len(publishing)))
    ]
    for key, strike, at in plan:
        if key not in done:
            done[key] = strike(town, at)  # type: ignore[operator]
            note(kept, key, asdict(done[key]))
            print(f"{len(done)}/{len(plan)} {done[key].station or '—'}: {done[key].problems or 'whole'}", flush=True)
    return [done[key] for key, _, _ in plan]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by-time", type=int, default=60)
    parser.add_argument("--by-step", type=int, default=40)
    parser.add_argument("--children", type=int, default=150)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tsunagu-kill-") as folder:
        town = Town(Path(folder), options.children)
        town.prepare()
        trials = prove(town, options.by_time, options.by_step, ROOT / "build" / "prove" / "kill.jsonl")
        twin = kill_in_place_twin(town)
    bad = [trial for trial in trials if trial.problems]
    for trial in bad:
        print(trial, file=sys.stderr)
    stations = Counter(trial.station or "before the first station" for trial in trials if not trial.publishing)
    record("kill", "kills", len(trials), "≥ 100", len(trials), SEED, COMMAND)
    record(
        "kill", "kills inside publish", sum(trial.publishing for trial in trials), "≥ 30", len(trials), SEED, COMMAND
    )
    record("kill", "kills after which anything was wrong", len(bad), "= 0", len(trials), SEED, COMMAND)
    record("kill", "broken twin (published in place) caught", len(twin.problems) > 0, "= 1", 1, SEED, COMMAND)
    record(
        "kill", "kills by station", dict(sorted(stations.items())), "evenly over the run", len(trials), SEED, COMMAND
    )
    return 0 if not bad and twin.problems else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
