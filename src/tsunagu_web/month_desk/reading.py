"""What the desk shows of a month: files taken, files that could not be, files that wait for a reason, jobs about it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tsunagu.base import clock
from tsunagu.base.hashing import sha256_of_file
from tsunagu.catalog import Pack
from tsunagu.delivery import (
    Arrival,
    Delivery,
    board,
    delivered,
    held_trays,
    held_until,
    last_day,
    month_files,
    open_tray,
    receipts_of_lines,
    trays,
)
from tsunagu.intake import Compared, Load, ReceiptLine, loads, receipt_key_of_load, receipts_of_files, receptions
from tsunagu.month import Home, consequence_of, logged_runs
from tsunagu_web.month_desk.work import RECEIVE
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import State


@dataclass(frozen=True)
class TakenFile:
    """One file of the month."""

    name: str
    label: str
    part: str
    period: str
    came_on: date
    late: bool
    rows_in: int
    rows_refused: int
    key: str
    replaced: bool


@dataclass(frozen=True)
class AbsentDelivery:
    """Something that has not come: whose it is, until when it is awaited, and what a run without it means."""

    label: str
    part: str
    owner: str
    due: date
    overdue: bool
    consequence: str


@dataclass(frozen=True)
class Arrivals:
    """The month as the board tells it. `not_due`: what nobody was asked for this month."""

    taken: list[TakenFile]
    absent: list[AbsentDelivery]
    not_due: list[str]

    @property
    def overdue(self) -> int:
        """How many are past their day."""
        return sum(one.overdue for one in self.absent)


@dataclass(frozen=True)
class RefusedFile:
    """A file that could not be taken, and why."""

    name: str
    sentence: str
    key: str


@dataclass(frozen=True)
class WaitingFile:
    """A file that could be taken with a reason. `stuck`: nobody has looked at it yet (its `job` is still to come, or broke)."""

    tray: str
    place: str
    name: str
    stuck: bool
    until: datetime | None = None
    """When it goes, where it is held for a person."""
    compared: Compared | None = None
    """What would change; None while nobody looked, or where that cannot be told."""
    job: Job | None = None
    """Of one that is stuck, the newest job about its tray."""
    there_since: date | None = None
    """The day the file came that it would replace, which is not the month that one was handed in for."""


@dataclass(frozen=True)
class MonthLine:
    """One month in the list of months."""

    as_of: date
    files: int
    judged_at: datetime | None
    """When its last run was finished; None before one."""


def arrivals(home: Path, pack: Pack, as_of: date, today: date) -> Arrivals:
    """What of the month has come and what has not."""
    schools = pack.school_names()
    lines = board(home, pack, as_of, today)
    on_board = {line.load.load_id for line in lines if line.load}
    others = [load for load in delivered(home, as_of) if load.load_id not in on_board]
    taken = [_taken(line.load, pack, schools, line) for line in lines if line.load]
    taken += [_taken(load, pack, schools, None) for load in others]
    absent = [_absent(line, pack, schools) for line in lines if line.load is None and line.due is not None]
    not_due = [
        line.label for line in lines if line.arrival is Arrival.NOT_DUE and pack.sources[line.source].expected.months
    ]
    return Arrivals(taken, absent, list(dict.fromkeys(not_due)))


def _taken(load: Load, pack: Pack, schools: dict[str, str], line: Delivery | None) -> TakenFile:
    source = pack.sources.get(load.source)
    return TakenFile(
        name=load.file_name,
        label=source.label if source else load.source,
        part=schools.get(load.part or "", load.part or ""),
        period=load.period,
        came_on=(line.came_on if line else None) or load.received_on,
        late=line is not None and line.arrival is Arrival.LATE,
        rows_in=load.rows_in,
        rows_refused=load.rows_refused,
        key=receipt_key_of_load(load),
        replaced=load.replaces is not None,
    )


def _absent(line: Delivery, pack: Pack, schools: dict[str, str]) -> AbsentDelivery:
    assert line.due is not None
    return AbsentDelivery(
        label=line.label,
        part=schools.get(line.part or "", line.part or ""),
        owner=line.owner,
        due=line.due,
        overdue=line.arrival is Arrival.MISSING,
        consequence=consequence_of(pack, line),
    )


def refused_files(home: Path, as_of: date) -> tuple[list[RefusedFile], list[RefusedFile]]:
    """The month's files that could not be taken, as `month_files` counts them, each with its sentence; and those that will not
    be, as somebody said."""
    counted = month_files(home, as_of)
    return _with_sentences(home, counted.refused), _with_sentences(home, counted.unwanted)


def _with_sentences(home: Path, lines: list[ReceiptLine]) -> list[RefusedFile]:
    told = zip(lines, receipts_of_lines(home, lines), strict=True)
    return [RefusedFile(receipt.file, receipt.sentence, line.key) for line, receipt in told]


def waiting_files(home: Path, as_of: date) -> list[WaitingFile]:
    """What lies in trays, but for those that are held for the person who filled them."""
    found: list[WaitingFile] = []
    for tray in trays(home, as_of):
        if tray.is_held:
            continue
        stuck = not tray.waits_for_a_person
        job = newest_job_of(tray.key) if stuck else None
        # Only what a person is to decide about was compared; the rest may be large, and lies there for a moment.
        compared = {path: None if stuck else _compared(home, path) for path in tray.files()}
        found += [
            WaitingFile(
                tray.key,
                tray.place_of(path),
                path.name,
                stuck,
                compared=told,
                job=job,
                there_since=_came_on(home, told) if told is not None else None,
            )
            for path, told in compared.items()
        ]
    return found


def newest_job_of(tray: str) -> Job | None:
    """The job about a tray that was asked for last."""
    return Job.objects.filter(kind=RECEIVE, arguments__tray=tray).order_by("-pk").first()


def _compared(home: Path, path: Path) -> Compared | None:
    """What the file's receipt says of the one that is there; None of a file that was taken this moment."""
    try:
        kept = receipts_of_files(home, [(path.name, sha256_of_file(path), None)])
    except FileNotFoundError:
        return None
    return kept[0].compared if kept else None


