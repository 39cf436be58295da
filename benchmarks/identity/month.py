"""The whole rules of a month in a process of their own: link_rows over a town's files, as the monthly run calls it.

    python -m benchmarks.identity.month FOLDER OUT.parquet

The register is 住民 and 学齢簿, the school rows are 出欠 (which know neither guardian nor 町字), protected people stand in the list
of 支援措置. There is no 番号の対応 file, so what 学籍番号 and former 宛名番号 do is not measured here. Leaves links as ours does
and prints CPU seconds of link_rows alone and its peak in MiB.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from benchmarks.own_peak import own_peak_mib
from tsunagu.base.dates import GRADES
from tsunagu.catalog import Table, load_pack
from tsunagu.engines import Engine, open_engine, quoted_name, quoted_path
from tsunagu.identity import link_rows
from tsunagu.mart.known_rows import declared_columns

DAY = date(2026, 11, 26)
EVERY = {
    "row_id": "BIGINT", "source": "VARCHAR", "load_id": "VARCHAR", "part": "VARCHAR", "file": "VARCHAR", "sheet": "VARCHAR",
    "line": "INTEGER", "delivered_on": "DATE", "tells_of": "DATE", "load_year": "INTEGER", "known_on": "DATE",
}  # fmt: skip
NUMBER = "lpad(resident_no::VARCHAR, 15, '0')"
GRADE = f"coalesce({list(GRADES[GRADES.index('P1') :])}[TRY_CAST(grade AS INTEGER)], grade)"
"""A month knows 学年 by their codes; the town's files count them 1 to 9."""
SAME = {"grade": GRADE} | {name: name for name in ("school", "name", "kana", "sex")}
RESIDENTS = {
    "row_id": "row_number() OVER ()", "resident_no": NUMBER, "household_no": "lpad(household_no::VARCHAR, 15, '0')",
    "resident_state": "'住登者'", "birth_date_unknown": "birth_date IS NULL", "former_family_name": "former_name",
    **{name: name for name in ("name", "kana", "alias", "alias_kana", "name_roman", "birth_date", "sex", "town", "lot", "resident_since")},
}  # fmt: skip
REGISTERED = {
    "row_id": "row_number() OVER ()", "resident_no": NUMBER, "school": "school", "grade": GRADE,
    "guardian_name": "guardian_kana", "name": "name", "kana": "kana", "birth_date": "birth_date",
}  # fmt: skip
PROTECTED = {"row_id": "row_number() OVER ()", "resident_no": NUMBER, "state": "'支援措置'"}
ATTENDANCE = {
    "row_id": "row_id", "fiscal_year": "fiscal_year", "class": "class", "number": "number", "pupil_no": "pupil_no",
    "birth_date": "TRY_CAST(birth_date AS DATE)", "month_start": "make_date(fiscal_year, 4, 1)", **SAME,
}  # fmt: skip


def lay_tables(engine: Engine, tables: dict[str, Table], folder: Path) -> None:
    """known_<table> for every table: those the town has rows for, all others empty."""
    register, rows = (
        f"read_parquet({quoted_path(folder / f'{name}.parquet')})" for name in ("register", "school_rows")
    )
    told = {
        "residents": (RESIDENTS, register),
        "school_register": (REGISTERED, f"{register} WHERE school IS NOT NULL"),
        "protection": (PROTECTED, f"{register} WHERE protected"),
        "attendance": (ATTENDANCE, rows),
    }
    for name, table in tables.items():
        columns, source = told.get(name, ({}, "(SELECT 1) WHERE FALSE"))
        _lay(engine, f"known_{name}", table, columns, source)
    engine.execute("CREATE VIEW known_roster AS FROM known_attendance")
    engine.execute("CREATE VIEW known_registers AS FROM known_residents")


def _lay(engine: Engine, view: str, table: Table, columns: dict[str, str], source: str) -> None:
    told = {
        "source": "'benchmark'", "load_id": "'benchmark'", "file": "'benchmark'", "line": "1",
        "delivered_on": f"DATE '{DAY}'", "tells_of": f"DATE '{DAY}'", "known_on": f"DATE '{DAY}'",
        "load_year": str(DAY.year), **columns,
    }  # fmt: skip
    listed = ", ".join(
        f"({told.get(name, 'NULL')})::{kind} AS {quoted_name(name)}"
        for name, kind in {**EVERY, **declared_columns(table)}.items()
    )
    engine.execute(f"CREATE TABLE {view} AS SELECT {listed} FROM {source}")


def main(folder: Path, out: Path) -> None:
    tables = dict(load_pack("kaisei").tables)
    engine = open_engine([folder, out.parent], memory_limit="2GB")
    lay_tables(engine, tables, folder)
    began = time.process_time()
    link_rows(engine, tables, DAY, {})
    spent = time.process_time() - began
    engine.execute(
        "COPY (SELECT row_id AS record_id, person_id, 'auto' AS kind, 1 AS rank, method::VARCHAR AS step, 1000.0 AS weight FROM link"
        " WHERE table_name = 'attendance' AND person_id IS NOT NULL"
        " UNION ALL SELECT row_id, person_id, 'review', rank, step, weight FROM proposal WHERE table_name = 'attendance')"
        f" TO {quoted_path(out)}"
    )
    print(json.dumps({"cpu": spent, "peak_mib": own_peak_mib()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
