"""The register of loads: the load.json of every published load folder. A load is never changed; a newer one may replace it."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base.files import TEMPORARY_PREFIX

LOADS_FOLDER = "loads"
LOAD_FILE = "load.json"


@dataclass(frozen=True)
class Load:
    """One file as it was taken in: home/loads/<load_id>/<table>.parquet holds its typed rows."""

    load_id: str
    source: str
    part: str | None
    period: str
    """The delivery's month, YYYY-MM."""
    received_on: date
    file_name: str
    sha256: str
    rows_in: int
    rows_accepted: int
    rows_refused: int
    tables: tuple[str, ...]
    receipt: str
    replaces: str | None = None
    """The load_id this one takes the place of."""


def loads(home: Path) -> list[Load]:
    """Every published load, ordered by source, part, period, day and id."""
    folder = home / LOADS_FOLDER
    paths = sorted(folder.glob(f"*/{LOAD_FILE}")) if folder.is_dir() else []
    found = [_read(path) for path in paths if not path.parent.name.startswith(TEMPORARY_PREFIX)]
    return sorted(found, key=lambda load: (load.source, load.part or "", load.period, load.received_on, load.load_id))


def _read(path: Path) -> Load:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    value["received_on"] = date.fromisoformat(value["received_on"])
    value["tables"] = tuple(value["tables"])
    return Load(**{field.name: value[field.name] for field in fields(Load) if field.name in value})
