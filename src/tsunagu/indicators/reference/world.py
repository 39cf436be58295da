"""A small snapshot as plain lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagu.indicators.model import Schema

Row = dict[str, Any]
Verdict = bool | None
"""True, False, or None for unknown."""


@dataclass
class World:
    """A small snapshot as plain lists. Rows are dicts with the column names of the snapshot's Parquet files."""

    as_of: date
    schema: Schema
    children: list[Row]
    members: list[Row]
    persons: list[Row] = field(default_factory=list)
    kin: list[Row] = field(default_factory=list)
    facts: dict[str, list[Row]] = field(default_factory=dict)
    deliveries: list[Row] = field(default_factory=list)
