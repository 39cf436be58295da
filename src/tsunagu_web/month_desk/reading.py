"""What the desk shows of a month: files taken, files that could not be, files that wait for a reason, jobs about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.catalog import Pack
from tsunagu.delivery import delivered, last_day, refused, trays
from tsunagu.intake import Load, loads, receipt_key, receipt_key_of_load
from tsunagu.month import Home, logged_runs
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import State

SCHOOL_NAMES = "school_names"


@dataclass(frozen=True)
class TakenFile:
    """One file of the month."""

    name: str
    label: str
    part: str
    period: str
    rows_in: int
    rows_refused: int
    key: str
    replaced: bool


@dataclass(frozen=True)
class RefusedFile:
    """A file that could not be taken, and why."""

    name: str
    sentence: str
    key: str


@dataclass(frozen=True)
class WaitingFile:
    """A file that could be taken with a reason. `stuck`: nobody has looked at it yet (its job is still to come, or broke)."""

    tray: str
    name: str
    stuck: bool


@dataclass(frozen=True)
class MonthLine:
    """One month in the list of months."""

    as_of: date
    files: int
    run: str


def taken_files(home: Path, pack: Pack, as_of: date) -> list[TakenFile]:
    """The month's files."""
    schools = school_names(pack)
    return [_taken(load, pack, schools) for load in delivered(home, as_of)]


def _taken(load: Load, pack: Pack, schools: dict[str, str]) -> TakenFile:
    source = pack.sources.get(load.source)
    return TakenFile(
        name=load.file_name,
        label=source.label if source else load.source,
        part=schools.get(load.part or "", load.part or ""),
        period=load.period,
        rows_in=load.rows_in,
        rows_refused=load.rows_refused,
        key=receipt_key_of_load(load),
        replaced=load.replaces is not None,
    )


def school_names(pack: Pack) -> dict[str, str]:
    """Code of a school → its name."""
    names = pack.code_lists.get(SCHOOL_NAMES)
    return {code.value: code.label for code in names.codes} if names else {}


def refused_files(home: Path, as_of: date) -> list[RefusedFile]:
    """The month's files that could not be taken, but for those that only lack a reason and lie in a tray."""
    waiting = {path.name for tray in trays(home, as_of) for path in tray.files()}
    found = [receipt for receipt in refused(home, as_of) if receipt.file not in waiting]
    return [RefusedFile(receipt.file, receipt.sentence, receipt_key(receipt)) for receipt in found]


def waiting_files(home: Path, as_of: date) -> list[WaitingFile]:
    """What lies in trays."""
    return [
        WaitingFile(tray.key, path.name, not tray.waits_for_a_person)
        for tray in trays(home, as_of)
        for path in tray.files()
    ]


def jobs_of(as_of: date) -> list[Job]:
    """Jobs about a month that are not simply done, newest first."""
    return list(Job.objects.filter(arguments__as_of=as_of.isoformat()).exclude(state=State.DONE).order_by("-pk")[:5])


def known_months(home: Path) -> list[MonthLine]:
    """The last day of every month files were received in, and every day a month was run for; newest first."""
    runs = {date.fromisoformat(entry["as_of"]): str(entry["run"]) for entry in logged_runs(Home(home))}
    days = (
        {last_day(load.received_on) for load in loads(home)} | {tray.slip.as_of for tray in trays(home)} | runs.keys()
    )
    return [MonthLine(day, len(delivered(home, day)), runs.get(day, "")) for day in sorted(days, reverse=True)]


def last_capacity(home: Path) -> int:
    """What people chose last time; 5 at first."""
    runs: list[dict[str, Any]] = logged_runs(Home(home))
    return int(runs[-1]["capacity"]) if runs else 5
