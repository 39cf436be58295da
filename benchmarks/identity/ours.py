"""Our side in a process of its own: the matching core of the monthly run over a town's files.

    python -m benchmarks.identity.ours FOLDER OUT.parquet

Leaves (record_id, person_id, kind auto|review, rank, step, weight) and prints CPU seconds after the imports and its peak in MiB.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.own_peak import own_peak_mib
from tsunagu.engines import Engine, open_engine, quoted_path
from tsunagu.identity.matching import match


def read(engine: Engine, folder: Path) -> None:
    """The two relations, with the names of columns that the core knows."""
    rows, register = quoted_path(folder / "school_rows.parquet"), quoted_path(folder / "register.parquet")
    engine.execute(f"CREATE VIEW records AS SELECT row_id AS record_id, * EXCLUDE (row_id) FROM {rows}")
    engine.execute(f"CREATE VIEW register AS SELECT resident_no AS person_id, * EXCLUDE (resident_no) FROM {register}")


def main(folder: Path, out: Path) -> None:
    began = time.process_time()
    engine = open_engine([folder, out.parent], memory_limit="2GB")
    read(engine, folder)
    match(engine, "records", "register")
    engine.execute(
        "COPY (SELECT record_id, person_id, 'auto' AS kind, 1 AS rank, step, 1000.0 AS weight FROM matched"
        f" UNION ALL SELECT record_id, person_id, 'review', rank, step, weight FROM proposed) TO {quoted_path(out)}"
    )
    print(json.dumps({"cpu": time.process_time() - began, "peak_mib": own_peak_mib()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