def _came_on(home: Path, compared: Compared) -> date:
    came = {one.load_id: one.received_at.date() for one in receptions(home)}
    return came.get(compared.load_id, compared.received_on)


def held_files(home: Path, as_of: date, by: str) -> list[WaitingFile]:
    """What this person handed in and something is still missing of: on what it came, who carried it, a password."""
    limits, found = Home(home).limits, []
    for tray in held_trays(home, as_of, by):
        with suppress(FileNotFoundError):  # Let go, or gone, this moment.
            until = held_until(tray, limits)
            found += [
                WaitingFile(tray.key, tray.place_of(path), path.name, False, until=until) for path in tray.files()
            ]
    return found


def jobs_of(home: Path, as_of: date) -> list[Job]:
    """Jobs about a month that go on, or ended badly and left something to do; of each month and each tray the newest.

    Of the month nothing is left once a later run is done; of a tray, once a later job about it is, or it is gone.
    """
    told: list[Job] = []
    settled: set[str] = set()
    for job in Job.objects.filter(arguments__as_of=as_of.isoformat()).order_by("-pk"):
        about = str(job.arguments.get("tray", job.kind))
        gone = job.kind == RECEIVE and not job.is_live and open_tray(home, about) is None
        if about not in settled and not gone and job.state != State.DONE:
            told.append(job)
        settled.add(about)
    return told[:5]


def known_months(home: Path) -> list[MonthLine]:
    """The last day of every month files were received in, and every day a month was run for; newest first."""
    runs = {
        date.fromisoformat(entry["as_of"]): datetime.fromisoformat(entry["finished_at"]).astimezone(clock.JAPAN)
        for entry in logged_runs(Home(home))
    }
    days = (
        {last_day(load.received_on) for load in loads(home)} | {tray.slip.as_of for tray in trays(home)} | runs.keys()
    )
    return [MonthLine(day, len(delivered(home, day)), runs.get(day)) for day in sorted(days, reverse=True)]


def last_capacity(home: Path) -> int:
    """What people chose last time; 5 at first."""
    runs: list[dict[str, Any]] = logged_runs(Home(home))
    return int(runs[-1]["capacity"]) if runs else 5
