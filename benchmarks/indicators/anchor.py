"""The anchor: one SQL statement as a good hand would write it for these forty questions, one pass over each table.

    python -m benchmarks.indicators.anchor FOLDER OUT     reads FOLDER/*.parquet, writes OUT

It knows the questions and the rows, and so does without everything a declaration may ask for besides: a child has one
row of facts, so nothing is drawn together there; this 年度 lies within the last twelve months, so older events are
passed over at once; a reason stands only where a value is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.indicators.shape import FLAGS, KINDS, NUMBERS

WINDOW = "happened_on > DATE '2025-10-31' AND happened_on <= DATE '2026-10-31'"
THIS_YEAR = "happened_on >= DATE '2026-04-01'"


def statement(folder: Path) -> str:
    """household_id, person_id, forty answers: 0, 1 or the reason."""
    events = ["count(*) FILTER (kind IS NULL) AS unsure", "min(kind__why) AS why"]
    events += [f"min(kind__why) FILTER ({THIS_YEAR}) AS why_this_year"]
    events += [
        f"count(*) FILTER (kind = '{kind}') AS n{kind}, sum(amount) FILTER (kind = '{kind}' AND {THIS_YEAR}) AS s{kind},"
        f" min(amount__why) FILTER (kind = '{kind}' AND {THIS_YEAR}) AS w{kind}"
        for kind in KINDS
    ]
    home = ["count(*) AS members"]
    home += [f"bool_or(c{i}) AS y{i}, min(c{i}__why) AS w{i}" for i in FLAGS]
    home += [f"count(*) FILTER (c{i} >= 30) AS n{i}, count(c{i}) AS known{i}, min(c{i}__why) AS w{i}" for i in NUMBERS]
    return f"""
        WITH event AS (SELECT person_id, {", ".join(events)} FROM '{folder}/events.parquet' WHERE {WINDOW} GROUP BY 1),
        home AS (SELECT household_id, {", ".join(home)} FROM '{folder}/home_facts.parquet' GROUP BY 1)
        SELECT c.household_id, c.person_id, {", ".join(_answers())}
        FROM '{folder}/children.parquet' AS c LEFT JOIN '{folder}/child_facts.parquet' AS child USING (person_id)
        LEFT JOIN event USING (person_id) LEFT JOIN home ON home.household_id = c.household_id ORDER BY 1, 2"""


def _answers() -> list[str]:
    # No record of the child: the checkup knows of nobody who came after the day asked, so it is always "no record".
    answers = []
    for i in (*FLAGS, *NUMBERS):
        test = f"child.c{i}" if i in FLAGS else f"child.c{i} >= 30"
        yes_or_why = f"WHEN {test} THEN 1 WHEN child.c{i}__why IS NOT NULL THEN child.c{i}__why"
        answers.append((f"child{i}", f"CASE {yes_or_why} WHEN child.person_id IS NOT NULL THEN 0 ELSE 13 END"))
    answers += [
        (f"events_{kind}", f"CASE WHEN n{kind} >= 2 THEN 1 WHEN n{kind} + unsure >= 2 THEN why ELSE 0 END")
        for kind in KINDS
    ]
    answers += [
        (f"amount_{kind}", f"CASE WHEN s{kind} >= 20 THEN 1 ELSE coalesce(least(w{kind}, why_this_year), 0) END")
        for kind in KINDS
    ]
    answers += [(f"home{i}", f"CASE WHEN home.y{i} THEN 1 ELSE coalesce(home.w{i}, 0) END") for i in FLAGS]
    answers += [
        (f"home{i}", f"CASE WHEN n{i} >= 2 THEN 1 WHEN n{i} + members - known{i} >= 2 THEN home.w{i} ELSE 0 END")
        for i in NUMBERS
    ]
    return [f"CAST({sql} AS UTINYINT) AS {name}" for name, sql in answers]


def main(folder: Path, out: Path) -> None:
    """Run it as `run` runs ours: one thread, sealed files in, one Parquet file out."""
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "12GB", "temp_directory": ""})
    engine.execute(f"COPY ({statement(folder)}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
