"""A whole town with protected people, played once for the tests of this folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from support.played import AS_OF, Played, play
from support.web_people import As, log_in


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """A clean town of 400 children with a protected household among them, judged and made a demo."""
    played = play(tmp_path_factory.mktemp("protected"), seed=3, children=400, dirt=0)
    home = played.home.folder / "home.yaml"
    home.write_text(home.read_text(encoding="utf-8").replace("demo: false", "demo: true"), encoding="utf-8")
    return played


@pytest.fixture
def town_home(town: Played, tmp_path: Path) -> Path:
    """A copy of the town's home that a test may change."""
    return shutil.copytree(town.home.folder, tmp_path / "home")


@pytest.fixture
def as_somebody(town_home: Path, settings: Any, db: None, at: Any) -> As:
    """Log-in to the town's pages on the morning the list of protected people came."""
    settings.TSUNAGU_HOME = town_home
    at(f"{AS_OF} 09:00")
    return log_in
