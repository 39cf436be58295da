"""The other way: the same forty questions as Ibis expressions, compiled to DuckDB's SQL by Ibis and run by DuckDB.

    python -m benchmarks.indicators.with_ibis FOLDER OUT     in the anchors' environment (make anchors)

The expressions say what the hand-written SQL says, table by table, so that the difference is the compiler's alone. Prints
the CPU seconds spent until the text was made: loading Ibis is part of it.
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import ibis

from benchmarks.indicators.shape import FLAGS, KINDS, NUMBERS

AFTER, THIS_YEAR, AS_OF = date(2025, 10, 31), date(2026, 4, 1), date(2026, 10, 31)
PERSON = {"person_id": "int64", "household_id": "int64"}


def statement() -> str:
    """household_id, person_id, forty answers, over relations called like the sealed files."""
    children = ibis.table(PERSON, name="children")
    child = _wide("child_facts").drop("household_id").mutate(seen=ibis.literal(True))
    rows = children.left_join(child, "person_id").drop("person_id_right")
    rows = rows.left_join(_events(), "person_id").drop("person_id_right")
    rows = rows.left_join(_home(), "household_id").drop("household_id_right")
    answers = {name: answer.cast("uint8") for name, answer in _answers(rows).items()}
    asked = rows.select("household_id", "person_id", **answers).order_by("household_id", "person_id")
    return str(ibis.to_sql(asked, dialect="duckdb"))


def _wide(name: str) -> Any:
    columns = {f"c{i}": "boolean" for i in FLAGS} | {f"c{i}": "int32" for i in NUMBERS}
    return ibis.table(PERSON | columns | {f"{column}__why": "uint8" for column in columns}, name=name)


def _events() -> Any:
    columns = {"kind": "string", "kind__why": "uint8", "amount": "int32", "amount__why": "uint8", "happened_on": "date"}
    event = ibis.table(PERSON | columns, name="events")
    event = event.filter(event.happened_on > ibis.literal(AFTER), event.happened_on <= ibis.literal(AS_OF))
    this_year = event.happened_on >= ibis.literal(THIS_YEAR)
    drawn = {
        "unsure": event.count(where=event.kind.isnull()),
        "why": event.kind__why.min(),
        "why_this_year": event.kind__why.min(where=this_year),
    }
    for kind in KINDS:
        drawn[f"n{kind}"] = event.count(where=event.kind == kind)
        drawn[f"s{kind}"] = event.amount.sum(where=(event.kind == kind) & this_year)
        drawn[f"w{kind}"] = event.amount__why.min(where=(event.kind == kind) & this_year)
    return event.group_by("person_id").aggregate(**drawn)


def _home() -> Any:
    home = _wide("home_facts")
    drawn = {"members": home.count()} | {f"w{i}": home[f"c{i}__why"].min() for i in (*FLAGS, *NUMBERS)}
    drawn |= {f"y{i}": home[f"c{i}"].any() for i in FLAGS}
    for i in NUMBERS:
        drawn |= {f"n{i}": home.count(where=home[f"c{i}"] >= 30), f"known{i}": home[f"c{i}"].count()}
    return home.group_by("household_id").aggregate(**drawn)


def _answers(rows: Any) -> dict[str, Any]:
    answers = {}
    for i in (*FLAGS, *NUMBERS):
        test = rows[f"c{i}"] if i in FLAGS else rows[f"c{i}"] >= 30
        why = rows[f"c{i}__why"]
        answers[f"child{i}"] = ibis.cases((test, 1), (why.notnull(), why), (rows.seen, 0), else_=13)
    for kind in KINDS:
        certain = rows[f"n{kind}"]
        answers[f"events_{kind}"] = ibis.cases((certain >= 2, 1), (certain + rows.unsure >= 2, rows.why), else_=0)
    for kind in KINDS:
        why = ibis.least(rows[f"w{kind}"], rows.why_this_year)
        answers[f"amount_{kind}"] = ibis.cases((rows[f"s{kind}"] >= 20, 1), else_=ibis.coalesce(why, 0))
    for i in FLAGS:
        answers[f"home{i}"] = ibis.cases((rows[f"y{i}"], 1), else_=ibis.coalesce(rows[f"w{i}"], 0))
    for i in NUMBERS:
        most = rows[f"n{i}"] + rows.members - rows[f"known{i}"]
        answers[f"home{i}"] = ibis.cases((rows[f"n{i}"] >= 2, 1), (most >= 2, rows[f"w{i}"]), else_=0)
    return answers


def main(folder: Path, out: Path) -> None:
    """Compile, then run the text as the hand-written one runs."""
    text = statement()
    print(time.process_time())
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "12GB", "temp_directory": ""})
    for table in ("children", "child_facts", "events", "home_facts"):
        engine.execute(f"CREATE VIEW {table} AS FROM '{folder}/{table}.parquet'")
    engine.execute(f"COPY ({text}) TO '{out}' (FORMAT parquet, COMPRESSION zstd)")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
