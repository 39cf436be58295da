"""Are the answers of both sides the same?

python -m benchmarks.indicators.same OURS ANCHOR     prints the number of children answered differently
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def differing(ours: Path, anchor: Path) -> int:
    """Children with an answer that differs, or that only one side has: by a sum of hashes first, row by row if needed."""
    engine = duckdb.connect()
    sums = [
        engine.execute(
            f"SELECT count(*), bit_xor(h), sum(h::HUGEINT) FROM (SELECT hash(t) AS h FROM '{path}' AS t)"
        ).fetchone()
        for path in (ours, anchor)
    ]
    if sums[0] == sums[1]:
        return 0
    found = engine.execute(
        f"SELECT count(*) FROM ((FROM '{ours}' EXCEPT ALL FROM '{anchor}') UNION ALL (FROM '{anchor}' EXCEPT ALL FROM '{ours}'))"
    ).fetchone()
    return int(found[0]) if found else 0


if __name__ == "__main__":
    print(differing(Path(sys.argv[1]), Path(sys.argv[2])))
