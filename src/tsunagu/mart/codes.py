"""整理番号: the short codes people see instead of numbers (K-0001 for a household, C-0001 for a child). Once given, kept.

Those of households go by 世帯番号; those of children by the human being (mart.person_ids).
"""

from __future__ import annotations

from pathlib import Path

from tsunagu.base.hashing import sha256_of_file
from tsunagu.engines import Engine, open_engine, quoted_path
from tsunagu.mart.snapshot import DamagedSnapshotError, Snapshot

REGISTRIES = {
    "household_codes": ("household_id", "K", "SELECT DISTINCT household_id AS id FROM child"),
}
"""Per registry: its id column, the letter of its codes, and whom it must cover now."""
CARRIED_ON = (*REGISTRIES, "child_codes", "person_ids", "persons")
"""Tables of the snapshot before that the next one goes by when it gives codes."""


def codes_sql(engine: Engine, registry: str, previous: Path | None) -> str:
    """<registry>.parquet: all codes of the previous snapshot, and new ones after the last, in the order of the ids.

    Nobody loses a code and no code is given twice, also not to those who come after somebody who left.
    """
    column, letter, wanted = REGISTRIES[registry]
    known = (
        f"SELECT {column} AS id, code FROM read_parquet({quoted_path(previous)})"
        if previous
        else ("SELECT NULL::BIGINT AS id, NULL::VARCHAR AS code WHERE FALSE")
    )
    engine.execute(f"CREATE OR REPLACE TABLE {registry}_known AS {known}")
    row = engine.execute(f"SELECT coalesce(max(split_part(code, '-', 2)::INTEGER), 0) FROM {registry}_known").fetchone()
    last = row[0] if row else 0
    number = f"({last} + row_number() OVER (ORDER BY id))::VARCHAR"
    return f"""
        WITH fresh AS (SELECT id FROM ({wanted}) WHERE id NOT IN (SELECT id FROM {registry}_known))
        SELECT id AS {column}, code FROM {registry}_known
        UNION ALL
        SELECT id, '{letter}-' || lpad({number}, greatest(4, length({number}))::INTEGER, '0') FROM fresh
        ORDER BY {column}"""


def child_codes(snapshot: Snapshot) -> dict[int, str]:
    """整理番号 of every child the town ever had in a snapshot up to this one, by person."""
    engine = open_engine([snapshot.path])
    try:
        path = quoted_path(snapshot.table_path("child_codes"))
        return dict(engine.execute(f"SELECT person_id, code FROM read_parquet({path})").fetchall())
    finally:
        engine.close()


def trust_codes(previous: Snapshot) -> None:
    """Check the codes a new snapshot carries on.

    Raises DamagedSnapshotError (S002) when they are not as published: a family must not get another family's code.
    """
    for file in previous.manifest.files:
        if file.name.removesuffix(".parquet") in CARRIED_ON:
            path = previous.path / file.name
            if not path.is_file() or sha256_of_file(path) != file.sha256:
                raise DamagedSnapshotError(
                    "S002",
                    f"前の時点データ {previous.snapshot_id} の整理番号（{file.name}）が公開したときのままではありません",
                    f"tsunagu snapshot build --as-of {previous.as_of.isoformat()} で前の時点データを作り直してください",
                )
