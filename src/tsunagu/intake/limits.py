"""The limits a town is held to while its files are read; declared in catalog/intake_limits.py."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tsunagu.catalog import IntakeLimits

MAX_LINE_BYTES = 1 << 20
"""One physical line; longer means that line ends were lost. No setting: buffers are cut to it."""
csv.field_size_limit(MAX_LINE_BYTES)  # the csv module's own is lower: it would fall over a long cell that we allow

_IN_FORCE: ContextVar[IntakeLimits | None] = ContextVar("intake limits", default=None)
_DEFAULTS = IntakeLimits()


def in_force() -> IntakeLimits:
    """The limits of the town whose files are being read; the defaults outside any."""
    return _IN_FORCE.get() or _DEFAULTS


@contextmanager
def held_to(limits: IntakeLimits) -> Iterator[None]:
    """Inside, `in_force` answers with these limits."""
    before = _IN_FORCE.set(limits)
    try:
        yield
    finally:
        _IN_FORCE.reset(before)
