"""Processes that look at a delivered file and die by kill -9 at their nth statement: python -m support.killed_row_alarms FOLDER [twin].

FOLDER holds the home as it was before anybody looked. Each trial takes a copy, dies STRIDE statements later than the one before,
and looks once again undisturbed; a JSON list tells of each trial what stood there after the kill and after the second look.
The twin writes its record when all is done; it is tried only until that shows.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import signal
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from tsunagu.base import clock
from tsunagu.month import Home

STRIDE = 3
LOOKING = "tsunagu_web.row_alarms.finding"
ON = datetime(2026, 11, 9, 9, 0, tzinfo=clock.JAPAN)


def _in_another_process(act: Any) -> int:
    """How a process ends that does it: 0, or minus the signal."""
    child = os.fork()
    if not child:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _look(home: Path, die_at: int, twin: bool) -> None:
    """Look at the home's loads; die at a statement that writes, or at the end of the transaction around it."""
    from django.conf import settings
    from django.db import connection, transaction

    from tsunagu_web.database import STORE

    finding = importlib.import_module(LOOKING)
    settings.TSUNAGU_HOME = home
    connection.settings_dict["NAME"] = home / STORE
    left = [die_at]

    def step(*told: Any) -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(execute: Any, sql: str, *told: Any) -> Any:
        if not sql.startswith(("SELECT", "PRAGMA")):
            step()
        return execute(sql, *told)

    commit, record, later = connection._commit, finding._record, list[tuple[Any, ...]]()
    with mock.patch.object(connection, "_commit", lambda: (step(), commit())), connection.execute_wrapper(counted):
        with mock.patch.object(finding, "_record", lambda *told: later.append(told)) if twin else nullcontext():
            finding.look_at_loads()
        for told in later:
            with transaction.atomic():
                record(*told)


def _standing(home: Path) -> list[int]:
    """Alarms that were found, told to a household, and written in the record; urgent cases and their lines."""
    import sqlite3

    from tsunagu_web.database import STORE

    counts = (
        "row_alarms_rowalarm WHERE raised",
        "row_alarms_rowalarm WHERE case_id IS NOT NULL",
        "audit_auditrow WHERE action = 'row_alarm.found'",
        "audit_auditrow WHERE action = 'row_alarm.raised'",
        "casework_case WHERE state = 'urgent'",
        "casework_caseevent WHERE move = 'alarm'",
    )
    with sqlite3.connect(home / STORE) as connection:
        return [connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in counts]


def trials(folder: Path, *, twin: bool) -> list[tuple[list[int], list[int]]]:
    """What stood there after each kill, and after the look that follows."""
    found, home, pack = [], folder.parent / "trial", Home(folder).pack()
    importlib.import_module(LOOKING)  # Once, and not in every process.
    for number in range(1, 200, STRIDE):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(folder, home)
        with mock.patch.object(Home, "pack", lambda home: pack):
            ended = _in_another_process(lambda number=number: _look(home, number, twin))
            if ended == 0:
                return found
            assert ended == -signal.SIGKILL, ended
            half = _standing(home)
            assert _in_another_process(lambda: _look(home, 0, False)) == 0
        found.append((half, _standing(home)))
        if twin and half[0] != half[2]:
            return found
    raise AssertionError("no end")


if __name__ == "__main__":
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    call_command("migrate", verbosity=0)
    connections.close_all()
    with mock.patch.object(clock, "now", lambda: ON):
        print(json.dumps(trials(Path(sys.argv[1]), twin="twin" in sys.argv)))
