"""An invented nation as sealed files: N children, about 2.25 N members, 2 N events, in household order, 5 % unknown.

python -m benchmarks.indicators.world CHILDREN SEED FOLDER     prints the number of rows
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.indicators.shape import FLAGS, NUMBERS

PLACE = "'file.csv' AS file, NULL::VARCHAR AS sheet, 1::INTEGER AS line, 'load' AS load_id"
DAY = "DATE '2026-10-31'"


def write_world(children: int, seed: int, folder: Path) -> dict[str, int]:
    """Write the snapshot tables into `folder`; rows by table. Same arguments, same answers."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = duckdb.connect(config={"memory_limit": "6GB", "threads": 2, "temp_directory": str(folder / "spill")})
    households = children * 3 // 5
    engine.execute(f"""
        CREATE TABLE household AS SELECT h AS household_id, 2 + (hash(h, {seed}, 3) % 100 < 8)::INT AS adults,
            1 + (hash(h, {seed}, 1) % 3 < 1)::INT + (hash(h, {seed}, 2) % 3 < 1)::INT AS kids FROM range({households}) t(h)""")
    engine.execute("""
        CREATE TABLE person AS SELECT household_id * 10 + place AS person_id, household_id, place < kids AS child
        FROM household, range(6) s(place) WHERE place < kids + adults ORDER BY 1""")
    counted = {name: _write(engine, folder, name, query) for name, query in _queries(seed).items()}
    engine.close()
    return counted


def _write(engine: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str) -> int:
    done = engine.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)").fetchone()
    return done[0] if done else 0


def _queries(seed: int) -> dict[str, str]:
    wide = ", ".join(
        f"{_cell(seed, index)} AS c{index}, {_why(seed, index)} AS c{index}__why" for index in (*FLAGS, *NUMBERS)
    )
    event = f"hash(person_id, place, {seed}"
    return {
        "children": f"""SELECT person_id, household_id, (DATE '2008-04-02' + (hash(person_id, {seed}) % 6700)::INT) AS birth_date,
            NULL::VARCHAR AS school, NULL::VARCHAR AS grade, 7 AS fiscal_age,
            (DATE '2010-01-01' + (hash(person_id, {seed}, 7) % 6000)::INT) AS resident_since
            FROM person WHERE child ORDER BY household_id, person_id""",
        "kin": "SELECT 0::BIGINT AS person_id, 0::BIGINT AS relative_id, '' AS relation WHERE FALSE",
        "deliveries": "SELECT unnest(['checkups', 'home', 'desk']) AS source, NULL::VARCHAR AS part",
        "child_facts": f"""SELECT person_id, household_id, {wide}, {DAY} AS known_on, 'checkups' AS source, {PLACE}
            FROM person WHERE child AND hash(person_id, {seed}, 8) % 100 < 97 ORDER BY household_id, person_id""",
        "home_facts": f"""SELECT person_id, household_id, {wide}, {DAY} AS known_on, 'home' AS source, {PLACE}
            FROM person ORDER BY household_id, person_id""",
        "events": f"""SELECT person_id, household_id,
            CASE WHEN {event}, 1) % 100 >= 5 THEN ['a', 'b', 'c', 'd', 'e'][1 + ({event}, 2) % 5)::INT] END AS kind,
            CASE WHEN {event}, 1) % 100 < 5 THEN 24::UTINYINT END AS kind__why,
            CASE WHEN {event}, 3) % 100 >= 5 THEN ({event}, 4) % 30)::INT END AS amount,
            CASE WHEN {event}, 3) % 100 < 5 THEN (20 + {event}, 5) % 8)::UTINYINT END AS amount__why,
            DATE '2024-04-01' + ({event}, 6) % 943)::INT AS happened_on, NULL::UTINYINT AS happened_on__why,
            {DAY} AS known_on, 'desk' AS source, {PLACE}
            FROM person, range(4) e(place) WHERE child AND place < hash(person_id, {seed}, 9) % 5
            ORDER BY household_id, person_id, happened_on""",
    }


def _cell(seed: int, index: int) -> str:
    drawn = f"hash(person_id, {index}, {seed}, 1)"
    value = f"{drawn} % 1000 < 80" if index in FLAGS else f"({drawn} % 40)::INT"
    return f"CASE WHEN hash(person_id, {index}, {seed}, 0) % 100 >= 5 THEN {value} END"


def _why(seed: int, index: int) -> str:
    return (
        f"CASE WHEN hash(person_id, {index}, {seed}, 0) % 100 < 5"
        f" THEN (20 + hash(person_id, {index}, {seed}, 2) % 8)::UTINYINT END"
    )


if __name__ == "__main__":
    print(sum(write_world(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])).values()))
