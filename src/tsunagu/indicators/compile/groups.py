"""Questions that need a join or an order: one pass over a table for each scope, its rows drawn together in SQL.

Relies on what every snapshot promises: a fact's household_id is where its person lives on the day, NULL for whoever
does not live here; so the rows of a household are the rows of its members, without asking the register again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tsunagu.engines import quoted_name
from tsunagu.indicators.compile.aggregates import draw_together
from tsunagu.indicators.compile.periods import start_column
from tsunagu.indicators.compile.place import Place, looked_at_sql
from tsunagu.indicators.compile.relatives import follows_kin, relatives_join_sql
from tsunagu.indicators.compile.rows import ROW, row_terms
from tsunagu.indicators.model import YES, Question, Schema, TableFacts


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


def group_sql(
    group: Group,
    questions: Sequence[Question],
    labels: Mapping[Question, str],
    schema: Schema,
    as_of: date,
    place: Place,
) -> str:
    """SELECT key and one answer byte per question (named by `labels`); NULL where a record holds no row that decides."""
    facts = schema.tables[group.table]
    drawn: list[str] = []
    answers: list[str] = []
    certain: dict[str, str] = {}
    looked_at: list[str | None] = []
    for question in questions:
        label = labels[question]
        terms = row_terms(question, facts, as_of)
        looked_at.append(terms.considered)
        names = tuple(f"{label}_{index}" for index in range(4))
        start = start_column(question, facts)
        day = f"{ROW}.{quoted_name(start)}" if start else None
        result = draw_together(question, terms, names, is_decimal(question, facts), day)
        drawn += [f"{column} AS {name}" for column, name in zip(result.columns, names, strict=False)]
        answer = result.answer
        if facts.is_record:
            seen = certain.setdefault(terms.certain or "TRUE", f"seen_{group.name}_{len(certain)}")
            answer = f"CASE WHEN {decided_sql(seen, answer)} THEN {answer} END"
        answers.append(f"CAST({answer} AS UTINYINT) AS {label}")
    drawn += [f"bool_or({term}) AS {name}" for term, name in certain.items()]
    listed, joined = ",\n    ".join(drawn), ",\n  ".join(answers)
    return (
        f"SELECT {group.key},\n  {joined}\n FROM (SELECT {_key(group)} AS {group.key},\n    {listed}\n"
        f"  FROM {_rows(group, place, looked_at_sql(looked_at))}\n  GROUP BY 1)"
    )


def decided_sql(seen: str, answer: str) -> str:
    """Whether a record says anything: it holds a row that is of the period for sure, or one of which it is not known why.

    A yes or no from rows whose day nobody can read alone would take a record that may not exist for one.
    """
    return f"({seen} OR {answer} > {YES})"


def is_decimal(question: Question, facts: TableFacts) -> bool:
    """Whether the column drawn together holds decimals."""
    column = question.aggregate.column
    return column is not None and column in facts.columns and facts.columns[column].type == "decimal"


def _key(group: Group) -> str:
    if group.key == "household_id":
        return f"{ROW}.household_id"
    return f"{ROW}.person_id" if group.scope == "self" and not group.around_birth else "child.person_id"


def _rows(group: Group, place: Place, looked_at: str | None) -> str:
    """FROM, JOIN and WHERE of a pass."""
    within = place.within(f"{ROW}.household_id") if not follows_kin(group.scope) else None
    terms = [f"({term})" for term in (within, looked_at) if term]
    limited = f"\n  WHERE {' AND '.join(terms)}" if terms else ""
    return f"{place.relation(group.table)} AS {ROW}{_joins(group, place)}{limited}"


def _joins(group: Group, place: Place) -> str:
    if follows_kin(group.scope):
        return f"\n  {relatives_join_sql(group.scope, place.relation('kin'))}"
    if group.scope == "others":
        return f"\n  JOIN children AS child ON {others_join_sql()}"
    if not group.around_birth:
        return ""
    key = "household_id" if group.scope == "household" else "person_id"
    return f"\n  JOIN children AS child ON child.{key} = {ROW}.{key}"


def others_join_sql() -> str:
    """同一世帯人（本人を除く）: everybody of the child's household but the child."""
    return f"child.household_id = {ROW}.household_id AND child.person_id <> {ROW}.person_id"
