"""A published load of F03 as far as the pages look at it: when the list of protected people was received."""

from __future__ import annotations

import json
from pathlib import Path


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
