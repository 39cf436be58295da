"""The short hash of what was known to be true of a child, by which a decision lapses when the facts change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

HASH_LENGTH = 16


def facts_hash(yes_indicators: Iterable[str]) -> str:
    """First 16 hex digits of the SHA-256 over the ids answered yes, sorted, one per line. No facts also has a hash."""
    text = "\n".join(sorted(yes_indicators))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
