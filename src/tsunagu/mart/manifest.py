"""The manifest: what a snapshot was made from and what it holds. Its own content gives the snapshot its name."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from tsunagu.base.hashing import canonical_json, sha256_of_text

MANIFEST_FILE = "manifest.json"
SCHEMA = 1
ID_DIGITS = 12
ENTRY_DIGITS = 16
"""So much of a judgement's hash names it in a manifest."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Input(_Part):
    """One delivery used."""

    load_id: str
    sha256: str
    source: str
    part: str | None
    period: str
    rows: int


class SealedFile(_Part):
    """One Parquet file of the snapshot."""

    name: str
    sha256: str
    rows: int


class Waiting(_Part):
    """How many rows of a source wait for a person, and why."""

    source: str
    reason: str
    rows: int


class Manifest(_Part):
    """Everything a snapshot says about itself. Without clock times: the same inputs give the same manifest."""

    schema_: int = Field(alias="schema", default=SCHEMA)
    as_of: date
    inputs: tuple[Input, ...]
    declarations_hash: str
    code_version: str
    files: tuple[SealedFile, ...]
    waiting: tuple[Waiting, ...]
    previous_snapshot: str | None
    barred: tuple[str, ...] = ()
    """Sources and columns left out because no row of the purpose ledger covered them on the day."""
    judgements: tuple[str, ...] = ()
    """Answers of 同一人確認 in force on the day, by the beginning of their hash in the log."""

    def plain(self) -> dict[str, Any]:
        """As JSON values, without the id. A snapshot nobody's judgement went into says nothing of judgements."""
        whole = self.model_dump(mode="json", by_alias=True)
        if not self.judgements:
            del whole["judgements"]
        return whole

    def snapshot_id(self) -> str:
        """The first 12 hex digits of the SHA-256 of the content."""
        return sha256_of_text(canonical_json(self.plain()))[:ID_DIGITS]

    def text(self) -> str:
        """The file's text, the id included for the reader."""
        whole = {"snapshot_id": self.snapshot_id(), **self.plain()}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read a snapshot's manifest. ValueError (JSON, pydantic or ours) when it is damaged or names another id."""
    value = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError("the manifest is no JSON object")
    named = value.pop("snapshot_id", None)
    manifest = Manifest.model_validate(value)
    if named != manifest.snapshot_id():
        raise ValueError("the manifest does not give the id it names")
    return manifest
