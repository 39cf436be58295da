"""What an answer means, told slowly: plain loops over plain lists. The compiler must agree with this to the last child.

Imports nothing of ours but the model and the calendar. Nothing here is made fast; what is obvious stays obvious.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import inf
from typing import Any

from tsunagu.base.dates import (
    add_months,
    age_in_months,
    age_on,
    fiscal_age,
    fiscal_year_end,
    fiscal_year_of,
    fiscal_year_start,
)
from tsunagu.base.missing import Missing
from tsunagu.indicators.model import (
    NO,
    PERSONS,
    YES,
    Aggregate,
    Applies,
    Bounds,
    Combination,
    Comparison,
    Condition,
    Indicator,
    Period,
    Question,
    Schema,
    Span,
)

Row = dict[str, Any]
Verdict = bool | None
"""True, False, or None for unknown."""


@dataclass
class World:
    """A small snapshot as plain lists. Rows are dicts with the column names of the snapshot's Parquet files."""

    as_of: date
    schema: Schema
    children: list[Row]
    members: list[Row]
    persons: list[Row] = field(default_factory=list)
    kin: list[Row] = field(default_factory=list)
    facts: dict[str, list[Row]] = field(default_factory=dict)
    deliveries: list[Row] = field(default_factory=list)


def answer(indicator: Indicator, child: Row, world: World) -> int:
    """0 no, 1 yes, or the number of the reason why it is unknown."""
    if not _applies(indicator.applies, child, world.as_of):
        return NO
    return _answer_ask(indicator.ask, indicator.applies, child, world)


def _applies(applies: Applies | None, child: Row, as_of: date) -> bool:
    if applies is None:
        return True
    if applies.grades is not None and child["grade"] not in applies.grades:
        return False
    if applies.fiscal_age is not None and not _inside(applies.fiscal_age, child["fiscal_age"]):
        return False
    return applies.age_months is None or _inside(applies.age_months, age_in_months(child["birth_date"], as_of))


def _inside(span: Span, number: int) -> bool:
    return (span.from_ is None or number >= span.from_) and (span.to is None or number <= span.to)


def _answer_ask(ask: Question | Combination, applies: Applies | None, child: Row, world: World) -> int:
    if isinstance(ask, Question):
        return _answer_question(ask, applies, child, world)
    answers = [_answer_ask(part, applies, child, world) for part in ask.parts()]
    if ask.form == "not":
        return {YES: NO, NO: YES}.get(answers[0], answers[0])
    deciding, other = (YES, NO) if ask.form == "any_of" else (NO, YES)
    if deciding in answers:
        return deciding
    unknown = [one for one in answers if one not in (YES, NO)]
    return min(unknown) if unknown else other


def _answer_question(question: Question, applies: Applies | None, child: Row, world: World) -> int:
    table = world.schema.tables[question.table]
    lacking = _lacks_delivery(question, child, world)
    people = _people(question.scope, child, world)
    if people is None:
        return Missing.NOT_DELIVERED if lacking else Missing.NO_SUCH_RELATIVE
    considered = [
        row
        for row in _rows(question, people, world)
        if _in_period(question.period, row, child, world, question.table) is not False
    ]
    if table.is_record and not considered:
        return Missing.NOT_DELIVERED if lacking else _why_no_row(question, applies, child, world)
    low, high, reasons = _draw_together(question, considered, child, world)
    if lacking:
        low, high = _open_up(question.aggregate.kind, low, high)
    verdict = _compare(question, low, high, reasons)
    if lacking:
        return YES if verdict is True else Missing.NOT_DELIVERED
    if verdict is None:
        return min(reasons)
    if verdict is False and _partly_held(question, world.schema):
        return Missing.PARTLY_HELD
    return YES if verdict else NO


# --- whose rows, and whether they could have arrived -------------------------------------------------------------


def _people(scope: str, child: Row, world: World) -> list[int] | None:
    """person_ids in the scope; None when the mother is nobody we know."""
    if scope == "self":
        return [child["person_id"]]
    if scope == "mother":
        mothers = [
            edge["relative_id"]
            for edge in world.kin
            if edge["person_id"] == child["person_id"] and edge["relation"] == "mother"
        ]
        return mothers or None
    household = [one["person_id"] for one in world.members if one["household_id"] == child["household_id"]]
    if scope == "others":
        return [person for person in household if person != child["person_id"]]
    return household


