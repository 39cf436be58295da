"""Invented files that take minutes to write are kept in the user's cache, outside the project, and written anew when what
writes them has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks.process import ROOT

_STANDARD = "src/tsunagu_packs/standard"
WRITERS = (
    "src/tsunagu/sample",
    *(f"{_STANDARD}/{folder}" for folder in ("sources", "layouts", "tables", "codes")),
    "src/tsunagu_packs/kaisei/pack.yaml",
    "benchmarks/twins.py",
    "benchmarks/intake/city.py",
)
"""Files and folders that decide what is written."""


def cache() -> Path:
    """Where invented files are kept."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "tsunagu-benchmarks"


def kept(name: str, write: Callable[[Path], object]) -> Path:
    """The folder of this name, written by `write` unless it is there already. Older ones of the name are removed."""
    folder = cache() / f"{name}-{_fingerprint()}"
    if not folder.exists():
        cache().mkdir(parents=True, exist_ok=True)
        for older in cache().glob(f"{name}-*"):
            shutil.rmtree(older)
        unfinished = cache() / f"{name}-unfinished-{os.getpid()}"
        unfinished.mkdir()
        write(unfinished)
        unfinished.rename(folder)
    return folder


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for writer in WRITERS:
        place = ROOT / writer
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in (".py", ".yaml", ".csv"):
                digest.update(f"{path.relative_to(ROOT).as_posix()}\0{path.stat().st_size}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
