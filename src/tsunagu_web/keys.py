"""Keys the web holds in the home, each in its own file only the server's account can read."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path

from tsunagu.base.files import sync_folder

KEY_BYTES = 32
LOCK = ".lock"


def read_or_make(folder: Path, name: str) -> bytes:
    """The key `keys/<name>` of a home, made on first use. Of two makers at once, in whichever processes, both get the one that was
    first; whoever is killed in between leaves none, and never half of one.

    Where `folder` is not a home yet (a check before `tsunagu init`) the key lives for this process only.
    """
    if not folder.is_dir():
        return secrets.token_bytes(KEY_BYTES)
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    path = keys / name
    if not path.exists():
        with (keys / LOCK).open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not path.exists():
                _make(path)
    return bytes.fromhex(path.read_text(encoding="ascii"))


def _make(path: Path) -> None:
    """Whole, or not at all. Under the lock the name beside it is free: what stands there was left by somebody who was killed."""
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    sync_folder(path.parent)
