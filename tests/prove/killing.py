"""A town to kill: its scenes (the month's run, the import, the publishing of a snapshot), ways to strike, ways to look after."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.prove.acknowledged import acknowledged_rows, lost_rows
from tests.prove.folders import differences, leftovers, sealed_bytes
from tools.evidence import ROOT

MONTHS = (("2026-09", "2026-09-30"), ("2026-10", "2026-10-31"))
PUBLISHING = ("/mart/", "/runs/", "/runs.jsonl", "/CURRENT")


@dataclass
class Trial:
    """One kill: where it struck, what had been acknowledged by then, and what was wrong afterwards (empty: nothing)."""

    scene: str
    aim: str
    station: str = ""
    publishing: bool = False
    acknowledged: int = 0
    lost: int = 0
    mixed: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that was not as it must be."""
        lost = [f"{self.lost} acknowledged rows are gone"] if self.lost else []
        return lost + self.mixed + self.orphans + self.problems


@dataclass
class Scene:
    """One command on a prepared home, and what it gives when nobody disturbs it."""

    name: str
    folder: Path
    base: Path
    command: list[str]
    status: int = 0
    seconds: float = 0.0
    steps: list[str] = field(default_factory=list)
    undisturbed: dict[str, str] = field(default_factory=dict)

    def arguments(self, home: Path) -> list[str]:
        """The command for a copy of the home."""
        return [*self.command, "--home", str(home)]

    def fresh(self, name: str) -> Path:
        """A copy of the home as it was before the command."""
        home = self.folder / name
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.base, home)
        return home

    def prepare(self) -> Path:
        """Run the command once undisturbed, its durable steps noted; the home it leaves."""
        home, noted = self.fresh(f"undisturbed {self.name}"), self.folder / f"{self.name}.txt"
        process = shim(["--count", str(noted)], self.arguments(home))
        _, status, usage = os.wait4(process.pid, 0)
        self.status = process.returncode = os.waitstatus_to_exitcode(status)
        if self.status not in (0, 2):
            raise SystemExit(f"{self.name}: the undisturbed command fails; there is nothing to kill yet")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.steps = noted.read_text(encoding="utf-8").splitlines()
        self.undisturbed = sealed_bytes(home)
        return home

    def examine(self, home: Path, trial: Trial) -> Trial:
        """What must hold after a kill."""
        return examined(self, home, trial)

    def publishing_steps(self) -> list[int]:
        """The numbers of the durable steps that publish a snapshot, a run or the pointer to them."""
        return [number for number, step in enumerate(self.steps) if is_publishing(step)]


@dataclass
class Town:
    """Two invented months: the first one finished, the second one killed."""

    folder: Path
    children: int
    seed: int
    month: Scene = field(init=False)
    imported: Scene = field(init=False)
    published: Scene = field(init=False)
    received: Path = field(init=False)
    """A home that has received the second month's files."""

    def prepare(self) -> None:
        """Invent the months, finish the first, and let every scene of the second pass once undisturbed."""
        for name, _ in MONTHS:
            town = ["--pack", "kaisei", "--seed", str(self.seed), "--children", str(self.children), "--month", name]
            must(["sample", str(self.folder / name), *town, "--dirt", "0.02"])
        base = self.folder / "base"
        must(["init", str(base), "--pack", "kaisei", "--on", "2026-04-01"])
        first, day = MONTHS[0]
        must([*_run(self.folder / first / "inbox", day), "--home", str(base)])
        name, day = MONTHS[1]
        inbox = self.folder / name / "inbox"
        files = sorted(str(path) for path in inbox.iterdir())
        self.month = Scene("run", self.folder, base, _run(inbox, day))
        self.imported = Scene("intake", self.folder, base, ["intake", *files, "--received", day])
        self.month.prepare()
        after = self.received = self.imported.prepare()
        self.published = Scene("snapshot build", self.folder, after, ["snapshot", "build", "--as-of", day])
        self.published.prepare()


