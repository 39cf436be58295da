"""Comparing homes byte by byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

# What must be a pure function of the inputs. The logs of runs and receptions hold clock times, originals are encrypted anew.
SEALED = ("mart", "runs", "loads", "receipts", "purpose", "protection", "CURRENT")
LEFTOVER = ".unfinished-"


def sealed_bytes(home: Path) -> dict[str, str]:
    """Path below the home → SHA-256, for everything that must be the same bytes for the same inputs."""
    found = {}
    for name in SEALED:
        place = home / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                found[str(path.relative_to(home))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def differences(home: Path, undisturbed: dict[str, str]) -> list[str]:
    """Files that are missing, too many or other than in the undisturbed home; at most a few are named."""
    found = sealed_bytes(home)
    lines = [f"missing {name}" for name in sorted(undisturbed.keys() - found.keys())]
    lines += [f"too many {name}" for name in sorted(found.keys() - undisturbed.keys())]
    lines += [
        f"other bytes {name}" for name in sorted(found.keys() & undisturbed.keys()) if found[name] != undisturbed[name]
    ]
    return lines[:10]


def leftovers(home: Path) -> list[str]:
    """Temporary files and folders that a crash left and nobody swept."""
    return sorted(str(path.relative_to(home)) for path in home.rglob(f"{LEFTOVER}*"))
