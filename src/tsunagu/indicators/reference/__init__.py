"""What an answer means, told slowly: plain loops over plain lists. The compiler must agree with this to the last child.

Imports nothing of ours but the model and the calendar. Nothing here is made fast; what is obvious stays obvious.
"""

from __future__ import annotations

from datetime import date, timedelta

from tsunagu.base.dates import add_months, age_in_months, fiscal_year_of, fiscal_year_start
from tsunagu.base.missing import Missing
from tsunagu.indicators.model import (
    KNOWN_BY,
    NO,
    PERSONS,
    RELATIONS,
    SOME_NOT_SEEN,
    WITHHELD_SIBLING,
    YES,
    Applies,
    Combination,
    Indicator,
    Question,
    Schema,
    Span,
)
from tsunagu.indicators.reference.many import compare, draw_together, open_up
from tsunagu.indicators.reference.rows import in_period
from tsunagu.indicators.reference.world import Row, World

__all__ = ["Row", "World", "answer"]


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
    unseen = _some_not_seen(question.scope, child, world)
    if people is None:
        return Missing.NOT_DELIVERED if lacking else Missing.NO_SUCH_RELATIVE
    not_all = Missing.NOT_DELIVERED if lacking else unseen
    rows = _rows(question, people, world)
    of_period = [in_period(question.period, row, child, world, question.table) for row in rows]
    considered = [row for row, verdict in zip(rows, of_period, strict=True) if verdict is not False]
    low, high, reasons = draw_together(question, considered, child, world)
    if not_all is not None:
        low, high = open_up(question.aggregate.kind, low, high)
    verdict = compare(question, low, high, reasons)
    if table.is_record and True not in of_period and verdict is not None:
        # A row without a readable day may be no record of the period at all: it decides nothing.
        return _why_no_row(question, applies, child, world) if not_all is None else not_all
    if not_all is not None:
        return YES if verdict is True else not_all
    if verdict is None:
        return min(reasons)
    if verdict is False and _partly_held(question, world.schema):
        return Missing.PARTLY_HELD
    return YES if verdict else NO


def _people(scope: str, child: Row, world: World) -> list[int] | None:
    """person_ids in the scope; None when the relative is nobody we know."""
    if scope == "self":
        return [child["person_id"]]
    if scope in RELATIONS:
        ties = [edge for edge in world.kin if edge["person_id"] == child["person_id"]]
        if not any(edge["relation"] in KNOWN_BY[scope] for edge in ties):
            return None
        if scope == "siblings" and any(edge["relation"] == WITHHELD_SIBLING for edge in ties):
            return None
        return [edge["relative_id"] for edge in ties if edge["relation"] in RELATIONS[scope]]
    household = [one["person_id"] for one in world.members if one["household_id"] == child["household_id"]]
    if scope == "others":
        return [person for person in household if person != child["person_id"]]
    return household


def _some_not_seen(scope: str, child: Row, world: World) -> Missing | None:
    """Why the scope may hold more people than we see; None when we see all."""
    told = SOME_NOT_SEEN.get(scope, {})
    reasons = [
        told[edge["relation"]]
        for edge in world.kin
        if edge["person_id"] == child["person_id"] and edge["relation"] in told
    ]
    return min(reasons) if reasons else None


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
