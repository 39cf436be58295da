"""How a spec is told: a small family, a few rows as an ASCII table, one question in YAML, the answers in words.

Cells: empty = 空欄; `?不詳` = empty for that reason; everything else by the column's type. Columns not named are empty.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from tsunagu.base.dates import fiscal_age, grade_for
from tsunagu.base.missing import Missing
from tsunagu.catalog import load_pack, read_document
from tsunagu.indicators import Indicator, Schema, check, read_indicators, schema_of
from tsunagu.indicators.reference import Row, World

AS_OF = date(2026, 10, 31)
HOME_A, HOME_B = 10, 20
FAMILY = """
person | 世帯 | だれ             | birth_date | school | resident_since
1      | 10   | 姉（小学4年）    | 2016-05-10 | A01    | 2016-05-10
2      | 10   | 弟（年長）       | 2021-02-20 |        | 2021-02-20
11     | 10   | 1と2の母         | 1988-01-05 |        |
3      | 20   | こども（中学2年）| 2012-06-01 | B01    | 2025-09-01
21     | 20   | 3の父            | 1980-03-03 |        |
12     |      | 10から転出した人 | 1960-07-07 |        |
"""
"""The family of every spec. 1, 2 and 3 are the children asked about; nobody is known as the mother of 3 or the father of 1, 2."""
KIN = (
    (1, "mother", 11),
    (2, "mother", 11),
    (3, "father", 21),
    (1, "sibling", 2),
    (2, "sibling", 1),
    (1, "guardian", 11),
)
WORDS = {0: "いいえ", 1: "はい"}
REASONS = {reason.label: reason for reason in Missing}


@dataclass(frozen=True)
class Case:
    """One spec as told. `not_arrived`: sources (or (source, part)) that were not delivered."""

    tables: str
    ask: str
    answers: Mapping[int, str]
    applies: str | None = None
    as_of: date = AS_OF
    not_arrived: tuple[str | tuple[str, str], ...] = ()
    partial: tuple[str, ...] = ()
    kin: tuple[tuple[int, str, int | None], ...] = ()
    """Ties beside those of the family: (child, relation, relative)."""
    both_parents: tuple[int, ...] = ()
    """Children of whom another parent is known, who has died."""
    strangers: tuple[int, ...] = ()
    """Children of whose family nobody knows anything."""

    def indicator(self) -> Indicator:
        """The question as an indicator, read and checked as a pack's own would be."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "asked.yaml"
            path.write_text(self.document(), encoding="utf-8")
            declared = read_indicators(read_document(path))
            check(declared, kaisei())
        return declared[0].indicator

    def document(self) -> str:
        """The question as a file of declarations."""
        applies = f"    applies:\n{indent(self.applies, ' ' * 6)}\n" if self.applies else ""
        head = "schema: 1\nindicators:\n  - id: asked\n    no: '1'\n    label: '-'\n    evidence: '-'\n"
        return f"{head}{applies}    ask:\n{indent(self.ask, ' ' * 6)}\n"

    def world(self) -> World:
        """The family and the rows."""
        people = read_rows(FAMILY, {})
        schema = _with_partial(kaisei(), self.partial)
        members = [{"household_id": one["世帯"], "person_id": one["person_id"]} for one in people if one["世帯"]]
        persons = [{"person_id": one["person_id"], "birth_date": one["birth_date"]} for one in people]
        children = [_child(one, self.as_of) for one in people if one["person_id"] in (1, 2, 3)]
        kin = [
            {"person_id": child, "relation": relation, "relative_id": relative}
            for child, relation, relative in (*KIN, *self.kin, *self._missing_parents())
            if child not in self.strangers
        ]
        return World(
            as_of=self.as_of, schema=schema, children=children, members=members, persons=persons, kin=kin,
            facts=_facts(self.tables, schema), deliveries=_deliveries(schema, self.not_arrived),
        )  # fmt: skip

    def _missing_parents(self) -> list[tuple[int, str, None]]:
        """As a snapshot says it: of whom the mother or the father is not known."""
        known = [(child, relation) for child, relation, _ in (*KIN, *self.kin) if relation in ("mother", "father")]
        return [
            (child, "missing_parent", None) for child in (1, 2, 3)
            if child not in self.both_parents and len({one for one in known if one[0] == child}) < 2
        ]  # fmt: skip


