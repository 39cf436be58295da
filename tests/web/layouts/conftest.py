"""A home before its first file, with a purpose ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.web_people import make_home
from tsunagu.catalog import load_pack
from tsunagu.purpose import seed_from_pack


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """The home."""
    settings.TSUNAGU_HOME = make_home(tmp_path / "home", run=False)
    seed_from_pack(tmp_path / "home", load_pack("kaisei"), date(2026, 4, 1))
    return tmp_path / "home"
