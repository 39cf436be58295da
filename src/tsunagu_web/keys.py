"""Keys the web holds in the home, each in its own file only the server's account can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_BYTES = 32


def read_or_make(folder: Path, name: str) -> bytes:
    """The key `keys/<name>` of a home, made on first use. Of two makers at once, both get the one that was first.

    Where `folder` is not a home yet (a check before `tsunagu init`) the key lives for this process only.
    """
    if not folder.is_dir():
        return secrets.token_bytes(KEY_BYTES)
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    path = keys / name
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    return bytes.fromhex(path.read_text(encoding="ascii"))
