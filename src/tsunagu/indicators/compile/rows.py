"""One row and one question: does the row count, may it count, and why is that not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tsunagu.base.missing import Missing
from tsunagu.engines import quoted_name
from tsunagu.indicators.compile.conditions import condition_sql
from tsunagu.indicators.compile.literals import listed_sql
from tsunagu.indicators.compile.periods import end_is_open_sql, period_sql, start_column
from tsunagu.indicators.model import PERSONS, Question, TableFacts

ROW = "fact"
"""The relation that holds the rows of the table asked."""


@dataclass(frozen=True)
class RowTerms:
    """SQL terms about each row.

    `counts`: TRUE, FALSE or NULL = may count. `reason`: the least reason among empty cells looked at (where `counts` is
    NULL). `state`: both in a byte: 0 does not count, 1 counts, else the reason. `considered`: TRUE where the row is of the sources and may be of the period, whatever `where` says; None = every row.
    `certain`: the same, where it is of the period for sure; never NULL.
    `value`, `value_reason`: the column drawn together.
    """

    counts: str
    reason: str
    state: str
    considered: str | None
    certain: str | None
    value: str | None
    value_reason: str | None


def row_terms(question: Question, facts: TableFacts, as_of: date) -> RowTerms:
    """The terms for one question."""
    source = source_sql(question)
    period = period_sql(question, facts, as_of, ROW)
    where = condition_sql(question.where, as_of, ROW) if question.where else None
    counts = " AND ".join(term for term in (source, period, where) if term) or "TRUE"
    considered, certain = (
        " AND ".join(term for term in (source, f"coalesce({period}, {unknown})" if period else None) if term) or None
        for unknown in ("TRUE", "FALSE")
    )
    column = question.aggregate.column
    reason = _least_sql(_reasons(question, facts))
    return RowTerms(
        counts=f"({counts})",
        reason=reason,
        state=f"coalesce(({counts})::UTINYINT, {reason})",
        considered=considered,
        certain=certain,
        value=f"{ROW}.{quoted_name(column)}" if column else None,
        value_reason=reason_sql(facts, column) if column else None,
    )


def source_sql(question: Question) -> str | None:
    """Rows of the named sources only."""
    if question.sources is None or question.table == PERSONS:
        return None
    return f"{ROW}.source IN {listed_sql(question.sources)}"


def reason_sql(facts: TableFacts, column: str) -> str:
    """The reason of an empty cell, NULL for a filled one. Cells without reasons of their own are simply blank."""
    cell = f"{ROW}.{quoted_name(column)}"
    blank = f"{int(Missing.BLANK)}::UTINYINT"
    if not facts.has_reason(column):
        return f"CASE WHEN {cell} IS NULL THEN {blank} END"
    return f"CASE WHEN {cell} IS NULL THEN coalesce({ROW}.{quoted_name(column + '__why')}, {blank}) END"


def _reasons(question: Question, facts: TableFacts) -> list[str]:
    columns = list(question.where.columns()) if question.where else []
    period, start = question.period, start_column(question, facts)
    dated = period is not None and not period.ever and start is not None
    if dated and start is not None and start not in columns:
        columns.append(start)
    ends = dated and period is not None and period.current and facts.end is not None
    if len(columns) == 1 and not ends:
        return [_reason_of_the_empty_cell_sql(facts, columns[0])]
    reasons = [reason_sql(facts, column) for column in columns]
    if ends and facts.end is not None:
        reasons.append(f"CASE WHEN NOT {end_is_open_sql(facts, ROW)} THEN {reason_sql(facts, facts.end)} END")
    return reasons


def _reason_of_the_empty_cell_sql(facts: TableFacts, column: str) -> str:
    """As reason_sql, for a question that looks at one cell only: where it is not known, that cell is empty."""
    blank = f"{int(Missing.BLANK)}::UTINYINT"
    return f"coalesce({ROW}.{quoted_name(column + '__why')}, {blank})" if facts.has_reason(column) else blank


def _least_sql(reasons: list[str]) -> str:
    if not reasons:
        return "NULL::UTINYINT"
    return reasons[0] if len(reasons) == 1 else f"least({', '.join(reasons)})"
