"""The training town is made once for this folder; each test prepares it in the tests' own case store."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tsunagu_web.training.making import make_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented town, its month judged, nobody at work yet."""
    return make_town(tmp_path_factory.mktemp("training") / "home").folder


@pytest.fixture
def prepared(town: Path, tmp_path: Path, settings: Any, db: None) -> Path:
    """A home of one test's own in which every exercise may begin."""
    settings.TSUNAGU_HOME = tmp_path / "training"
    shutil.copytree(town, settings.TSUNAGU_HOME)
    from tsunagu_web.training.preparing import prepare

    prepare()
    return tmp_path / "training"
