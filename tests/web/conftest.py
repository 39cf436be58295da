"""Pages are tested with the fixture's home, and with a quick password hasher."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.web_people import As, log_in, make_home
from tsunagu.base import clock
from tsunagu_web.conferences.rechecking import forget_found


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _nothing_found_before() -> None:
    """Another test's cases have the same numbers."""
    forget_found()


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    """A demo home with the fixture's run, made the one the pages show."""
    settings.TSUNAGU_HOME = make_home(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def as_person(home: Path, db: None) -> As:
    """`as_person("hantei").get("/")`."""
    return log_in


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`at("2026-10-31 09:00")` moves the one clock: of sessions, assignments, protection and what is received."""

    def move(text: str) -> None:
        moment = datetime.fromisoformat(text).replace(tzinfo=clock.JAPAN)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return move