def _rows(question: Question, people: list[int], world: World) -> list[Row]:
    if question.table == PERSONS:
        return [row for row in world.persons if row["person_id"] in people]
    return [
        row
        for row in world.facts.get(question.table, [])
        if row["person_id"] in people and (question.sources is None or row["source"] in question.sources)
    ]


def _needed_sources(question: Question, schema: Schema) -> tuple[str, ...]:
    return question.sources or schema.tables[question.table].sources


def _lacks_delivery(question: Question, child: Row, world: World) -> bool:
    for source in _needed_sources(question, world.schema):
        parts = [one["part"] for one in world.deliveries if one["source"] == source]
        if not parts:
            return True
        per_school = world.schema.sources[source].per_school
        if per_school and child["school"] is not None and child["school"] not in parts:
            return True
    return False


def _partly_held(question: Question, schema: Schema) -> bool:
    named = {f"{question.table}.{column}" for column in _columns_named(question)}
    for source in _needed_sources(question, schema):
        if schema.sources[source].partial or named & schema.sources[source].partial_columns:
            return True
    return False


def _columns_named(question: Question) -> list[str]:
    columns = list(question.where.columns()) if question.where else []
    if question.aggregate.column:
        columns.append(question.aggregate.column)
    return columns


def _why_no_row(question: Question, applies: Applies | None, child: Row, world: World) -> Missing:
    """Before the child moved here nobody here could have made a record; afterwards somebody could."""
    since = child["resident_since"]
    if since is not None and since > _reference_day(question, applies, child, world.as_of):
        return Missing.BEFORE_MOVE_IN
    return Missing.NO_RECORD


def _reference_day(question: Question, applies: Applies | None, child: Row, as_of: date) -> date:
    if applies is not None and applies.age_months is not None and applies.age_months.from_ is not None:
        return add_months(child["birth_date"], applies.age_months.from_)
    if question.period is not None and question.period.fiscal_year is not None:
        return fiscal_year_start(fiscal_year_of(as_of) + question.period.fiscal_year)
    if question.period is not None and question.period.months_back is not None:
        return add_months(as_of, -question.period.months_back) + timedelta(days=1)
    return as_of


# --- one row ----------------------------------------------------------------------------------------------------


def _both(first: Verdict, second: Verdict) -> Verdict:
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def _in_period(period: Period | None, row: Row, child: Row, world: World, table: str) -> Verdict:
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
        return _both(begun, _still_running(row, facts.end, as_of))
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
    """An end that was left blank means still running; one that was written but cannot be read is unknown."""
    if column is None:
        return True
    end: date | None = row[column]
    if end is not None:
        return end > as_of
    return True if _end_is_open(row, column) else None


def _end_is_open(row: Row, column: str) -> bool:
    return row.get(f"{column}__why") in (None, Missing.BLANK)


def _meets(condition: Condition | None, row: Row, as_of: date) -> Verdict:
    if condition is None:
        return True
    if condition.test == "all":
        return _all_of([_meets(part, row, as_of) for part in condition.parts()])
    if condition.test == "any":
        return _negated(_all_of([_negated(_meets(part, row, as_of)) for part in condition.parts()]))
    if condition.test == "not":
        return _negated(_meets(condition.parts()[0], row, as_of))
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


def _empty_cells(row: Row, question: Question, world: World) -> list[int]:
    """Reasons of the empty cells the question looked at for its conditions and dates."""
    columns = list(question.where.columns()) if question.where else []
    period, facts = question.period, world.schema.tables[question.table]
    start = (period.on or facts.start) if period else None
    if period is not None and not period.ever and start is not None:
        columns.append(start)
        if period.current and facts.end is not None and not _end_is_open(row, facts.end):
            columns.append(facts.end)
    return [_why(row, column) for column in columns if row[column] is None]


def _why(row: Row, column: str) -> int:
    """A cell without a reason of its own (text, keys, the register of members) is simply blank."""
    reason = row.get(f"{column}__why")
    return Missing.BLANK if reason is None else int(reason)


# --- many rows --------------------------------------------------------------------------------------------------

Drawn = tuple[Any, Any, list[int]]
"""(lowest, highest) value the rows can mean, and the reasons of what is not known. No value at all: (None, None)."""


