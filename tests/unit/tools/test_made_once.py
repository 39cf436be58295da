"""What tests make once is shared by the workers of one run and by nobody else."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from support.made_once import made_once


def factory_in(folder: Path) -> Any:
    """A factory of folders whose own one is `folder`."""
    folder.mkdir(parents=True)
    return SimpleNamespace(getbasetemp=lambda: folder)


def test_workers_of_one_run_share_what_was_made(tmp_path: Path) -> None:
    made: list[Path] = []
    one = made_once(factory_in(tmp_path / "pytest-1" / "popen-gw0"), "town", made.append)
    other = made_once(factory_in(tmp_path / "pytest-1" / "popen-gw1"), "town", made.append)
    assert one == other and made == [one]


def test_a_run_that_a_worker_starts_makes_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    made: list[Path] = []
    before = made_once(factory_in(tmp_path / "pytest-1"), "town", made.append)
    after = made_once(factory_in(tmp_path / "pytest-2"), "town", made.append)
    assert made == [before, after] and before != after