def _run(inbox: Path, as_of: str) -> list[str]:
    return ["run", str(inbox), "--as-of", as_of, "--capacity", "5", "--json"]


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
    """A command with its durable steps in sight, in a process group of its own."""
    command = [sys.executable, "-m", "tests.prove.killed_run", *how, "--", *arguments]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdout=quiet, stderr=quiet, start_new_session=True)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the command and whatever it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def seconds_worked(process: subprocess.Popen[bytes]) -> float | None:
    """Processor seconds of a process and the helpers it has waited for; None when it is over."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def kill_by_time(scene: Scene, share: float) -> Trial:
    """Kill from outside after `share` of the undisturbed work; aim earlier if the command was over by then."""
    while True:
        trial, home = Trial(scene.name, f"after {share:.3f} of the work"), scene.fresh("killed")
        process = shim([], scene.arguments(home))
        while (worked := seconds_worked(process)) is not None:
            if worked >= scene.seconds * share:
                trial.station = station_now(home)
                kill_group(process)
                return scene.examine(home, trial)
            time.sleep(0.002)
        process.wait()
        share *= 0.95


def kill_by_step(scene: Scene, number: int) -> Trial:
    """Let the command die exactly before one durable step."""
    step = scene.steps[number].replace("\t", " ").replace(str(scene.folder), "")
    trial, home = Trial(scene.name, f"before step {number}"), scene.fresh("killed")
    trial.station, trial.publishing = step.split(".unfinished-")[0], is_publishing(scene.steps[number])
    if shim(["--die-before", str(number)], scene.arguments(home)).wait() != -signal.SIGKILL:
        trial.problems.append("the command was not killed")
    return scene.examine(home, trial)


def kill_twin(scene: Scene, twin: str) -> Trial:
    """A broken twin of the command, which dies where its mistake shows (`killed_run` holds the twins)."""
    trial, home = Trial(scene.name, f"twin {twin}", publishing=True), scene.fresh("killed")
    if shim(["--twin", twin], scene.arguments(home)).wait() != -signal.SIGKILL:
        raise SystemExit(f"the twin {twin} was not killed: does the command go another way than the twin's?")
    return scene.examine(home, trial)


def kill_unswept_twin(scene: Scene) -> Trial:
    """The twin that never sweeps: killed before its last publishing step, then run again without sweeping."""
    trial, home = Trial(scene.name, "twin: never sweeps", publishing=True), scene.fresh("killed")
    shim(["--die-before", str(scene.publishing_steps()[0])], scene.arguments(home)).wait()
    shim(["--twin", "never-sweeps"], scene.arguments(home)).wait()
    trial.orphans = [f"left behind {name}" for name in leftovers(home)]
    return trial


def station_now(home: Path) -> str:
    """Where the run says it is; empty before it says anything."""
    try:
        return str(json.loads((home / "run-progress.json").read_text(encoding="utf-8"))["station"])
    except (OSError, ValueError, KeyError):
        return ""


def examined(scene: Scene, home: Path, trial: Trial) -> Trial:
    """Count what was acknowledged, verify what is published, run again, compare every sealed byte, look for leftovers."""
    trial.acknowledged = acknowledged_rows(home)
    trial.lost, halves = lost_rows(home)
    trial.problems += halves
    pointed = json.loads((home / "CURRENT").read_text(encoding="utf-8"))
    if not (home / "runs" / pointed["run"] / "run.json").is_file():
        trial.mixed.append("CURRENT names a run that is not whole")
    verify = tsunagu(["snapshot", "verify", "--home", str(home)])
    if verify.returncode != 0:
        trial.mixed.append(f"verify ends with {verify.returncode}: {(verify.stdout + verify.stderr).strip()[:300]}")
    again = tsunagu(scene.arguments(home))
    if again.returncode != scene.status:
        trial.problems.append(f"the rerun ends with {again.returncode}: {(again.stdout + again.stderr).strip()[-300:]}")
    trial.problems += differences(home, scene.undisturbed)
    trial.orphans += [f"left behind {name}" for name in leftovers(home)]
    return trial
