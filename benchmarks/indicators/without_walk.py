"""Our own text without the walk: every question joined and grouped by DuckDB, one pass over each table and scope.

    python -m benchmarks.indicators.without_walk FOLDER OUT

The compiler can say each question in SQL alone, as it says those about the mother; here it says all of them so.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.indicators import ours
from tsunagu.indicators.compile import statement
from tsunagu.indicators.model import Question


def joined(question: Question) -> bool:
    """Stands where `is_walked` stands: no question is answered by a walk."""
    return False


if __name__ == "__main__":
    statement.is_walked = joined
    ours.main(Path(sys.argv[1]), Path(sys.argv[2]))
