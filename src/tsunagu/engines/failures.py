"""Whether an error is the machine's (memory, disk, an interrupt) or says something about what was being read."""

from __future__ import annotations

import duckdb


def is_of_the_machine(error: BaseException) -> bool:
    """True for what would befall any file at this moment: no memory, no disk, an interrupt inside the engine."""
    if isinstance(error, (MemoryError, OSError, duckdb.OutOfMemoryException, duckdb.IOException)):
        return True
    # DuckDB reports Ctrl-C as a plain RuntimeError with this word in it.
    return isinstance(error, (duckdb.InterruptException, RuntimeError)) and "interrupt" in str(error).lower()
