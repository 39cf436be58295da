"""The broken twin of the memory gate: our side, but with the whole register taken out of the engine before anything is cut.

python -m benchmarks.identity.hoarding FOLDER OUT.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.identity import ours
from tsunagu.engines import open_engine, quoted_path

COLUMNS = "name, kana, guardian_kana, town, lot, school, birth_date, resident_since"


def main(folder: Path, out: Path) -> None:
    engine = open_engine([folder], memory_limit="2GB")
    kept = engine.execute(f"SELECT {COLUMNS} FROM {quoted_path(folder / 'register.parquet')}").fetchall()
    print(f"{len(kept):,} residents held", flush=True)
    ours.main(folder, out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
