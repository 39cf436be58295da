"""SHA-256 of files, bytes and plain data: what a thing is called is what it holds."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

_CHUNK = 1 << 20


def sha256_of_bytes(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_text(text: str) -> str:
    """64 hex digits of the UTF-8 text."""
    return sha256_of_bytes(text.encode("utf-8"))


def sha256_of_file(path: Path) -> str:
    """64 hex digits, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def canonical_json(value: Any) -> str:
    """One text for one value: sorted keys, no spare blanks, Japanese as it is. Floats are the caller's worry."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
