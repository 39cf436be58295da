"""A register and records of a few named people, matched: what the tests of the matching core share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyarrow

from tsunagu.engines import open_engine
from tsunagu.identity.matching import match
from tsunagu.identity.matching.columns import RECORD_COLUMNS, REGISTER_COLUMNS

_TYPES = {"BIGINT": pyarrow.int64(), "INTEGER": pyarrow.int32(), "VARCHAR": pyarrow.string(), "DATE": pyarrow.date32()}
_TYPES["BOOLEAN"] = pyarrow.bool_()
YEAR = 2026


def person(person_id: int, name: str, kana: str, born: str, **more: object) -> dict[str, object]:
    """A child of the register: of 第一小学校, 3年, 本町, with a guardian of the same family name, unless told otherwise."""
    family = kana.split("　")[0]
    usual = {"sex": "女", "town": "本町", "school": "101", "grade": "P3", "guardian_kana": f"{family}　タケシ"}
    usual |= {"household_no": person_id}
    return {"person_id": person_id, "name": name, "kana": kana, "birth_date": date.fromisoformat(born), **usual, **more}


def record(record_id: int, name: str | None, kana: str | None, born: str | None, **more: object) -> dict[str, object]:
    """A row of 第一小学校, 3年, of this year, without anything about the family."""
    usual = {"school": "101", "fiscal_year": YEAR, "grade": "P3", "class": "1", "number": str(record_id), "sex": "女"}
    return {"record_id": record_id, "name": name, "kana": kana, "birth_date": born, **usual, **more}


@dataclass
class Links:
    """record_id → (person_id, step) of the automatic links, and record_id → person_ids proposed, best first."""

    matched: dict[int, tuple[int, str]] = field(default_factory=dict)
    proposed: dict[int, list[int]] = field(default_factory=dict)
    explained: dict[tuple[int, int], tuple[list[str], list[str]]] = field(default_factory=dict)


def links(records: list[dict[str, object]], register: list[dict[str, object]]) -> Links:
    """Match in a fresh engine."""
    engine = open_engine([])
    for name, rows, columns in (("records", records, RECORD_COLUMNS), ("register", register, REGISTER_COLUMNS)):
        schema = pyarrow.schema([(column, _TYPES[kind]) for column, kind in columns.items()])
        engine.register(name, pyarrow.Table.from_pylist(rows, schema))
    match(engine, "records", "register")
    found = Links()
    for record_id, person_id, step in engine.execute("FROM matched").fetchall():
        found.matched[record_id] = (person_id, step)
    for record_id, person_id, agrees, differs in engine.execute(
        "SELECT record_id, person_id, agrees, differs FROM proposed ORDER BY record_id, rank"
    ).fetchall():
        found.proposed.setdefault(record_id, []).append(person_id)
        found.explained[record_id, person_id] = (agrees, differs)
    engine.close()
    return found
