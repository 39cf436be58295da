"""A snapshot made by hand for tests: rows as dicts, every table of the pack present, sealed like a real one.

`SmallTown().person(…).fact("moves", …).write(folder)` gives a `Snapshot`; columns not named are NULL.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tsunagu.base.dates import age_on, fiscal_age, grade_for
from tsunagu.base.hashing import sha256_of_file
from tsunagu.catalog import ANSWER_TYPES, Pack, load_pack
from tsunagu.mart import Manifest, SealedFile, Snapshot

_ARROW = {
    "key": pa.string(),
    "text": pa.string(),
    "long_text": pa.string(),
    "kana": pa.string(),
    "code": pa.string(),
    "int": pa.int32(),
    "decimal": pa.float64(),
    "date": pa.date32(),
    "month": pa.date32(),
    "flag": pa.bool_(),
}
_PEOPLE: dict[str, dict[str, pa.DataType]] = {
    "persons": {
        "person_id": pa.int64(),
        "household_id": pa.int64(),
        "household_rank": pa.int32(),
        "resident_no": pa.string(),
        "name": pa.string(),
        "kana": pa.string(),
        "name_roman": pa.string(),
        "alias": pa.string(),
        "birth_date": pa.date32(),
        "sex": pa.string(),
        "foreign": pa.bool_(),
        "resident": pa.bool_(),
        "resident_since": pa.date32(),
        "left_on": pa.date32(),
        "protected": pa.bool_(),
        "relation_1": pa.string(),
        "relation_2": pa.string(),
        "relation_3": pa.string(),
        "relation_4": pa.string(),
    },
    "children": {
        "person_id": pa.int64(),
        "household_id": pa.int64(),
        "birth_date": pa.date32(),
        "sex": pa.string(),
        "age": pa.int32(),
        "fiscal_age": pa.int32(),
        "grade": pa.string(),
        "school": pa.string(),
        "facility": pa.string(),
        "resident_since": pa.date32(),
    },
    "members": {"household_id": pa.int64(), "person_id": pa.int64()},
    "household_edges": {
        "household_id": pa.int64(),
        "person_id": pa.int64(),
        "from_on": pa.date32(),
        "to_on": pa.date32(),
    },
    "kin": {"person_id": pa.int64(), "relative_id": pa.int64(), "relation": pa.string()},
    "addresses": {
        "person_id": pa.int64(),
        "town_code": pa.string(),
        "town": pa.string(),
        "lot": pa.string(),
        "building": pa.string(),
    },
    "links": {
        "source": pa.string(),
        "file": pa.string(),
        "sheet": pa.string(),
        "line": pa.int32(),
        "person_id": pa.int64(),
        "method": pa.string(),
    },
    "deliveries": {
        "source": pa.string(),
        "part": pa.string(),
        "load_id": pa.string(),
        "period": pa.string(),
        "received_on": pa.date32(),
    },
    "child_codes": {"person_id": pa.int64(), "code": pa.string()},
    "household_codes": {"household_id": pa.int64(), "code": pa.string()},
}


class SmallTown:
    """Collects rows; every method returns the town."""

    def __init__(self, as_of: date = date(2026, 10, 31), pack: Pack | None = None) -> None:
        self.as_of = as_of
        self.pack = pack or load_pack("kaisei")
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (*_PEOPLE, *self.pack.tables)}
        for source in self.pack.sources:
            self.rows["deliveries"].append(
                {
                    "source": source,
                    "part": None,
                    "load_id": "0" * 16,
                    "period": as_of.isoformat()[:7],
                    "received_on": as_of,
                }
            )

    def person(
        self,
        person_id: int,
        household_id: int,
        born: str,
        *,
        name: str = "佐藤 花",
        sex: str = "女",
        protected: bool = False,
        relation: str = "20",
        second: str | None = None,
        school: str | None = None,
        facility: str | None = None,
    ) -> SmallTown:
        """A resident; a target child too when young enough."""
        birth = date.fromisoformat(born)
        self.rows["persons"].append(
            {
                "person_id": person_id,
                "household_id": household_id,
                "resident_no": f"{person_id:015d}",
                "name": name,
                "kana": "サトウ ハナ",
                "birth_date": birth,
                "sex": sex,
                "foreign": False,
                "resident": True,
                "protected": protected,
                "resident_since": birth,
                "relation_1": relation,
                "relation_2": second,
            }
        )
        self.rows["members"].append({"household_id": household_id, "person_id": person_id})
        self.rows["addresses"].append(
            {"person_id": person_id, "town": "延沢", "lot": f"{person_id}番地", "building": None}
        )
        if fiscal_age(birth, self.as_of) <= 18:
            self.rows["children"].append(
                {
                    "person_id": person_id,
                    "household_id": household_id,
                    "birth_date": birth,
                    "sex": sex,
                    "age": age_on(birth, self.as_of),
                    "fiscal_age": fiscal_age(birth, self.as_of),
                    "school": school,
                    "facility": facility,
                    "grade": grade_for(birth, self.as_of),
                    "resident_since": birth,
                }
            )
        return self

    def mother(self, child: int, mother: int) -> SmallTown:
        self.rows["kin"].append({"person_id": child, "relative_id": mother, "relation": "mother"})
        return self

    def fact(self, table: str, person_id: int, source: str, **values: Any) -> SmallTown:
        """A row of a fact table; dates may be written as text."""
        household = next((row["household_id"] for row in self.rows["persons"] if row["person_id"] == person_id), None)
        given = {name: self._value(table, name, value) for name, value in values.items()}
        self.rows[table].append(
            {
                "known_on": self.as_of,
                "load_id": "0" * 16,
                "file": f"{source}.csv",
                "line": len(self.rows[table]) + 2,
                **given,
                "person_id": person_id,
                "household_id": household,
                "source": source,
            }
        )
        return self

    def write(self, folder: Path) -> Snapshot:
        """Write all tables and the manifest."""
        folder.mkdir(parents=True)
        self._give_codes()
        files = []
        for name, rows in sorted(self.rows.items()):
            if name == "residents":
                continue
            rows.sort(key=lambda row: tuple(row.get(key) or 0 for key in ("household_id", "person_id", "line")))
            schema = self._schema(name)
            columns = {field.name: [row.get(field.name) for row in rows] for field in schema}
            pq.write_table(pa.table(columns, schema=schema), folder / f"{name}.parquet")
            files.append(
                SealedFile(name=f"{name}.parquet", sha256=sha256_of_file(folder / f"{name}.parquet"), rows=len(rows))
            )
        manifest = Manifest(
            as_of=self.as_of,
            inputs=(),
            declarations_hash="0",
            code_version="0",
            files=tuple(files),
            waiting=(),
            previous_snapshot=None,
        )
        (folder / "manifest.json").write_text(manifest.text(), encoding="utf-8")
        return Snapshot(folder, manifest)

    def _value(self, table: str, name: str, value: Any) -> Any:
        column = self.pack.tables[table].columns.get(name)
        dated = name == "known_on" or (column is not None and column.type in ("date", "month"))
        return date.fromisoformat(value) if dated and isinstance(value, str) else value

    def _give_codes(self) -> None:
        children = sorted(row["person_id"] for row in self.rows["children"])
        households = sorted({row["household_id"] for row in self.rows["children"]})
        self.rows["child_codes"] = [{"person_id": one, "code": f"C-{n:04d}"} for n, one in enumerate(children, 1)]
        self.rows["household_codes"] = [
            {"household_id": one, "code": f"K-{n:04d}"} for n, one in enumerate(households, 1)
        ]

    def _schema(self, name: str) -> pa.Schema:
        if name in _PEOPLE:
            return pa.schema(list(_PEOPLE[name].items()))
        columns: list[tuple[str, pa.DataType]] = [("person_id", pa.int64()), ("household_id", pa.int64())]
        for column, declared in self.pack.tables[name].columns.items():
            columns.append((column, _ARROW[declared.type]))
            if declared.type in ANSWER_TYPES:
                columns.append((f"{column}__why", pa.uint8()))
        columns += [
            ("known_on", pa.date32()),
            ("source", pa.string()),
            ("load_id", pa.string()),
            ("file", pa.string()),
            ("sheet", pa.string()),
            ("line", pa.int32()),
        ]
        return pa.schema(columns)


def write_answers(path: Path, indicator_ids: list[str], rows: dict[tuple[int, int], dict[str, int]]) -> Path:
    """answers.parquet by hand: (household_id, person_id) → indicator → answer, 0 where not named."""
    keys = sorted(rows)
    columns: dict[str, Any] = {
        "household_id": pa.array([key[0] for key in keys], pa.int64()),
        "person_id": pa.array([key[1] for key in keys], pa.int64()),
    }
    for name in indicator_ids:
        columns[name] = pa.array([rows[key].get(name, 0) for key in keys], pa.uint8())
    pq.write_table(pa.table(columns), path)
    return path


def write_reasons(path: Path, rows: list[tuple[int, str, str, str | None]]) -> Path:
    """reasons.parquet by hand: (person_id, indicator, sentence, fact_on as text)."""
    pq.write_table(
        pa.table(
            {
                "person_id": pa.array([row[0] for row in rows], pa.int64()),
                "indicator": pa.array([row[1] for row in rows], pa.string()),
                "sentence": pa.array([row[2] for row in rows], pa.string()),
                "department": pa.array(["こども課" for _ in rows], pa.string()),
                "fact_on": pa.array(
                    [datetime.fromisoformat(row[3]).date() if row[3] else None for row in rows], pa.date32()
                ),
                "source": pa.array(["x" for _ in rows], pa.string()),
                "file": pa.array(["x.csv" for _ in rows], pa.string()),
                "line": pa.array([2 for _ in rows], pa.int32()),
                "limited_to": pa.nulls(len(rows), pa.string()),
            }
        ),
        path,
    )
    return path
