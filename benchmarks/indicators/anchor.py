"""The anchor: one SQL statement as a good hand would write it for these forty questions, one pass over each table.

    python -m benchmarks.indicators.anchor FOLDER OUT     reads FOLDER/*.parquet, writes OUT

It knows what the questions are, and so does without everything a declaration may ask for besides.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.indicators.shape import FLAGS, KINDS, NUMBERS

WINDOW = "happened_on > DATE '2025-10-31' AND happened_on <= DATE '2026-10-31'"
THIS_YEAR = "happened_on >= DATE '2026-04-01' AND happened_on <= DATE '2026-10-31'"


def statement(folder: Path) -> str:
    """household_id, person_id, forty answers: 0, 1 or the reason."""
    child = [f"bool_or({_test(i)}) AS y{i}, min(c{i}__why) AS w{i}" for i in (*FLAGS, *NUMBERS)]
    events = [
        f"count(*) FILTER (kind = '{kind}' AND {WINDOW}) AS n{kind}, count(*) FILTER (kind IS NULL AND {WINDOW}) AS u{kind},"
        f" min(kind__why) FILTER ({WINDOW}) AS v{kind}, sum(amount) FILTER (kind = '{kind}' AND {THIS_YEAR}) AS s{kind},"
        f" min(CASE WHEN kind IS NULL THEN kind__why WHEN kind = '{kind}' THEN amount__why END)"
        f" FILTER ({THIS_YEAR}) AS x{kind}"
        for kind in KINDS
    ]
    home = [f"bool_or({_test(i)}) AS hy{i}, min(c{i}__why) AS hw{i}" for i in FLAGS]
    home += [
        f"count(*) FILTER ({_test(i)}) AS hy{i}, count(*) FILTER (c{i} IS NULL) AS hu{i}, min(c{i}__why) AS hw{i}"
        for i in NUMBERS
    ]
    return f"""
        WITH child AS (SELECT person_id, TRUE AS seen, {", ".join(child)} FROM '{folder}/child_facts.parquet' GROUP BY 1),
        event AS (SELECT person_id, {", ".join(events)} FROM '{folder}/events.parquet' GROUP BY 1),
        home AS (SELECT household_id, {", ".join(home)} FROM '{folder}/home_facts.parquet' GROUP BY 1)
        SELECT c.household_id, c.person_id, {", ".join(_answers())}
        FROM '{folder}/children.parquet' AS c LEFT JOIN child USING (person_id) LEFT JOIN event USING (person_id)
        LEFT JOIN home ON home.household_id = c.household_id ORDER BY 1, 2"""


def _test(index: int) -> str:
    return f"c{index}" if index in FLAGS else f"c{index} >= 30"


def _answers() -> list[str]:
    # No record of the child: the checkup knows of nobody who came after the day asked, so it is always "no record".
    answers = [
        (f"child{i}", f"CASE WHEN y{i} THEN 1 WHEN w{i} IS NOT NULL THEN w{i} WHEN seen THEN 0 ELSE 13 END")
        for i in (*FLAGS, *NUMBERS)
    ]
    answers += [
        (f"events_{kind}", f"CASE WHEN n{kind} >= 2 THEN 1 WHEN n{kind} + u{kind} >= 2 THEN v{kind} ELSE 0 END")
        for kind in KINDS
    ]
    answers += [
        (f"amount_{kind}", f"CASE WHEN s{kind} >= 20 THEN 1 WHEN x{kind} IS NOT NULL THEN x{kind} ELSE 0 END")
        for kind in KINDS
    ]
    answers += [(f"home{i}", f"CASE WHEN hy{i} THEN 1 WHEN hw{i} IS NOT NULL THEN hw{i} ELSE 0 END") for i in FLAGS]
    answers += [
        (f"home{i}", f"CASE WHEN hy{i} >= 2 THEN 1 WHEN hy{i} + hu{i} >= 2 THEN hw{i} ELSE 0 END") for i in NUMBERS
    ]
    return [f"CAST({sql} AS UTINYINT) AS {name}" for name, sql in answers]


def main(folder: Path, out: Path) -> None:
    """Run it as `run` runs ours: one thread, sealed files in, one Parquet file out."""
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "12GB", "temp_directory": ""})
    engine.execute(f"COPY ({statement(folder)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
