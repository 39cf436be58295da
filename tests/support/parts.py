"""The parts of the operating system that tests marked `browser` or `postgres` need, and what their absence means."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest


@cache
def browser_path() -> str | None:
    """Chromium's or Chrome's executable, or None."""
    return next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )


@cache
def japanese_font() -> bool:
    """Whether fontconfig knows a font for Japanese; without one every letter of a picture is an empty box."""
    if shutil.which("fc-list") is None:
        return False
    done = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


@cache
def postgres_bin() -> Path | None:
    """The folder that holds initdb and pg_ctl, or None."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return versions[-1].parent if versions else None


def missing_part(marker: str) -> str | None:
    """What a test with this marker lacks here, as a sentence; None when nothing is missing."""
    if marker == "browser":
        if browser_path() is None:
            return "Chromium がありません（make system-parts）"
        if not japanese_font():
            return "日本語のフォントがありません（make system-parts）"
    if marker == "postgres" and postgres_bin() is None:
        return "PostgreSQL がありません（make system-parts）"
    return None


def require_or_fail(marker: str) -> None:
    """Skip the running test for want of a part; under CI=true fail it, because there nothing may go untested."""
    sentence = missing_part(marker)
    if sentence is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true では飛ばせません: {sentence}", pytrace=False)
    pytest.skip(sentence)
