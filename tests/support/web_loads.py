"""Receipts and loads as far as the pages look at them."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from support.serving_fixture_meta import SNAPSHOT_ID
from tsunagu.base import clock
from tsunagu.base.files import append_line, new_folder, write_text
from tsunagu.base.hashing import sha256_of_text
from tsunagu.intake import RECEIVED
from tsunagu.month import newest_list


def receive_protection(
    home: Path,
    moment: str,
    *,
    hides: Collection[str] = (),
    refused: int = 0,
    waiting: int = 0,
    laid_over: bool = True,
    snapshot: str = SNAPSHOT_ID,
) -> str:
    """A list of protected people that came at a moment (Japan's time), laid over the fixture's run (or that of another
    `snapshot`); the load's id.

    `hides`: codes of the children it protects. `laid_over` False: it came, and nothing was done with it yet.
    """
    came = datetime.fromisoformat(moment).replace(tzinfo=clock.JAPAN)
    load_id = sha256_of_text(f"{moment} {sorted(hides)} {refused} {waiting}")[:16]
    load = {
        "load_id": load_id,
        "source": "shiensochi",
        "part": None,
        "period": f"{came:%Y-%m}",
        "received_on": came.date().isoformat(),
        "file_name": "支援措置.csv",
        "sha256": "0" * 64,
        "rows_in": 4,
        "rows_accepted": 4 - refused,
        "rows_refused": refused,
        "tables": ["protection"],
        "receipt": "r",
        "declarations_hash": "0" * 64,
    }
    with new_folder(home / "loads" / load_id) as building:
        (building / "load.json").write_text(json.dumps(load), encoding="utf-8")
    note_protection(home, came, load_id)
    if laid_over:
        told = {"rows": 4, "refused": refused, "waiting": waiting, "children": sorted(hides), "people": []}
        overlay = {"snapshot": snapshot, "load": load_id, **told}
        write_text(home / "protection" / f"{snapshot}-{load_id}.json", json.dumps(overlay))
    newest = newest_list(home)
    for path in (home / "protection").glob("*.json"):
        laid = json.loads(path.read_text(encoding="utf-8"))
        write_text(path, json.dumps(laid | {"lists": newest.lists if newest else ()}))
    return load_id


def note_protection(home: Path, came: datetime, load_id: str | None) -> None:
    """The line that says when a list came; without a load: that its file could not be taken."""
    line = {"load_id": load_id, "source": "shiensochi", "tables": ["protection"]}
    line |= {"received_on": came.date().isoformat(), "received_at": came.isoformat()}
    append_line(home / RECEIVED, json.dumps(line))


def plant_receipt(home: Path) -> str:
    """One accepted file with a fault in line 12 whose cell holds a canary; the receipt's key."""
    fault = {
        "sheet": None,
        "line": 12,
        "column": "生年月日",
        "code": "cell.bad_date",
        "cause": "日付として読めません",
        "remedy": "元の帳票を確かめてください",
        "cell": "カナリア三太",
    }
    told: dict[str, Any] = {
        "schema_version": 1,
        "file": "出欠_月別_開成小学校_2026.csv",
        "sha256": "a" * 64,
        "source": "shukketsu",
        "label": "出欠",
        "part": "開成小学校",
        "period": "2026-10",
        "received_on": "2026-10-31",
        "status": "accepted",
        "load_id": "aaaa000000000001",
        "sentence": "受け取りました",
        "rows_in": 1200,
        "rows_accepted": 1199,
        "rows_refused": 1,
        "counts": {"cell.bad_date": 1},
        "empty": [{"column": "早退", "rows": 1199, "reasons": {"no_answer": 12, "refused": 3, "blank": 240}}],
        "never_asked": ["保健室の利用"],
        "dropped_columns": ["担任のメモ"],
        "faults": [fault, fault | {"line": None, "column": None, "code": "file.bom"}],
    }
    refused = told | {
        "file": "名簿.csv",
        "status": "refused",
        "rows_in": 0,
        "rows_accepted": 0,
        "rows_refused": 0,
        "sha256": "b" * 64,
        "part": None,
        "load_id": None,
        "empty": None,
    }
    kept = ("load_id", "source", "part", "period", "received_on", "sha256", "rows_in", "rows_accepted", "rows_refused")
    load = {name: told[name] for name in kept} | {"file_name": told["file"], "tables": ["attendance"], "receipt": "r"}
    with new_folder(home / "loads" / told["load_id"]) as building:
        (building / "load.json").write_text(json.dumps(load | {"declarations_hash": "0" * 64}), encoding="utf-8")
    (home / "receipts").mkdir(exist_ok=True)
    for key, receipt in (("aaaa-shukketsu", told), ("bbbb-refused-file.not_what_it_claims", refused)):
        (home / "receipts" / f"{key}.json").write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    return "aaaa-shukketsu"