def _draw_together(question: Question, considered: list[Row], child: Row, world: World) -> Drawn:
    certain: list[Row] = []
    possible: list[Row] = []
    reasons: list[int] = []
    for row in considered:
        verdict = _both(
            _meets(question.where, row, world.as_of),
            _in_period(question.period, row, child, world, question.table),
        )
        if verdict is False:
            continue
        possible.append(row)
        if verdict is True:
            certain.append(row)
        else:
            reasons.extend(_empty_cells(row, question, world))
    if question.aggregate.kind in ("any", "count"):
        return len(certain), len(possible), reasons
    draw: Callable[..., Drawn] = {
        "count_distinct": _distinct, "sum": _sum, "max": _greatest, "min": _least, "latest": _latest,
    }[question.aggregate.kind]  # fmt: skip
    return draw(question, certain, possible, reasons, world)


def _with_empty_values(aggregate: Aggregate, rows: list[Row], reasons: list[int]) -> list[int]:
    assert aggregate.column is not None
    return reasons + [_why(row, aggregate.column) for row in rows if row[aggregate.column] is None]


def _values(aggregate: Aggregate, rows: list[Row]) -> list[Any]:
    return [row[aggregate.column] for row in rows if row[aggregate.column] is not None]


def _distinct(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    aggregate = question.aggregate
    known = set(_values(aggregate, possible))
    unnamed = len(possible) - len(_values(aggregate, possible))
    reasons = _with_empty_values(aggregate, possible, reasons)
    return len(set(_values(aggregate, certain))), len(known) + unnamed, reasons


def _sum(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    """Decimals are added exactly, to four places, so that the order of rows never matters."""
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    total = sum(round(value * 10_000) for value in _values(question.aggregate, certain)) / 10_000
    return total, inf if reasons else total, reasons


def _greatest(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    known = _values(question.aggregate, certain)
    if not known and not reasons:
        return None, None, reasons
    low = max(known, default=-inf)
    return low, inf if reasons else low, reasons


def _least(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    reasons = _with_empty_values(question.aggregate, certain, reasons)
    known = _values(question.aggregate, certain)
    if not known and not reasons:
        return None, None, reasons
    high = min(known, default=inf)
    return -inf if reasons else high, high, reasons


def _latest(question: Question, certain: list[Row], possible: list[Row], reasons: list[int], world: World) -> Drawn:
    """Value of the last row by date; of several, the greatest source, line, file, sheet, load and person."""
    if not possible:
        return None, None, reasons
    if reasons:
        return None, None, reasons
    period = question.period
    column = (period.on if period else None) or world.schema.tables[question.table].start
    assert column is not None

    def place(row: Row) -> tuple[Any, ...]:
        names = ("file", "sheet", "load_id")
        texts = tuple(row.get(name) or "" for name in names)
        return row[column] or date.min, row["source"], row["line"], *texts, row["person_id"]

    last = max(possible, key=place)
    value = last[question.aggregate.column or ""]
    if value is None:
        return None, None, [_why(last, question.aggregate.column or "")]
    return value, value, reasons


# --- comparing --------------------------------------------------------------------------------------------------


def _open_up(kind: str, low: Any, high: Any) -> tuple[Any, Any]:
    """What has not arrived could raise every count, sum and maximum, and lower every minimum."""
    if kind == "latest":
        return low, high
    if kind == "min":
        return -inf, inf if high is None else high
    return (-inf if low is None else low), inf


def _compare(question: Question, low: Any, high: Any, reasons: list[int]) -> Verdict:
    kind = question.aggregate.kind
    if low is None:
        return None if reasons else False
    comparison = Comparison(at_least=1) if kind == "any" else question.compare
    assert comparison is not None
    if comparison.form == "is":
        return bool(low == comparison.is_)
    if comparison.form == "in":
        assert comparison.in_ is not None
        return low in comparison.in_
    return _compare_interval(comparison, low, high)


def _compare_interval(comparison: Comparison, low: float, high: float) -> Verdict:
    form, number = comparison.form, comparison.number
    if form == "equals":
        if low == high == number:
            return True
        return False if number < low or high < number else None
    holds_at_low = _holds(form, low, number)
    holds_at_high = _holds(form, high, number)
    return holds_at_low if holds_at_low == holds_at_high else None


def _holds(form: str, value: float, number: float) -> bool:
    if form == "at_least":
        return value >= number
    if form == "more_than":
        return value > number
    if form == "at_most":
        return value <= number
    return value < number
