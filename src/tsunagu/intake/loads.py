"""The register of loads: the set of load.json files of published load folders. Nothing else says what was received."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from tsunagu.base.hashing import sha256_of_text
from tsunagu.base.read_once import ReadOnce
from tsunagu.catalog import ON_SCREEN

LOADS = "loads"
LOAD_FILE = "load.json"
RECEIPT_FILE = "receipt.json"


class Load(BaseModel, frozen=True):
    """One received file, typed. `period` is YYYY-MM; a replaced load stays and is named by the newer one's `replaces`."""

    load_id: str
    source: str
    part: str | None = None
    period: str
    received_on: date
    file_name: str
    sha256: str
    rows_in: int
    rows_accepted: int
    rows_refused: int
    tables: list[str]
    receipt: str
    replaces: str | None = None
    replace_reason: str | None = None
    declarations_hash: str
    dropped_columns: list[str] = []
    locked_sha256: str | None = None
    """Of the file as it came, where its password was taken off."""
    package_sha256: str | None = None
    """Of the zip as it came, where the file came in one with others."""

    @property
    def entered(self) -> bool:
        """What people entered on the pages: single items and rows laid over those of the department's files."""
        return self.part == ON_SCREEN

    def folder(self, home: Path) -> Path:
        """Where its tables lie."""
        return home / LOADS / self.load_id

    def table_path(self, home: Path, table: str) -> Path:
        """The Parquet file of one of its tables."""
        return self.folder(home) / f"{table}.parquet"


_KNOWN = ReadOnce(lambda path: Load.model_validate_json(path.read_bytes()))


def loads(home: Path) -> list[Load]:
    """Every published load, oldest period first, a replacement after what it replaces."""
    found = _KNOWN.every(home / LOADS, LOAD_FILE)
    by_id = {load.load_id: load for load in found}
    return sorted(
        found, key=lambda load: (load.source, load.part or "", load.period, _generation(load, by_id), load.load_id)
    )


def _generation(load: Load, by_id: dict[str, Load]) -> int:
    generation, seen = 0, {load.load_id}
    while load.replaces in by_id and load.replaces not in seen:
        load = by_id[load.replaces]
        seen.add(load.load_id)
        generation += 1
    return generation


def load_id_of(
    sha256: str, source: str, part: str | None, period: str, declarations_hash: str, replaces: str | None = None
) -> str:
    """16 hex digits from what the load is made of: same file, same reading, same name.

    A file that comes back after another replaced it is a load of its own: what it replaces is part of its name.
    """
    made_of = [sha256, source, part or "", period, declarations_hash, *([replaces] if replaces else [])]
    return sha256_of_text("\n".join(made_of))[:16]


def load_json(load: Load) -> str:
    """The bytes of load.json, the same for the same load."""
    return json.dumps(load.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