def case_of(**told: Any) -> Case:
    """A case with its texts dedented. Keys as in Case."""
    for name in ("tables", "ask", "applies"):
        if told.get(name):
            told[name] = dedent(told[name]).strip("\n")
    return Case(**{"tables": "", **told})


@cache
def kaisei() -> Schema:
    """The tables a question may name: those of the standard pack as Kaisei uses it."""
    return schema_of(load_pack("kaisei"))


def answers_in_words(answers: Mapping[tuple[int, str], int], indicator: Indicator) -> dict[int, str]:
    """はい, いいえ, わからない：理由, by person."""
    return {
        person: WORDS.get(answer) or f"わからない：{Missing(answer).label}"
        for (person, name), answer in answers.items()
        if name == indicator.id
    }


def read_rows(text: str, types: Mapping[str, str]) -> list[Row]:
    """Rows of an ASCII table. Types by column name; person, 世帯 and dates are known without."""
    lines = [line for line in dedent(text).strip().splitlines() if set(line.strip()) - set("-|+ ")]
    names = [name.strip() for name in lines[0].split("|")]
    return [
        _row(dict(zip(names, (cell.strip() for cell in line.split("|")), strict=True)), types) for line in lines[1:]
    ]


def _row(cells: Mapping[str, str], types: Mapping[str, str]) -> Row:
    row: Row = {}
    for name, cell in cells.items():
        key = "person_id" if name == "person" else name
        if cell.startswith("?"):
            row[key], row[f"{key}__why"] = None, int(REASONS[cell[1:]])
        else:
            row[key] = _value(cell, types.get(key, "")) if cell else None
            row[f"{key}__why"] = None if cell else int(Missing.BLANK)
    return row


def _value(cell: str, kind: str) -> Any:
    if kind == "int" or cell.isdigit():
        return int(cell)
    if kind == "decimal":
        return float(cell)
    if kind == "flag":
        return cell == "はい"
    return date.fromisoformat(cell) if len(cell) == 10 and cell[4] == cell[7] == "-" else cell


def _facts(text: str, schema: Schema) -> dict[str, list[Row]]:
    """Each block begins with the table's name; line numbers follow the order of rows."""
    facts: dict[str, list[Row]] = {}
    for block in text.split("\n\n"):
        name, _, rows = block.strip().partition("\n")
        if not name:
            continue
        table = schema.tables[name]
        types = {column: facts_.type for column, facts_ in table.columns.items()}
        for line, row in enumerate(read_rows(rows, types), start=2):
            empty: Row = {column: None for column in table.columns}
            empty |= {f"{column}__why": int(Missing.BLANK) for column in table.columns if table.has_reason(column)}
            place = {"source": table.sources[0], "file": f"{name}.csv", "sheet": None, "line": line, "load_id": "1"}
            facts.setdefault(name, []).append({**empty, "known_on": AS_OF, **place, **_kept(row)})
    return facts


def _kept(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("source__why", "person_id__why")}


def _child(one: Row, as_of: date) -> Row:
    birth = one["birth_date"]
    return {
        "person_id": one["person_id"], "household_id": one["世帯"], "birth_date": birth, "school": one["school"],
        "grade": grade_for(birth, as_of), "fiscal_age": fiscal_age(birth, as_of), "resident_since": one["resident_since"],
    }  # fmt: skip


def _deliveries(schema: Schema, not_arrived: tuple[str | tuple[str, str], ...]) -> list[Row]:
    return [
        {"source": name, "part": part}
        for name, source in schema.sources.items()
        for part in (("A01", "B01") if source.per_school else (None,))
        if name not in not_arrived and (name, part) not in not_arrived
    ]


def _with_partial(schema: Schema, partial: tuple[str, ...]) -> Schema:
    sources = {
        name: source.model_copy(update={"partial": source.partial or name in partial})
        for name, source in schema.sources.items()
    }
    return schema.model_copy(update={"sources": sources})
