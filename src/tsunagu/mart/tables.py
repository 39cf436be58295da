"""Write every table of a snapshot, one Parquet file each, always in the same order and so in the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from tsunagu.base.hashing import sha256_of_file
from tsunagu.base.progress import Progress
from tsunagu.catalog import Table
from tsunagu.engines import Engine, quoted_path
from tsunagu.intake import Load
from tsunagu.mart.codes import REGISTRIES, codes_sql
from tsunagu.mart.facts import fact_tables, facts_sql, links_sql
from tsunagu.mart.manifest import SealedFile
from tsunagu.mart.people import ADDRESSES, HOUSEHOLD_EDGES, KIN, MEMBERS, SAME_ADDRESSES, children_sql, persons_sql
from tsunagu.mart.person_ids import CODES, LEDGER, keep_person_ids
from tsunagu.mart.proposals import linked_records_sql, proposed_links_sql
from tsunagu.mart.snapshot import Snapshot

TABLES_ABOUT_PEOPLE = {
    "persons": "個人",
    "children": "対象のこども",
    "members": "住民",
    "household_edges": "世帯への出入り",
    "kin": "続柄",
    "same_addresses": "同じ住所の別の世帯",
    "addresses": "住所",
    "links": "どの行がだれの記録か",
    "proposed_links": "人の確認を待つ記録",
    "linked_records": "ひも付いた記録",
    "deliveries": "受け取ったファイル",
    "household_codes": "世帯の整理番号",
    "child_codes": "こどもの整理番号",
    "person_ids": "こどもの整理番号の台帳",
}
"""Tables every snapshot has beside the facts, by name, with what people call them."""
ENTERED_VALUES = "entered_values"
"""Of a month in which something entered on the pages counts: each entry, what became of it, and the row of the newest file."""
ENTERED_VALUES_SQL = "SELECT source, table_name, entry, act, state, load_id, sheet, line, differing FROM laid_over ORDER BY source, entry"


def values_entered(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What was entered on the pages and lies over the snapshot's files: source, table_name, entry, act, state, load_id, sheet
    and line of the file's row, and the columns about which the two differ. Empty where nothing was."""
    try:
        path = snapshot.table_path(ENTERED_VALUES)
    except KeyError:
        return []
    return list(parquet.read_table(path).to_pylist())


def write_tables(
    engine: Engine,
    tables: Mapping[str, Table],
    folder: Path,
    as_of: date,
    chosen: Sequence[Load],
    previous: Snapshot | None,
    report: Progress,
) -> tuple[SealedFile, ...]:
    """Write all tables into `folder`; their names, hashes and row counts, by name."""
    engine.execute(f"CREATE TABLE child AS {children_sql(as_of)}")
    _deliveries(engine, chosen)
    queries = {
        "persons": persons_sql(),
        "children": "FROM child ORDER BY household_id, person_id",
        "members": MEMBERS,
        "household_edges": HOUSEHOLD_EDGES,
        "kin": KIN,
        "same_addresses": SAME_ADDRESSES,
        "addresses": ADDRESSES,
        "links": links_sql(tables),
        "proposed_links": proposed_links_sql(tables),
        "linked_records": linked_records_sql(tables),
        "deliveries": "FROM delivery ORDER BY source, part NULLS FIRST",
    }
    keep_person_ids(engine, as_of, previous)
    queries |= {"child_codes": CODES, "person_ids": LEDGER}
    for registry in REGISTRIES:
        queries[registry] = codes_sql(engine, registry, previous.table_path(registry) if previous else None)
    for name, table in fact_tables(tables).items():
        queries[name] = facts_sql(table)
    if any(load.entered for load in chosen):
        queries[ENTERED_VALUES] = ENTERED_VALUES_SQL
    files = []
    for name, query in queries.items():
        files.append(_write(engine, folder, name, query))
        report.step(name)
    return tuple(sorted(files, key=lambda file: file.name))


def _write(engine: Engine, folder: Path, name: str, query: str) -> SealedFile:
    path = folder / f"{name}.parquet"
    copied = engine.execute(f"COPY ({query}) TO {quoted_path(path)} (FORMAT parquet, COMPRESSION zstd)").fetchone()
    return SealedFile(name=path.name, sha256=sha256_of_file(path), rows=copied[0] if copied else 0)


def _deliveries(engine: Engine, chosen: Sequence[Load]) -> None:
    """delivery: source, part (NULL = the whole town), load_id, period, received_on. What people entered is no delivery: a
    source of which nothing else came is 未着."""
    chosen = [load for load in chosen if not load.entered]
    text = pyarrow.string()
    engine.register(
        "delivery_rows",
        pyarrow.table(
            {
                "source": pyarrow.array([load.source for load in chosen], text),
                "part": pyarrow.array([load.part for load in chosen], text),
                "load_id": pyarrow.array([load.load_id for load in chosen], text),
                "period": pyarrow.array([load.period for load in chosen], text),
                "received_on": pyarrow.array([load.received_on for load in chosen], pyarrow.date32()),
            }
        ),
    )
    engine.execute("CREATE TABLE delivery AS FROM delivery_rows")
    engine.unregister("delivery_rows")
