"""The least any matcher of ours can cost: start up, read both files, join them once on kana and birth date. It links nothing.

    python -m benchmarks.identity.floor FOLDER

Reads the columns the core reads, the register cut to the ages asked about as the core cuts it. What our side costs more than
this is folding and comparing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.identity.ours import read
from tsunagu.engines import open_engine
from tsunagu.identity.matching.columns import RECORD_COLUMNS, REGISTER_COLUMNS, completed

YOUNGEST = 6
"""Years of age, less one, of who begins the first 学年."""


def main(folder: Path) -> None:
    engine = open_engine([folder], memory_limit="2GB")
    read(engine, folder)
    engine.execute(f"CREATE TABLE record AS {completed(engine, 'records', RECORD_COLUMNS)}")
    # By 学年, as the core does: birth dates are mistyped, and the least and the greatest of them cut nothing.
    ages = engine.execute(f"""
        SELECT make_date(min(fiscal_year - TRY_CAST(grade AS INTEGER)) - {YOUNGEST}, 4, 1),
            make_date(max(fiscal_year - TRY_CAST(grade AS INTEGER)) - {YOUNGEST} + 1, 4, 1) FROM record""").fetchone()
    first, last = ages or (None, None)
    engine.execute(f"""
        CREATE TABLE candidate AS FROM ({completed(engine, "register", REGISTER_COLUMNS)})
        WHERE birth_date IS NULL OR birth_date BETWEEN DATE '{first}' AND DATE '{last}'""")
    engine.execute("""
        SELECT count(*) FROM record AS r JOIN candidate AS c
        ON r.kana = c.kana AND TRY_CAST(r.birth_date AS DATE) = c.birth_date""").fetchone()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
