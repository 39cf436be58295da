"""Rules for every test: a missing system part skips a test on a desk and fails it under CI=true."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.parts import require_or_fail
from support.ready_store import make_ready_store

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def _handed_over(file: Any) -> None:
    """In place of os.fsync: raises for a file that is not open, and does not wait for the disk.

    What a test process writes it reads again itself, which needs no disk, and waiting for it took an eighth of the tests of
    pages. What is on the disk when a process is killed is asked in processes of its own (tests/prove/killed_run.py).
    """
    os.fstat(file if isinstance(file, int) else file.fileno())


os.fsync = _handed_over
PARTS = ("browser", "postgres")


def pytest_collection_finish() -> None:
    """What is imported and collected by now stays to the end: looking through it again and again for garbage took a tenth of
    the tests of pages."""
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 50)


@pytest.fixture(scope="session")
def ready_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty case store, up to date, to be copied (support.ready_store.put_store)."""
    return make_ready_store(tmp_path_factory)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Ask for the parts a test is marked with before any of its fixtures starts."""
    for marker in PARTS:
        if item.get_closest_marker(marker) is not None:
            require_or_fail(marker)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Under CI=true a marked test that skipped itself, for whatever reason, counts as failed."""
    report = yield
    marked = any(item.get_closest_marker(marker) is not None for marker in PARTS)
    if marked and report.skipped and os.environ.get("CI") == "true" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI=true では飛ばせません: {report.longrepr}"
    return report
