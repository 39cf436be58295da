"""The register of runs: which run was the last for each month, and what each cost. The only clock times we keep."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base import clock
from tsunagu.base.files import append_line, write_bytes
from tsunagu.month.home import Home
from tsunagu.month.watch import StationTime
from tsunagu.purpose import LedgerState


def note_run(
    home: Home, *, run_id: str, as_of: date, capacity: int, times: list[StationTime], ledger: LedgerState
) -> None:
    """Append one finished run to the log, durably, before the pages turn to it.

    `ledger` is the purpose ledger as the run found it: one cut short later no longer fits what is written here.
    """
    entry = {
        "run": run_id,
        "as_of": as_of.isoformat(),
        "capacity": capacity,
        "ledger": {"entries": ledger.entries, "head": ledger.head},
        "finished_at": clock.now().isoformat(timespec="seconds"),
        "stations": [
            {"name": time.name, "seconds": round(time.seconds, 3), "cpu_seconds": round(time.cpu_seconds, 3)}
            for time in times
        ],
    }
    append_line(home.run_log, json.dumps(entry, ensure_ascii=False))


def logged_runs(home: Home) -> list[dict[str, Any]]:
    """All finished runs, oldest first. A last line cut by a power loss is passed over: its run was never made current."""
    if not home.run_log.is_file():
        return []
    entries = []
    for line in home.run_log.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return entries


def earlier_runs(home: Home, as_of: date) -> list[Path]:
    """The last run of each month before `as_of`, oldest month first: what the pages compare with."""
    last: dict[str, Path] = {}
    for entry in logged_runs(home):
        folder = home.runs / entry["run"]
        if entry["as_of"] < as_of.isoformat() and folder.is_dir():
            last[entry["as_of"]] = folder
    return [last[month] for month in sorted(last)]


def make_current(home: Home, *, run_id: str, snapshot_id: str) -> None:
    """Turn the pages to a run: one atomic rename."""
    pointer = json.dumps({"run": run_id, "snapshot": snapshot_id}, sort_keys=True)
    write_bytes(home.current_file, (pointer + "\n").encode("ascii"))
