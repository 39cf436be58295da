"""Small worlds for questions: the tables they ask, as lists for the reference and as Parquet files for DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from tsunagu.indicators import PERSONS, ColumnFacts, Indicator, Schema, SourceFacts, TableFacts, evaluate
from tsunagu.indicators.reference import World, answer

TYPES = {
    "int": pyarrow.int32(), "decimal": pyarrow.float64(), "date": pyarrow.date32(), "month": pyarrow.date32(),
    "flag": pyarrow.bool_(),
}  # fmt: skip
TEXT, BIG, SMALL = pyarrow.string(), pyarrow.int64(), pyarrow.uint8()


def column(kind: str, *values: str) -> ColumnFacts:
    """A column of a type; numbers of these small tables are never negative."""
    return ColumnFacts(type=kind, values=values or None, not_negative=kind in ("int", "decimal"))


SCHEMA = Schema(
    tables={
        "benefits": TableFacts(
            name="benefits", start="starts_on", end="ends_on", sources=("office", "prefecture"),
            columns={
                "starts_on": column("date"), "ends_on": column("date"), "decided_on": column("date"),
                "kind": column("code", "full", "part", "none"), "yen": column("int"), "reason_text": column("text"),
            },
        ),
        "visits": TableFacts(
            name="visits", is_record=True, start="visited_on", sources=("clinic",),
            columns={
                "visited_on": column("date"), "kind": column("code", "seen", "missed"), "teeth": column("int"),
                "weight": column("decimal"), "worried": column("flag"), "adviser": column("text"),
            },
        ),
        "lessons": TableFacts(
            name="lessons", is_record=True, start="month_start", sources=("schools",),
            columns={"month_start": column("date"), "absent": column("int"), "late": column("int")},
        ),
        "measures": TableFacts(
            name="measures", is_record=True, sources=("schools", "clinic"),
            columns={"height": column("decimal"), "referred": column("flag"), "grade": column("code", "P1", "P2")},
        ),
        PERSONS: TableFacts(
            name=PERSONS, sources=("register",),
            columns={"birth_date": column("date"), "sex": column("code", "男", "女"), "foreign": column("flag")},
        ),
    },
    sources={
        "office": SourceFacts(owner="福祉課"), "prefecture": SourceFacts(owner="県"), "clinic": SourceFacts(owner="健康課"),
        "schools": SourceFacts(owner="学校教育課", per_school=True), "register": SourceFacts(owner="町民課"),
    },
)  # fmt: skip


@dataclass(frozen=True)
class FolderOfTables:
    """A folder of Parquet files as the evaluation expects a snapshot."""

    folder: Path
    as_of: date

    def table_path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.parquet"


def write_world(world: World, folder: Path) -> FolderOfTables:
    """Write every table of the world in the order a snapshot keeps (households, then persons)."""
    folder.mkdir(parents=True, exist_ok=True)
    homes = {one["person_id"]: one["household_id"] for one in world.members}
    _write(folder / "children.parquet", world.children, {
        "person_id": BIG, "household_id": BIG, "birth_date": TYPES["date"], "school": TEXT, "grade": TEXT,
        "fiscal_age": pyarrow.int32(), "resident_since": TYPES["date"],
    }, homes)  # fmt: skip
    _write(folder / "members.parquet", world.members, {"household_id": BIG, "person_id": BIG}, homes)
    _write(folder / "kin.parquet", world.kin, {"person_id": BIG, "relative_id": BIG, "relation": TEXT}, homes)
    _write(folder / "deliveries.parquet", world.deliveries, {"source": TEXT, "part": TEXT}, {})
    for name, table in world.schema.tables.items():
        rows = world.persons if name == PERSONS else world.facts.get(name, [])
        _write(folder / f"{name}.parquet", rows, columns_of(table), homes)
    return FolderOfTables(folder, world.as_of)


def columns_of(table: TableFacts) -> dict[str, Any]:
    """Arrow types of a table's Parquet file."""
    columns: dict[str, Any] = {"person_id": BIG, "household_id": BIG}
    for name, facts in table.columns.items():
        columns[name] = TYPES.get(facts.type, TEXT)
        if table.has_reason(name):
            columns[f"{name}__why"] = SMALL
    if table.name != PERSONS:
        columns |= {"known_on": TYPES["date"], "source": TEXT, "load_id": TEXT, "file": TEXT, "sheet": TEXT,
                    "line": pyarrow.int32()}  # fmt: skip
    return columns


def _write(path: Path, rows: Sequence[dict[str, Any]], columns: dict[str, Any], homes: dict[int, int]) -> None:
    if "household_id" in columns:
        rows = [{"household_id": homes.get(row["person_id"]), **row} for row in rows]
        rows = sorted(rows, key=lambda row: (row["household_id"] is None, row["household_id"] or 0, row["person_id"]))
    table = pyarrow.table(
        {name: pyarrow.array([row.get(name) for row in rows], kind) for name, kind in columns.items()}
    )
    pyarrow.parquet.write_table(table, path)


Answers = dict[tuple[int, str], int]
"""Answer by (person_id, indicator id)."""


def answers_of_reference(world: World, indicators: Sequence[Indicator]) -> Answers:
    """What the slow loops say."""
    return {
        (child["person_id"], indicator.id): int(answer(indicator, child, world))
        for child in world.children
        for indicator in indicators
    }


def answers_of_duckdb(
    world: World, indicators: Sequence[Indicator], folder: Path, *, children_per_range: int = 250_000
) -> Answers:
    """What the compiled statement says, read back from the file it wrote."""
    out = folder / "answers" / "answers.parquet"
    out.parent.mkdir(parents=True, exist_ok=True)
    evaluate(write_world(world, folder), indicators, world.schema, out, children_per_range=children_per_range)
    return read_answers(out, indicators)


def read_answers(path: Path, indicators: Sequence[Indicator]) -> Answers:
    """The answers in a file."""
    rows = pyarrow.parquet.read_table(path).to_pylist()
    return {(row["person_id"], indicator.id): row[indicator.id] for row in rows for indicator in indicators}
