"""Izumi's town, judged once; a copy of its home for each test."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from support.izumi_town import make_izumi_home
from support.web_school_cases import receive


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_izumi_home(tmp_path_factory.mktemp("izumi") / "home")


@pytest.fixture
def bare(judged: Path, tmp_path: Path, settings: Any, db: None, at: Any) -> Path:
    """A copy of Izumi's home, made the one the pages show."""
    settings.TSUNAGU_HOME = Path(shutil.copytree(judged, tmp_path / "home"))
    at("2026-10-31 09:00")
    return tmp_path / "home"


@pytest.fixture
def home(bare: Path) -> Path:
    """Its list is received."""
    receive(bare)
    return bare
