"""The baseline: kana and birth date, as towns match today. Imports nothing of ours.

    python -m benchmarks.identity.exact FOLDER OUT.parquet

A row is linked where exactly one resident has its kana (of one width and script, without blanks) and its birth date.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import duckdb
import pyarrow as pa

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}


def key(kana: str | None) -> str | None:
    if not kana:
        return None
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", kana)).translate(_TO_KATAKANA)
    return text.replace(" ", "").replace("・", "")


def main(folder: Path, out: str) -> None:
    connection = duckdb.connect()
    for name, number, birth in (
        ("register", "resident_no", "CAST(birth_date AS VARCHAR)"),
        ("school_rows", "row_id", "birth_date"),
    ):
        table = connection.execute(
            f"SELECT {number} AS id, kana, {birth} AS birth FROM '{folder}/{name}.parquet'"
        ).to_arrow_table()
        keys = pa.array([key(kana) for kana in table["kana"].to_pylist()], pa.string())
        connection.register(name, table.append_column("key", keys))
    connection.execute(
        "COPY (SELECT s.id AS record_id, any_value(r.id) AS person_id, 'auto' AS kind, 1 AS rank, 'kana and birth date' AS step, 1.0 AS weight"
        f" FROM school_rows AS s JOIN register AS r USING (key, birth) GROUP BY s.id HAVING count(*) = 1) TO '{out}'"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
