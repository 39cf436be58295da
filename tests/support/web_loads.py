"""Receipts and loads as far as the pages look at them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def receive_protection(home: Path, received_on: str) -> None:
    """Publish one (empty) load of the list."""
    load_id = "f03" + received_on.replace("-", "") + "00000"
    building = home / f"building-{load_id}"
    building.mkdir()
    load = {
        "load_id": load_id,
        "source": "shiensochi",
        "part": None,
        "period": received_on[:7],
        "received_on": received_on,
        "file_name": "支援措置.csv",
        "sha256": "0" * 64,
        "rows_in": 0,
        "rows_accepted": 0,
        "rows_refused": 0,
        "tables": [],
        "receipt": "r",
        "declarations_hash": "0" * 64,
    }
    (building / "load.json").write_text(json.dumps(load), encoding="utf-8")
    (home / "loads").mkdir(exist_ok=True)
    building.rename(home / "loads" / load_id)


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
        "sentence": "受け取りました",
        "rows_in": 1200,
        "rows_accepted": 1199,
        "rows_refused": 1,
        "counts": {"cell.bad_date": 1},
        "faults": [fault, fault | {"line": None, "column": None, "code": "file.bom"}],
    }
    refused = told | {
        "file": "名簿.csv",
        "status": "refused",
        "rows_in": 0,
        "rows_accepted": 0,
        "rows_refused": 0,
        "part": None,
    }
    (home / "receipts").mkdir(exist_ok=True)
    for key, receipt in (("aaaa-shukketsu", told), ("bbbb-refused-file.not_what_it_claims", refused)):
        (home / "receipts" / f"{key}.json").write_text(json.dumps(receipt, ensure_ascii=False), encoding="utf-8")
    return "aaaa-shukketsu"
