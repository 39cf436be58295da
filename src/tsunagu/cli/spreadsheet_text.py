"""Cells of the CSV files we print, as a spreadsheet may open them (dirt 53)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def as_text(cell: str) -> str:
    """What would start a formula gets an apostrophe before it."""
    return f"'{cell}" if cell[:1] in _STARTS_A_FORMULA else cell


def row_as_text(row: Iterable[Any]) -> list[Any]:
    """A row with every text made harmless; a lone sign starts nothing, and numbers stay numbers."""
    return [as_text(cell) if isinstance(cell, str) and len(cell) > 1 else cell for cell in row]
