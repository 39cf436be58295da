"""A home with a worker beside it, in processes of their own: what tests of long work are made of."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SETTLED = ("done", "failed", "cancelled", "interrupted")
CLI = "from tsunagu.cli import main; main()"
DESK = """
import json, shutil, sys
from functools import partial
from pathlib import Path
import django; django.setup()
from django.db import close_old_connections
from tsunagu.delivery import Slip, put_in_tray
from tsunagu_web.layouts.work import clear_away
from tsunagu_web.month_desk.work import ask_to_receive
from tsunagu_web.town import home_folder
from tsunagu.base.errors import RefusedError
from tsunagu_web.operations.changing import ask, ask_again, cancel
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.sweeping import sweep_dead_jobs
def do(what, argument):
    if what == "ask":
        return ask(argument["kind"], argument["arguments"], by="hantei").pk
    if what == "again":
        return ask_again(Job.objects.get(pk=argument), by="hantei")
    if what == "cancel":
        return cancel(Job.objects.get(pk=argument), by="hantei")
    if what == "hand in":
        slip = Slip(as_of=argument["as_of"], medium="共有フォルダ", by="hantei")
        files = sorted(Path(argument["inbox"]).iterdir())
        tray = put_in_tray(home_folder(), slip, [(file.name, partial(shutil.copyfile, file)) for file in files])
        return ask_to_receive(tray.key, slip.as_of, by="hantei").pk
    if what == "clear":
        return Job.objects.all().delete()[0]
    if what == "sweep":
        return [job.pk for job in sweep_dead_jobs()]
    if what == "clear drafts":
        return clear_away() if argument is None else clear_away(older_than=argument)
    if what == "states":
        return list(Job.objects.order_by("pk").values_list("state", flat=True))
    shown = ("state", "station", "attempt", "code", "message", "cancelled_by", "result")
    return Job.objects.filter(pk=argument).values(*shown).get()
for line in sys.stdin:
    close_old_connections()
    try:
        print(json.dumps(do(*json.loads(line))), flush=True)
    except RefusedError as error:
        print(json.dumps(error.code), flush=True)
"""


@dataclass
class JobHome:
    """One home and its case store. Whoever asks for jobs is a process of its own, as pages and worker are."""

    folder: Path
    database_url: str | None = None
    desk: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to find this home."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
        if self.database_url:
            kept["TSUNAGU_DATABASE_URL"] = self.database_url
        return kept | {"TSUNAGU_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}

    def cli(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A `tsunagu` command, waited for."""
        command = [sys.executable, "-c", CLI, *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def migrate(self) -> None:
        """Make the case store."""
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=self.environment, check=True)

    def change(self, what: str, argument: Any = None) -> Any:
        """Do something to a job as the pages would; what came of it, or the code of a refusal."""
        if self.desk is None:
            command, pipe = [sys.executable, "-c", DESK], subprocess.PIPE
            self.desk = subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, text=True)
        assert self.desk.stdin is not None and self.desk.stdout is not None
        self.desk.stdin.write(json.dumps([what, argument]) + "\n")
        self.desk.stdin.flush()
        return json.loads(self.desk.stdout.readline())

    def close(self) -> None:
        """Nobody will ask any more."""
        if self.desk is not None:
            self.desk.communicate()

    def job(self, number: int) -> Mapping[str, Any]:
        """The job as it stands."""
        return dict(self.change("show", number))

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker, in a process group of its own."""
        command = [sys.executable, "-c", CLI, "worker"]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=self.environment, stdout=quiet, stderr=quiet, start_new_session=True)

    def wait(self, number: int, wanted: Callable[[Mapping[str, Any]], bool], seconds: float = 120) -> Mapping[str, Any]:
        """The job as soon as it is as wanted."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.job(number)
            if wanted(found):
                return found
            time.sleep(0.2)
        raise AssertionError(f"job {number} never came so far: {self.job(number)}")

    def settled(self, number: int) -> Mapping[str, Any]:
        """The job when it is over."""
        return self.wait(number, lambda job: job["state"] in SETTLED)

    def station(self) -> str:
        """Where the running month says it is."""
        try:
            return str(json.loads((self.folder / "run-progress.json").read_text(encoding="utf-8"))["station"])
        except (OSError, ValueError, KeyError):
            return ""

    def comes_to(self, number: int, station: str, seconds: float = 120) -> bool:
        """Wait until the running month is at a station; False when the job ended unseen: the machine may be faster than we."""
        deadline, asked = time.monotonic() + seconds, time.monotonic()
        while self.station() != station:
            assert time.monotonic() < deadline, f"the month never came to {station}: {self.job(number)}"
            time.sleep(0.005)
            # Asking takes longer than a short station lasts.
            if time.monotonic() - asked > 0.5:
                asked = time.monotonic()
                if self.job(number)["state"] in SETTLED:
                    return False
        return True

    def forget_the_month(self) -> None:
        """As if no run had been made: the files stay received."""
        for made in ("runs", "mart"):
            shutil.rmtree(self.folder / made, ignore_errors=True)
        for noted in ("CURRENT", "runs.jsonl", "run-progress.json"):
            (self.folder / noted).unlink(missing_ok=True)
        for folder in ("runs", "mart/snapshots"):
            (self.folder / folder).mkdir(parents=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for a worker and whatever it started."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def stop(process: subprocess.Popen[bytes]) -> int:
    """Ask a worker to end; its exit status."""
    process.terminate()
    return process.wait(60)
