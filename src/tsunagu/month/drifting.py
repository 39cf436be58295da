"""The stop before a month is shown: differences from last month that a person has not accepted keep the old run on the pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tsunagu.base.errors import RefusedError
from tsunagu.base.files import write_text
from tsunagu.catalog import Pack
from tsunagu.drift import Acceptance, DriftReport, accept, acceptance_of, labels_of, read_report, sentences
from tsunagu.month.home import Home

TOLD = 5
"""How many differences the message names; all stand in the report."""


@dataclass(frozen=True)
class Accepting:
    """Somebody's wish to accept what the run may find: with a name and a reason, or not at all."""

    by: str
    reason: str


@dataclass(frozen=True)
class WaitingDrift:
    """A finished run that is not shown yet, because its differences wait for a person."""

    run: str
    as_of: str
    capacity: int


class DriftError(RefusedError):
    """The run is finished and not shown. `facts` for whoever shows the refusal."""

    def __init__(self, run: str, told: list[str]) -> None:
        self.facts = {"run": run, "breaches": len(told)}
        named = "／".join(told[:TOLD]) + (f"／ほか{len(told) - TOLD}件" if len(told) > TOLD else "")
        super().__init__(
            "R004",
            f"先月との違いが決まりをこえているので、結果をまだ画面に出していません（{len(told)}件）：{named}",
            "課に確かめ、直したファイルを受け取るか、理由を付けて認めてください（画面か tsunagu drift accept）",
        )


def stop_at_drift(home: Home, pack: Pack, folder: Path, capacity: int, accepting: Accepting | None) -> None:
    """Let a run pass that differs little from last month's, or whose differences somebody accepts or has accepted.

    Raises DriftError (R004); the run stays where it is, finished, and the pages stay as they were.
    """
    report = read_report(folder)
    if report is not None and report.breaches and acceptance_of(home.folder, report) is None:
        if accepting is None:
            note_waiting(home, WaitingDrift(folder.name, report.as_of, capacity))
            raise DriftError(folder.name, told_of(pack, folder, report))
        accept(home.folder, report, labels(pack, folder, report), by=accepting.by, reason=accepting.reason)
    if report is not None:
        forget_waiting(home, report.as_of)


def told_of(pack: Pack, folder: Path, report: DriftReport) -> list[str]:
    """The report's breaches as sentences."""
    return sentences(report.breaches, labels(pack, folder, report))


@dataclass(frozen=True)
class ComeAndGone:
    """Files that only one of the two compared months used, as people call them: often why more or fewer children are flagged."""

    come: tuple[str, ...]
    gone: tuple[str, ...]


def come_and_gone(home: Home, pack: Pack, folder: Path, report: DriftReport) -> ComeAndGone:
    """What this month used and last month did not, and the other way round; nothing where last month's run is no longer there."""
    before = read_report(home.runs / report.compared_with) if report.compared_with else None
    if before is None:
        return ComeAndGone((), ())
    now, then = report.measures.sources, before.measures.sources
    named = labels(pack, folder, before) | labels(pack, folder, report)
    return ComeAndGone(
        tuple(named[name] for name in now if name not in then), tuple(named[name] for name in then if name not in now)
    )


def labels(pack: Pack, folder: Path, report: DriftReport) -> dict[str, str]:
    """What people call what the report names."""
    types: dict[str, Any] = json.loads((folder / "run.json").read_text(encoding="utf-8"))["types"]
    return labels_of(pack, report.measures, types)


def accept_waiting(home: Home, pack: Pack, *, by: str, reason: str) -> tuple[WaitingDrift, Acceptance]:
    """Accept what the last stopped run found. The month must then be run again to be shown; nothing is judged anew.

    Raises RefusedError R005 when nothing waits, T002 without name or reason.
    """
    waiting = waiting_drift(home)
    report = read_report(home.runs / waiting.run) if waiting is not None else None
    if waiting is None or report is None or acceptance_of(home.folder, report) is not None:
        raise RefusedError("R005", "認めるのを待っている違いはありません", "tsunagu drift show で確かめてください")
    folder = home.runs / waiting.run
    return waiting, accept(home.folder, report, labels(pack, folder, report), by=by, reason=reason)


def waiting_drift(home: Home) -> WaitingDrift | None:
    """The run that was stopped last and not shown since; None when there is none."""
    try:
        return WaitingDrift(**json.loads(_place(home).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def note_waiting(home: Home, waiting: WaitingDrift) -> None:
    """Remember which run waits, for the page that shows it."""
    _place(home).parent.mkdir(mode=0o700, exist_ok=True)
    write_text(_place(home), json.dumps(waiting.__dict__) + "\n", mode=0o600)


def forget_waiting(home: Home, as_of: str) -> None:
    """A run of this day passed: whatever waited of the same day is settled."""
    waiting = waiting_drift(home)
    if waiting is not None and waiting.as_of == as_of:
        _place(home).unlink(missing_ok=True)


def _place(home: Home) -> Path:
    return home.folder / "drift" / "waiting.json"
