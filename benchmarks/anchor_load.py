"""The anchor of benchmarks/run.py: DuckDB loads every CSV of a folder into a table, all text, and counts the rows.

    python benchmarks/anchor_load.py FOLDER

Imports nothing of ours, so that it runs in the anchors' own environment.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb


def main(folder: Path) -> None:
    """Load all files in one process and one database, as a person with DuckDB would."""
    connection = duckdb.connect()
    rows = 0
    for number, path in enumerate(sorted(folder.glob("*.csv"))):
        connection.execute(
            f"CREATE TABLE t{number} AS SELECT * FROM read_csv(?, all_varchar = true, header = true)", [str(path)]
        )
        counted = connection.execute(f"SELECT count(*) FROM t{number}").fetchone()
        rows += counted[0] if counted else 0
    print(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
