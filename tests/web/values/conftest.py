"""One small town after two months, for all that is entered about its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.lived_town import live, moved_in


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The town after two months."""
    return live(tmp_path_factory)


@pytest.fixture
def home(lived: Path, tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """Its home on 20 November, made the one the pages show."""
    at("2026-11-20 09:00")
    settings.TSUNAGU_HOME = moved_in(lived, tmp_path / "home")
    return tmp_path / "home"
