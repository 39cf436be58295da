"""Jobs of every state for tests of pages; no worker takes them up, because the queue does not know them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

ASKED = datetime(2026, 10, 31, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
STATES = ("waiting", "done", "failed", "cancelled", "interrupted")
"""Job 1 waits, 2 is done …"""


def plant_jobs() -> None:
    """One job per state, numbered from 1."""
    from tsunagu_web.operations.models import Job
    from tsunagu_web.operations.sweeping import DIED

    ends = {
        "done": {"result": {"run": "0123456789ab", "files": 39, "rows_in": 234_389}},
        "failed": {
            "code": "R002",
            "message": "受領フォルダにファイルがありません",
            "remedy": "ファイルを置いてください",
        },
        "interrupted": DIED,
        "cancelled": {"code": "R130", "message": "取り消しの指示があったので止めました", "cancelled_by": "hantei"},
    }
    for number, state in enumerate(STATES, start=1):
        finished = None if state == "waiting" else ASKED
        arguments = {"as_of": "2026-10-31", "capacity": 5}
        told = {"kind": "run", "arguments": arguments, "state": state, "asked_by": "hantei", "asked_at": ASKED}
        Job.objects.update_or_create(pk=number, defaults=told | {"finished_at": finished} | ends.get(state, {}))
