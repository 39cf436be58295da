"""Questions about the child or the household that ask whether, how often or how much: answered by a walk, without a join.

The rows of a table come as they lie in the sealed file, a byte per question: 0 the row does not count, 1 it counts, 10
and more it may count, by the number of the reason. `tsunagu.indicators.walk` draws them together beside the children.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from tsunagu.indicators.compile.aggregates import added_value, draw_together, whole_value
from tsunagu.indicators.compile.answers import Found
from tsunagu.indicators.compile.groups import decided_sql, is_decimal
from tsunagu.indicators.compile.place import Place, looked_at_sql
from tsunagu.indicators.compile.rows import ROW, RowTerms, row_terms
from tsunagu.indicators.model import Question, Schema, TableFacts

WALKED = ("any", "count", "sum")
StrandKind = Literal["least", "certain", "unsure", "reason", "sum", "why", "seen"]
"""What the rows of one child or household come to, by their bytes:
least: the least that is not 0. certain: how many are 1. unsure: how many are more. reason: the least that is more.
sum: `value` of those that are 1. why: the least of `value` of those that are 1 and of the bytes that are more.
seen: whether one is not 0, or without bytes, whether there is a row at all."""


@dataclass(frozen=True)
class Strand:
    """One number per child or household, drawn from the columns `byte` and `value` of the rows."""

    kind: StrandKind
    byte: str | None
    value: str | None = None


@dataclass
class Walk:
    """One pass over a table: `columns` of each row (name by SQL), drawn together by `key` to `strands` (name by strand)."""

    table: str
    key: Literal["person_id", "household_id"]
    name: str
    columns: dict[str, str] = field(default_factory=dict)
    strands: dict[Strand, str] = field(default_factory=dict)
    looked_at: list[str | None] = field(default_factory=list)

    def column(self, sql: str) -> str:
        """The name of a column; the same expression is asked for once."""
        return self.columns.setdefault(sql, f"c{len(self.columns)}")

    def strand(self, kind: StrandKind, byte: str | None, value: str | None = None) -> str:
        """A strand as SQL on the children; the same one is drawn once."""
        return f"child.{self.strands.setdefault(Strand(kind, byte, value), f'{self.name}_{len(self.strands)}')}"

    def sql(self, place: Place) -> str:
        """SELECT key and columns of every row of somebody who lives here and that some question looks at."""
        within = place.within(f"{ROW}.household_id") or f"{ROW}.household_id IS NOT NULL"
        looked_at = looked_at_sql(self.looked_at)
        terms = " AND ".join(f"({term})" for term in (within, looked_at) if term)
        columns = "".join(f",\n  {sql} AS {name}" for sql, name in self.columns.items())
        return f"SELECT {ROW}.{self.key}{columns}\nFROM {place.relation(self.table)} AS {ROW}\nWHERE {terms}"


def is_walked(question: Question) -> bool:
    """Whether a walk answers it; everything else is drawn together in SQL."""
    around_birth = question.period is not None and question.period.around_birth is not None
    return question.scope in ("self", "household") and question.aggregate.kind in WALKED and not around_birth


def walks_for(questions: Sequence[Question], schema: Schema, as_of: date) -> tuple[list[Walk], dict[Question, Found]]:
    """The walks that answer `questions`, and for each question what its strands say."""
    walks: dict[tuple[str, str], Walk] = {}
    found: dict[Question, Found] = {}
    for question in questions:
        key: Literal["person_id", "household_id"] = "household_id" if question.scope == "household" else "person_id"
        walk = walks.setdefault((question.table, key), Walk(question.table, key, f"w{len(walks)}"))
        facts = schema.tables[question.table]
        terms = row_terms(question, facts, as_of)
        walk.looked_at.append(terms.considered)
        said = _said_sql(question, facts, terms, walk)
        met = decided_sql(f"{_seen_sql(terms, walk)} = 1", said) if facts.is_record else None
        found[question] = Found(said, met)
    return list(walks.values()), found


def _said_sql(question: Question, facts: TableFacts, terms: RowTerms, walk: Walk) -> str:
    """The answer byte from the strands; never NULL: where there is no row, nothing is counted and nothing is added."""
    state = walk.column(terms.state)
    if question.aggregate.kind == "any":
        return walk.strand("least", state)
    decimal = is_decimal(question, facts)
    if question.aggregate.kind == "count":
        names = tuple(walk.strand(kind, state) for kind in ("certain", "unsure", "reason"))
    else:
        value = walk.column(f"coalesce({whole_value(terms, decimal)}, 0)")
        empty = walk.column(f"coalesce({terms.value_reason}, 0)")
        added = added_value(walk.strand("sum", state, value), decimal)
        names = (added, f"nullif({walk.strand('why', state, empty)}, 0)")
    return draw_together(question, terms, names, decimal, None).answer


def _seen_sql(terms: RowTerms, walk: Walk) -> str:
    return walk.strand("seen", walk.column(f"({terms.certain})::UTINYINT") if terms.certain else None)
