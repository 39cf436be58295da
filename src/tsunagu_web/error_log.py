"""What the server's log says of an error: which kind and where in the code, never with which words.

The words of an error may hold a cell of a resident's file, and the log lies outside the home.
"""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any


class WhereNotWhat(logging.Formatter):
    """Prints the way through the code and the kind of the error."""

    def formatException(self, ei: Any) -> str:
        """`ei` as sys.exc_info() gives it."""
        kind: type[BaseException] | None
        trace: TracebackType | None
        kind, _, trace = ei or sys.exc_info()
        return f"{''.join(traceback.format_tb(trace))}{kind.__name__ if kind else ''}"
