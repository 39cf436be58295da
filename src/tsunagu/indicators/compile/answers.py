"""From what the passes found to one answer per child and indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tsunagu.base.missing import Missing
from tsunagu.engines import quoted_text
from tsunagu.indicators.compile.aggregates import empty_answer, missing_answer
from tsunagu.indicators.compile.literals import listed_sql
from tsunagu.indicators.compile.periods import BIRTH, record_expected_by_sql
from tsunagu.indicators.compile.relatives import follows_kin, may_hold_unseen
from tsunagu.indicators.model import NO, YES, Applies, Combination, Indicator, Question, Schema, Span

Deliveries = Mapping[str, frozenset[str | None]]
"""Parts that arrived, by source; a source that is not named did not arrive at all. Part None = the whole town."""


@dataclass(frozen=True)
class Found:
    """What the rows say about each `child`: the answer byte where `met` is true; None = it always is."""

    said: str
    met: str | None


@dataclass(frozen=True)
class Answering:
    """What an answer depends on."""

    schema: Schema
    deliveries: Deliveries
    as_of: date
    found: Mapping[Question, Found]


def indicator_sql(indicator: Indicator, answering: Answering) -> str:
    """The answer of an indicator for each child: 0, 1 or a reason."""
    answer = _ask_sql(indicator.ask, indicator.applies, answering)
    if indicator.applies is None:
        return answer
    return f"CASE WHEN {applies_sql(indicator.applies, answering.as_of)} THEN {answer} ELSE {NO} END"


def applies_sql(applies: Applies, as_of: date) -> str:
    """TRUE for the children who are asked."""
    terms = []
    if applies.grades is not None:
        terms.append(f"child.grade IN {listed_sql(applies.grades)}")
    if applies.fiscal_age is not None:
        terms.append(_inside("child.fiscal_age", applies.fiscal_age))
    if applies.age_months is not None:
        terms.append(_inside(age_months_sql(as_of), applies.age_months))
    return " AND ".join(terms)


def age_months_sql(as_of: date) -> str:
    """月齢: whole months lived."""
    months = f"({as_of.year * 12 + as_of.month} - year({BIRTH}) * 12 - month({BIRTH})"
    return f"{months} - CASE WHEN day({BIRTH}) > {as_of.day} THEN 1 ELSE 0 END)"


def _inside(value: str, span: Span) -> str:
    terms = []
    if span.from_ is not None:
        terms.append(f"{value} >= {span.from_}")
    if span.to is not None:
        terms.append(f"{value} <= {span.to}")
    return " AND ".join(terms) or "TRUE"


def _ask_sql(ask: Question | Combination, applies: Applies | None, answering: Answering) -> str:
    if isinstance(ask, Question):
        return f"({question_sql(ask, applies, answering)})"
    parts = [_ask_sql(part, applies, answering) for part in ask.parts()]
    if ask.form == "not":
        return f"(CASE {parts[0]} WHEN {YES} THEN {NO} WHEN {NO} THEN {YES} ELSE {parts[0]} END)"
    deciding, other = (YES, NO) if ask.form == "any_of" else (NO, YES)
    return combined_sql(parts, deciding, other)


def combined_sql(parts: list[str], deciding: int, other: int) -> str:
    """The deciding answer if any part gives it, the other if all do, else the least reason among the unknown."""
    listed = ", ".join(f"nullif({part}, {other})" for part in parts)
    any_decides = " OR ".join(f"{part} = {deciding}" for part in parts)
    return f"(CASE WHEN {any_decides} THEN {deciding} ELSE coalesce(least({listed}), {other}) END)"


def question_sql(question: Question, applies: Applies | None, answering: Answering) -> str:
    """The answer of one question for each child."""
    found = answering.found[question]
    answer = found.said
    if found.met is not None:
        is_record = answering.schema.tables[question.table].is_record
        no_row = _why_no_row_sql(question, applies, answering) if is_record else str(empty_answer(question))
        answer = f"CASE WHEN {found.met} THEN {found.said} ELSE {no_row} END"
    lacking = lacking_sql(question, answering)
    seen = _of_all_sql(question, answer, _held_sql(answer, question, answering.schema))
    held = _of_somebody_sql(question, seen, Missing.NO_SUCH_RELATIVE)
    if lacking is None:
        return held
    missing = _of_somebody_sql(question, missing_answer(answer, question), Missing.NOT_DELIVERED)
    return missing if lacking == "TRUE" else f"CASE WHEN {lacking} THEN {missing} ELSE {held} END"


def _of_somebody_sql(question: Question, answer: str, nobody: Missing) -> str:
    """`answer`, or the reason where nobody is known as the relative: even "at least 0" is no yes about nobody."""
    if not follows_kin(question.scope):
        return answer
    return f"CASE WHEN NOT child.has_{question.scope} THEN {int(nobody)} ELSE {answer} END"


def _of_all_sql(question: Question, answer: str, held: str) -> str:
    """`held`, or what stays of `answer` where there may be relatives whom we do not see: a yes that more rows cannot undo."""
    if not may_hold_unseen(question.scope):
        return held
    unseen = f"child.unseen_{question.scope}"
    return f"CASE WHEN {unseen} IS NULL THEN {held} ELSE {missing_answer(answer, question, unseen)} END"


def _held_sql(answer: str, question: Question, schema: Schema) -> str:
    """Where the town holds only a part, what would be no is not known."""
    if not partly_held(question, schema):
        return answer
    return f"CASE {answer} WHEN {NO} THEN {int(Missing.PARTLY_HELD)} ELSE {answer} END"


def partly_held(question: Question, schema: Schema) -> bool:
    """Whether a source or a column the question needs is held only in part."""
    columns = list(question.where.columns()) if question.where else []
    columns += [question.aggregate.column] if question.aggregate.column else []
    named = {f"{question.table}.{column}" for column in columns}
    needed = (schema.sources[source] for source in needed_sources(question, schema))
    return any(source.partial or named & source.partial_columns for source in needed)


def needed_sources(question: Question, schema: Schema) -> tuple[str, ...]:
    """Sources whose absence makes the answer unknown."""
    return question.sources or schema.tables[question.table].sources


def lacking_sql(question: Question, answering: Answering) -> str | None:
    """TRUE where a delivery the question needs has not arrived: 'TRUE', a term on the child's school, or None for never."""
    terms = []
    for source in needed_sources(question, answering.schema):
        parts = answering.deliveries.get(source, frozenset())
        if not parts:
            return "TRUE"
        if answering.schema.sources[source].per_school:
            schools = sorted(part for part in parts if part is not None)
            arrived = (
                f"child.school IN ({', '.join(quoted_text(school) for school in schools)})" if schools else "FALSE"
            )
            terms.append(f"(child.school IS NOT NULL AND NOT {arrived})")
    return " OR ".join(dict.fromkeys(terms)) or None


def _why_no_row_sql(question: Question, applies: Applies | None, answering: Answering) -> str:
    day = record_expected_by_sql(question, applies, answering.as_of)
    before, no_record = int(Missing.BEFORE_MOVE_IN), int(Missing.NO_RECORD)
    return f"CASE WHEN child.resident_since > {day} THEN {before} ELSE {no_record} END"
