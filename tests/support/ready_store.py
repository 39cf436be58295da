"""An empty case store brought up to date once for all tests: a process that starts finds nothing left to do, instead of 92 migrations."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.made_once import made_once
from tsunagu_web.database import STORE


def make_ready_store(factory: pytest.TempPathFactory) -> Path:
    """The store's file, to be copied."""
    return made_once(factory, "ready-store", _migrated) / STORE


def _migrated(folder: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TSUNAGU_")}
    kept |= {"TSUNAGU_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "tsunagu_web.settings"}
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=kept, check=True)


def put_store(ready_store: Path, home: Path) -> None:
    """Give a home its store, unless it has one."""
    if not (home / STORE).exists():
        shutil.copyfile(ready_store, home / STORE)
