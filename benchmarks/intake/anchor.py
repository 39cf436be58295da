"""The anchor: DuckDB reads the UTF-8 twin into a table, all text. Imports nothing of ours.

    python benchmarks/intake/anchor.py TWIN

Prints {"rows", "cpu"}: CPU seconds after the imports.
"""

from __future__ import annotations

import json
import sys
import time

import duckdb


def main(twin: str) -> None:
    """Read it as a person with DuckDB would: all columns text, the header given."""
    began = time.process_time()
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar = true, header = true)", [twin])
    rows = connection.execute("SELECT count(*) FROM t").fetchall()[0][0]
    print(json.dumps({"rows": rows, "cpu": time.process_time() - began}))


if __name__ == "__main__":
    main(sys.argv[1])
