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
from tsunagu.indicators.compile.aggregates import any_of_one_row, draw_together
from tsunagu.indicators.compile.periods import start_column
from tsunagu.indicators.compile.rows import ROW, row_terms
from tsunagu.indicators.model import Question, Schema

MOST_TERMS_WORTH_ASKING = 6
"""With more different periods and sources than this, asking whether anybody looks at a row costs more than it saves."""

Households = tuple[int | None, int | None]
"""First household_id and the one before which to stop; None = open."""


@dataclass(frozen=True)
class Group:
    """Questions answered by one pass: same table, same scope, and whether the window depends on the child's birth.

    `row_by_row`: nobody has more than one row, so that there is nothing to draw together.
    """

    table: str
    scope: str
    around_birth: bool
    row_by_row: bool = False

    @property
    def name(self) -> str:
        """Its name in the statement."""
        return f"{self.table}_{self.scope}{'_birth' if self.around_birth else ''}{'_row' if self.row_by_row else ''}"

    @property
    def key(self) -> str:
        """What the rows are drawn together by, and so what the children are joined on."""
        return "household_id" if self.scope == "household" and not self.around_birth else "person_id"


@dataclass(frozen=True)
class Place:
    """Where the statement reads: Parquet files by table name, and the range of households it is about.

    `single` names tables in which no member has more than one row.
    """

    paths: Mapping[str, Path]
    households: Households
    single: frozenset[str] = frozenset()

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


def group_of(question: Question, place: Place) -> Group:
    """The pass that answers a question."""
    around_birth = question.period is not None and question.period.around_birth is not None
    alone = question.scope == "self" and question.aggregate.kind == "any" and not around_birth
    return Group(question.table, question.scope, around_birth, alone and question.table in place.single)


def group_sql(
    group: Group,
    questions: Sequence[Question],
    labels: Mapping[Question, str],
    schema: Schema,
    as_of: date,
    place: Place,
) -> str:
    """SELECT key, one answer byte per question (named by `labels`), and for records whether any row was considered."""
    if group.row_by_row:
        return _row_by_row_sql(group, questions, labels, schema, as_of, place)
    facts = schema.tables[group.table]
    drawn: list[str] = []
    answers: list[str] = []
    considered: dict[str, str] = {}
    looked_at: dict[str | None, None] = {}
    for question in questions:
        label = labels[question]
        terms = row_terms(question, facts, as_of)
        looked_at[terms.considered] = None
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
        f"  FROM {_rows(group, place, _looked_at_sql(list(looked_at)))}\n  GROUP BY 1)"
    )


def _row_by_row_sql(
    group: Group,
    questions: Sequence[Question],
    labels: Mapping[Question, str],
    schema: Schema,
    as_of: date,
    place: Place,
) -> str:
    facts = schema.tables[group.table]
    answers: list[str] = []
    for question in questions:
        terms = row_terms(question, facts, as_of)
        answer = any_of_one_row(terms)
        if facts.is_record and terms.considered is not None:
            answer = f"CASE WHEN {terms.considered} THEN {answer} END"
        answers.append(f"{answer} AS {labels[question]}")
    listed = ",\n  ".join(answers)
    return f"SELECT {ROW}.person_id,\n  {listed}\n FROM {_rows(group, place)}"


def _looked_at_sql(considered: Sequence[str | None]) -> str | None:
    """Rows that some question looks at; None where that may be any row. Old years are passed over before any work."""
    known = [term for term in considered if term is not None]
    if len(known) < len(considered) or len(known) > MOST_TERMS_WORTH_ASKING:
        return None
    return " OR ".join(f"({term})" for term in known)


def _key(group: Group) -> str:
    if group.key == "household_id":
        return f"{ROW}.household_id"
    return f"{ROW}.person_id" if group.scope == "self" and not group.around_birth else "child.person_id"


def _rows(group: Group, place: Place, looked_at: str | None = None) -> str:
    """FROM, JOIN and WHERE of a pass."""
    within = place.within(f"{ROW}.household_id") if group.scope != "mother" else None
    terms = [f"({term})" for term in (within, looked_at) if term]
    limited = f"\n  WHERE {' AND '.join(terms)}" if terms else ""
    return f"{place.relation(group.table)} AS {ROW}{_joins(group, place)}{limited}"


def _joins(group: Group, place: Place) -> str:
    if group.scope == "mother":
        kin = f"{place.relation('kin')} AS kin ON kin.relative_id = {ROW}.person_id AND kin.relation = 'mother'"
        return f"\n  JOIN {kin}\n  JOIN children AS child ON child.person_id = kin.person_id"
    if group.scope == "others":
        return f"\n  JOIN children AS child ON {others_join_sql()}"
    if not group.around_birth:
        return ""
    key = "household_id" if group.scope == "household" else "person_id"
    return f"\n  JOIN children AS child ON child.{key} = {ROW}.{key}"


def others_join_sql() -> str:
    """同一世帯人（本人を除く）: everybody of the child's household but the child."""
    return f"child.household_id = {ROW}.household_id AND child.person_id <> {ROW}.person_id"
