"""When files truly came: a line per file, with the clock's moment beside the day the file stands for.

Loads, snapshots and runs hold no clock time, so that a month asked again gives the same bytes. This log is outside them.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tsunagu.base import clock
from tsunagu.base.files import append_line

RECEIVED = "received.jsonl"


class Reception(BaseModel):
    """One file taken, or refused (`load_id` None). `tables`: what its source feeds."""

    load_id: str | None
    source: str
    tables: tuple[str, ...]
    received_on: date
    """The day it stands for: of a month's delivery the day of its data."""
    received_at: datetime

    @property
    def stands_for(self) -> datetime:
        """The moment from which its age counts: that of its coming; of a file for an earlier day that day's beginning.

        So a file may look older than it is, never newer.
        """
        return standing_for(self.received_on, self.received_at)


def standing_for(day: date, came_at: datetime | None) -> datetime:
    """As Reception.stands_for; `came_at` None: nobody noted when it came."""
    if came_at is not None and day >= came_at.astimezone(clock.JAPAN).date():
        return came_at
    return datetime.combine(day, time(), clock.JAPAN)


def note_reception(home: Path, *, load_id: str | None, source: str, tables: tuple[str, ...], day: date) -> None:
    """Add one line, durably."""
    came = Reception(load_id=load_id, source=source, tables=tables, received_on=day, received_at=clock.now())
    append_line(home / RECEIVED, json.dumps(came.model_dump(mode="json"), ensure_ascii=False, sort_keys=True))


def receptions(home: Path) -> list[Reception]:
    """All of them, oldest first. A line cut by a power loss is passed over: its file looks older, never newer."""
    path = home / RECEIVED
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            found.append(Reception.model_validate_json(line))
        except ValidationError:
            continue
    return found
