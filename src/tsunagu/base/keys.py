"""Keys of a home: made at first use, each in a file of its own that only its owner reads."""

from __future__ import annotations

import os
from pathlib import Path

from tsunagu.base.files import write_bytes

KEY_BYTES = 32


def key_at(path: Path) -> bytes:
    """The key kept at `path`; KEY_BYTES random bytes the first time."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_bytes(path, os.urandom(KEY_BYTES), mode=0o600)
    return path.read_bytes()
