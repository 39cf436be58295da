"""A counter with a fresh home for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return Counter(tmp_path)
