"""One row: does it meet the conditions, is it of the period, and why is that not known."""

from __future__ import annotations

from datetime import date

from tsunagu.base.dates import add_months, age_on, fiscal_age, fiscal_year_end, fiscal_year_of, fiscal_year_start
from tsunagu.base.missing import Missing
from tsunagu.indicators.model import Bounds, Condition, Period, Question
from tsunagu.indicators.reference.world import Row, Verdict, World


def both(first: Verdict, second: Verdict) -> Verdict:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def in_period(period: Period | None, row: Row, child: Row, world: World, table: str) -> Verdict:
    if period is None:
        return True
    facts, as_of = world.schema.tables[table], world.as_of
    column = period.on or facts.start
    if column is None:
        return True
    start: date | None = row[column]
    if period.ever:
        return start is None or start <= as_of
    if period.current:
        begun = None if start is None else start <= as_of
        return both(begun, _still_running(row, facts.end, as_of))
    if start is None:
        return None
    if period.months_back is not None:
        return add_months(as_of, -period.months_back) < start <= as_of
    if period.fiscal_year is not None:
        year = fiscal_year_of(as_of) + period.fiscal_year
        return fiscal_year_start(year) <= start <= min(fiscal_year_end(year), as_of)
    assert period.around_birth is not None
    birth = child["birth_date"]
    first = add_months(birth, period.around_birth.from_months)
    return first <= start <= add_months(birth, period.around_birth.to_months)


def _still_running(row: Row, column: str | None, as_of: date) -> Verdict:
    """An end left blank, or never asked for by the file, means still running; one written but unreadable is unknown."""
    if column is None:
        return True
    end: date | None = row[column]
    if end is not None:
        return end > as_of
    return True if _end_is_open(row, column) else None


def _end_is_open(row: Row, column: str) -> bool:
    return row.get(f"{column}__why") in (None, Missing.BLANK, Missing.NOT_ASKED)


def meets(condition: Condition | None, row: Row, as_of: date) -> Verdict:
    if condition is None:
        return True
    if condition.test == "all":
        return _all_of([meets(part, row, as_of) for part in condition.parts()])
    if condition.test == "any":
        return _negated(_all_of([_negated(meets(part, row, as_of)) for part in condition.parts()]))
    if condition.test == "not":
        return _negated(meets(condition.parts()[0], row, as_of))
    return _meets_test(condition, row, as_of)


def _all_of(verdicts: list[Verdict]) -> Verdict:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _negated(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _meets_test(condition: Condition, row: Row, as_of: date) -> Verdict:
    assert condition.column is not None
    value = row[condition.column]
    if condition.present is not None:
        return (value is not None) == condition.present
    if value is None:
        return None
    if condition.yes is not None:
        return bool(value == condition.yes)
    if condition.is_ is not None:
        return bool(value == condition.is_)
    if condition.in_ is not None:
        return value in condition.in_
    if condition.starts_with is not None:
        return any(value.startswith(beginning) for beginning in condition.starts_with)
    if condition.age is not None:
        return _within(condition.age, age_on(value, as_of))
    if condition.fiscal_age is not None:
        return _within(condition.fiscal_age, fiscal_age(value, as_of))
    return _within(condition, value)


def _within(bounds: Bounds | Condition, number: float) -> bool:
    return (
        (bounds.at_least is None or number >= bounds.at_least)
        and (bounds.more_than is None or number > bounds.more_than)
        and (bounds.at_most is None or number <= bounds.at_most)
        and (bounds.less_than is None or number < bounds.less_than)
    )


def empty_cells(row: Row, question: Question, world: World) -> list[int]:
    """Reasons of the empty cells the question looked at for its conditions and dates."""
    columns = list(question.where.columns()) if question.where else []
    period, facts = question.period, world.schema.tables[question.table]
    start = (period.on or facts.start) if period else None
    if period is not None and not period.ever and start is not None:
        columns.append(start)
        if period.current and facts.end is not None and not _end_is_open(row, facts.end):
            columns.append(facts.end)
    return [why_empty(row, column) for column in columns if row[column] is None]


def why_empty(row: Row, column: str) -> int:
    """A cell without a reason of its own (text, keys, the register of members) is simply blank."""
    reason = row.get(f"{column}__why")
    return Missing.BLANK if reason is None else int(reason)
