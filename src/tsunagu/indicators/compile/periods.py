"""`period` as an SQL predicate on the start and end of a row, and the day by which a record should have been made."""

from __future__ import annotations

from datetime import date, timedelta

from tsunagu.base.dates import add_months, fiscal_year_end, fiscal_year_of, fiscal_year_start
from tsunagu.base.missing import Missing
from tsunagu.engines import quoted_name
from tsunagu.indicators.compile.literals import date_sql
from tsunagu.indicators.model import Applies, Period, Question, TableFacts

BIRTH = "child.birth_date"
"""Where a statement with `around_birth` finds the birth date of the child asked about."""


def start_column(question: Question, facts: TableFacts) -> str | None:
    """The date column a period is measured on."""
    return (question.period.on if question.period else None) or facts.start


def period_sql(question: Question, facts: TableFacts, as_of: date, row: str) -> str | None:
    """TRUE, FALSE or NULL for each row; None where every row counts."""
    period, column = question.period, start_column(question, facts)
    if period is None or column is None:
        return None
    start = f"{row}.{quoted_name(column)}"
    if period.ever:
        return f"({start} IS NULL OR {start} <= {date_sql(as_of)})"
    if period.current:
        begun = f"{start} <= {date_sql(as_of)}"
        return f"({begun} AND {still_running_sql(facts, as_of, row)})" if facts.end else f"({begun})"
    if period.months_back is not None:
        return f"({start} > {date_sql(months_back_after(period, as_of))} AND {start} <= {date_sql(as_of)})"
    if period.fiscal_year is not None:
        first, last = fiscal_year_window(period, as_of)
        return f"({start} >= {date_sql(first)} AND {start} <= {date_sql(last)})"
    return around_birth_sql(period, start)


def months_back_after(period: Period, as_of: date) -> date:
    """The day after which rows count."""
    assert period.months_back is not None
    return add_months(as_of, -period.months_back)


def fiscal_year_window(period: Period, as_of: date) -> tuple[date, date]:
    """First and last day of the 年度 asked for, never beyond `as_of`."""
    assert period.fiscal_year is not None
    year = fiscal_year_of(as_of) + period.fiscal_year
    return fiscal_year_start(year), min(fiscal_year_end(year), as_of)


def around_birth_sql(period: Period, start: str) -> str:
    """Both ends count."""
    assert period.around_birth is not None
    months = period.around_birth
    return (
        f"({start} >= CAST({BIRTH} + INTERVAL ({months.from_months}) MONTH AS DATE)"
        f" AND {start} <= CAST({BIRTH} + INTERVAL ({months.to_months}) MONTH AS DATE))"
    )


def end_is_open_sql(facts: TableFacts, row: str) -> str:
    """An end left blank, or never asked for by the file, means still running; one written but unreadable is unknown."""
    assert facts.end is not None
    open_end = f"{row}.{quoted_name(facts.end)} IS NULL"
    if facts.has_reason(facts.end):
        reason = f"{row}.{quoted_name(facts.end + '__why')}"
        return f"({open_end} AND ({reason} IS NULL OR {reason} IN ({int(Missing.BLANK)}, {int(Missing.NOT_ASKED)})))"
    return f"({open_end})"


def still_running_sql(facts: TableFacts, as_of: date, row: str) -> str:
    """Whether the row has not ended on `as_of`; NULL when its end cannot be read."""
    assert facts.end is not None
    return f"({end_is_open_sql(facts, row)} OR {row}.{quoted_name(facts.end)} > {date_sql(as_of)})"


def record_expected_by_sql(question: Question, applies: Applies | None, as_of: date) -> str:
    """The day by which a record about the child should exist: someone who moved here later was examined elsewhere."""
    if applies is not None and applies.age_months is not None and applies.age_months.from_ is not None:
        return f"CAST({BIRTH} + INTERVAL ({applies.age_months.from_}) MONTH AS DATE)"
    period = question.period
    if period is not None and period.fiscal_year is not None:
        return date_sql(fiscal_year_window(period, as_of)[0])
    if period is not None and period.months_back is not None:
        return date_sql(months_back_after(period, as_of) + timedelta(days=1))
    return date_sql(as_of)
