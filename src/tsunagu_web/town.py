"""Which home the pages show, and what its settings say. The web changes nothing there but its own case store and keys."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from tsunagu.intake import own_files
from tsunagu.month import Home, settings_in


def home_folder() -> Path:
    """The folder named by TSUNAGU_HOME."""
    return Path(settings.TSUNAGU_HOME)


def home_settings() -> dict[str, object]:
    """What home.yaml says; empty when the folder is not a home (the pages then say so)."""
    path = home_folder() / "home.yaml"
    if not path.is_file():
        return {}
    return dict(settings_in(path.read_text(encoding="utf-8")))


def is_demo() -> bool:
    """A demo home holds an invented town: every page says so, and only here may demo log-ins exist."""
    return home_settings().get("demo") is True


def is_training() -> bool:
    """A training home: an invented town with one exercise for each role, that takes no file but those it was made of."""
    return home_settings().get("training") is True and own_files(home_folder()) is not None


def protection_hours() -> int:
    """How old the list of protected people may be before addresses disappear for everybody."""
    return Home(home_folder()).protection_hours
