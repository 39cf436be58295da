"""支援措置 on any day: the newest list is laid over the run the pages show, as soon as it comes.

Nothing behind the snapshot is edited: whom the list protects stands in a small file per snapshot and list, which pages
read beside the run. A list that could not be laid over hides everybody, so whatever fails here shows less, never more.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from tsunagu.base.files import write_text
from tsunagu.catalog import Pack
from tsunagu.intake import Load, loads, receptions, standing_for
from tsunagu.month.home import PROTECTION_FOLDER, Home
from tsunagu.month.protection_left_out import since_agreed

if TYPE_CHECKING:
    from tsunagu.mart import Snapshot

PROTECTION_TABLE = "protection"
"""The standard table a list of protected people becomes."""


@dataclass(frozen=True)
class NewestList:
    """The list that counts now: its load, or None when the file could not be taken, and the moment it stands for."""

    load: Load | None
    stands_for: datetime
    lists: tuple[str, ...] = ()
    """The loads of all lists, in the order they first came: whom an earlier one protects, a shorter one does not show.

    Without those before a list that two people agreed stands alone.
    """


class Overlay(BaseModel):
    """One list over one snapshot: its rows, those the intake refused, those nobody can say whose they are, and whom it hides.

    `kept`: people it leaves out, hidden because of an earlier one; `lists`: the loads that were looked through for them.
    """

    snapshot: str
    load: str
    rows: int
    refused: int
    waiting: int
    kept: int = 0
    lists: tuple[str, ...] = ()
    children: frozenset[str]
    people: frozenset[int]


def newest_list(home: Path) -> NewestList | None:
    """The list that stands for the latest moment, of those taken and those refused; None when none ever came."""
    by_id = {load.load_id: load for load in loads(home) if PROTECTION_TABLE in load.tables}
    came = [
        one
        for one in receptions(home)
        if PROTECTION_TABLE in one.tables and (one.load_id is None or one.load_id in by_id)
    ]
    noted = {one.load_id for one in came}
    found = [
        NewestList(load, standing_for(load.received_on, None)) for load in by_id.values() if load.load_id not in noted
    ]
    found += [NewestList(by_id[one.load_id] if one.load_id else None, one.stands_for) for one in came]
    latest = max((one.stands_for for one in found), default=None)
    first: dict[str, datetime] = {}
    for one in found:
        if one.load is not None:
            # By the bytes: a file that comes back after another is a load of its own, and yet says nothing new.
            first[one.load.sha256] = min(one.stands_for, first.get(one.load.sha256, one.stands_for))
    lists = since_agreed(home, tuple(sorted(by_id, key=lambda name: first[by_id[name].sha256])))
    return next((replace(one, lists=lists) for one in reversed(found) if one.stands_for == latest), None)


def came_before(home: Path, sha256: str) -> Load | None:
    """The list of these very bytes when another came after it: handed in again it would look new and say what was once so.

    None for bytes that never came, and for those of the newest list: a day on which nothing changed brings the same file.
    """
    newest = newest_list(home)
    same = [load for load in loads(home) if PROTECTION_TABLE in load.tables and load.sha256 == sha256]
    if newest is None or not same:
        return None
    # When the newest could not be taken, the last one that could be is no old list either.
    last = newest.load.load_id if newest.load is not None else newest.lists[-1]
    return None if last in {load.load_id for load in same} else same[0]


def overlay_of(home: Path, snapshot_id: str, load_id: str, lists: tuple[str, ...] | None = None) -> Overlay | None:
    """What was laid over a snapshot; None when that is still to be done, or its file cannot be read.

    With `lists`: also None when other lists came since it was laid.
    """
    try:
        found = Overlay.model_validate_json(_place(home, snapshot_id, load_id).read_bytes())
    except (OSError, ValidationError):
        return None
    if (found.snapshot, found.load) != (snapshot_id, load_id) or (lists is not None and found.lists != lists):
        return None
    return found


def overlay_now(home: Path, snapshot_id: str, newest: NewestList | None) -> Overlay | None:
    """The overlay of the list that counts; None when it could not be taken, or was not laid over with all that came."""
    if newest is None or newest.load is None:
        return None
    return overlay_of(home, snapshot_id, newest.load.load_id, newest.lists)


def lay_list_over(home: Path, snapshot: Snapshot, load: Load) -> Overlay:
    """Lay one list over a snapshot; done before, it is read back. The same lists and snapshot give the same bytes."""
    newest = newest_list(home)
    lists = newest.lists if newest is not None else ()
    done = overlay_of(home, snapshot.snapshot_id, load.load_id, lists)
    if done is not None:
        return done
    from tsunagu.mart import lay_over  # the mart starts only where there is a snapshot: most loads are before one

    by_id = {one.load_id: one for one in loads(home)}
    paths = [by_id[name].table_path(home, PROTECTION_TABLE) for name in lists]
    laid = lay_over(snapshot, load.table_path(home, PROTECTION_TABLE), load.received_on, paths)
    told = {
        "snapshot": snapshot.snapshot_id,
        "load": load.load_id,
        "rows": laid.rows,
        "refused": load.rows_refused,
        "waiting": laid.waiting,
        "kept": laid.kept,
        "lists": lists,
        "children": sorted(laid.children),
        "people": sorted(laid.people),
    }
    path = _place(home, snapshot.snapshot_id, load.load_id)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_text(path, json.dumps(told, sort_keys=True) + "\n", mode=0o600)
    return Overlay.model_validate(told)


def lay_newest_list_over(home: Path, snapshot: Snapshot) -> Overlay | None:
    """The newest list over a snapshot; None when there is none that could be taken."""
    newest = newest_list(home)
    return lay_list_over(home, snapshot, newest.load) if newest is not None and newest.load is not None else None


def renew_protection(home: Home) -> Overlay | None:
    """After files were received outside a run: the newest list over the run the pages show. None before the first run."""
    if not home.current_file.is_file():
        return None
    from tsunagu.mart import open_snapshot  # as in lay_list_over

    current = json.loads(home.current_file.read_text(encoding="utf-8"))
    return lay_newest_list_over(home.folder, open_snapshot(home.folder, str(current["snapshot"])))


def protection_of_run(home: Path, pack: Pack, snapshot: Snapshot) -> dict[str, Any]:
    """What a run says of the list it was made with: day, load, rows, rows refused and rows waiting for a person.

    `received_on` and `load` are None when no list was among its files.
    """
    feeding = set(pack.sources_of(PROTECTION_TABLE))
    used = {given.load_id for given in snapshot.manifest.inputs if given.source in feeding}
    own = [load for load in loads(home) if load.load_id in used]
    laid = [lay_list_over(home, snapshot, load) for load in own]
    return {
        "received_on": max((load.received_on.isoformat() for load in own), default=None),
        "load": own[-1].load_id if own else None,
        "rows": sum(one.rows for one in laid),
        "refused": sum(one.refused for one in laid),
        "waiting": sum(one.waiting for one in laid),
    }


def _place(home: Path, snapshot_id: str, load_id: str) -> Path:
    return home / PROTECTION_FOLDER / f"{snapshot_id}-{load_id}.json"


def names_of_lists(pack: Pack) -> str:
    """How a file with the list of protected people is named, as its sources declare it: for whoever chose another one."""
    return "、".join(
        name for source in pack.sources_of(PROTECTION_TABLE) for name in pack.sources[source].layout.file_names
    )
