"""Whose rows: one pass over a table for each scope, rows drawn together per child or per household.

Relies on what every snapshot promises: a fact's household_id is where its person lives on the day, NULL for whoever
does not live here; so the rows of a household are the rows of its members, without asking the register again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.engines import quoted_name, quoted_path
from tsunagu.indicators.compile.aggregates import draw_together
from tsunagu.indicators.compile.periods import start_column
from tsunagu.indicators.compile.rows import ROW, row_terms
from tsunagu.indicators.model import Question, Schema

Households = tuple[int | None, int | None]
"""First household_id and the one before which to stop; None = open."""


@dataclass(frozen=True)
class Group:
    """Questions answered by one pass: same table, same scope, and whether the window depends on the child's birth."""

    table: str
    scope: str
    around_birth: bool

    @property
    def name(self) -> str:
        """Its name in the statement."""
        return f"{self.table}_{self.scope}{'_birth' if self.around_birth else ''}"

    @property
    def key(self) -> str:
        """What the rows are drawn together by, and so what the children are joined on."""
        return "household_id" if self.scope == "household" and not self.around_birth else "person_id"


def group_of(question: Question) -> Group:
    """The pass that answers a question."""
    around_birth = question.period is not None and question.period.around_birth is not None
    return Group(question.table, question.scope, around_birth)


@dataclass(frozen=True)
class Place:
    """Where the statement reads: Parquet files by table name, and the range of households it is about."""

    paths: Mapping[str, Path]
    households: Households

    def relation(self, table: str) -> str:
        """A snapshot table in FROM."""
        return f"read_parquet({quoted_path(self.paths[table])})"

    def within(self, column: str) -> str | None:
        """The range as a condition on `column`; None when there is no limit."""
        first, end = self.households
        terms = []
        if first is not None:
            terms.append(f"{column} >= {first}")
        if end is not None:
            terms.append(f"{column} < {end}")
        return " AND ".join(terms) or None


def group_sql(
    group: Group,
    questions: Sequence[Question],
    labels: Mapping[Question, str],
    schema: Schema,
    as_of: date,
    place: Place,
) -> str:
    """SELECT key, one answer byte per question (named by `labels`), and for records whether any row was considered."""
    facts = schema.tables[group.table]
    drawn: list[str] = []
    answers: list[str] = []
    considered: dict[str, str] = {}
    for question in questions:
        label = labels[question]
        terms = row_terms(question, facts, as_of)
        column = question.aggregate.column
        decimal = column is not None and column in facts.columns and facts.columns[column].type == "decimal"
        names = tuple(f"{label}_{index}" for index in range(4))
        start = start_column(question, facts)
        result = draw_together(question, terms, names, decimal, f"{ROW}.{quoted_name(start)}" if start else None)
        drawn += [f"{column} AS {name}" for column, name in zip(result.columns, names, strict=False)]
        answer = result.answer
        if facts.is_record:
            seen = considered.setdefault(terms.considered or "TRUE", f"seen_{group.name}_{len(considered)}")
            answer = f"CASE WHEN {seen} THEN {answer} END"
        answers.append(f"CAST({answer} AS UTINYINT) AS {label}")
    drawn += [f"bool_or({term}) AS {name}" for term, name in considered.items()]
    listed, joined = ",\n    ".join(drawn), ",\n  ".join(answers)
    return (
        f"SELECT {group.key},\n  {joined}\n FROM (SELECT {_key(group)} AS {group.key},\n    {listed}\n"
        f"  FROM {_rows(group, place)}\n  GROUP BY 1)"
    )


def _key(group: Group) -> str:
    if group.key == "household_id":
        return f"{ROW}.household_id"
    return f"{ROW}.person_id" if group.scope == "self" and not group.around_birth else "child.person_id"


def _rows(group: Group, place: Place) -> str:
    facts = f"{place.relation(group.table)} AS {ROW}"
    within = place.within(f"{ROW}.household_id")
    limited = f"\n  WHERE {within}" if within else ""
    if group.scope == "mother":
        kin = f"{place.relation('kin')} AS kin ON kin.relative_id = {ROW}.person_id AND kin.relation = 'mother'"
        return f"{facts}\n  JOIN {kin}\n  JOIN children AS child ON child.person_id = kin.person_id"
    if group.scope == "others":
        joined = others_join_sql()
    elif not group.around_birth:
        return facts + limited
    elif group.scope == "household":
        joined = f"child.household_id = {ROW}.household_id"
    else:
        joined = f"child.person_id = {ROW}.person_id"
    return f"{facts}\n  JOIN children AS child ON {joined}{limited}"


def others_join_sql() -> str:
    """同一世帯人（本人を除く）: everybody of the child's household but the child."""
    return f"child.household_id = {ROW}.household_id AND child.person_id <> {ROW}.person_id"
