"""Many rows and one question: the columns that draw rows together, and the answer they give."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.base.missing import Missing
from tsunagu.indicators.compile.literals import listed_sql, number_sql, value_sql
from tsunagu.indicators.compile.rows import ROW, RowTerms
from tsunagu.indicators.model import NO, YES, Comparison, Question


@dataclass(frozen=True)
class Drawn:
    """`columns`: aggregate expressions, in order. `answer`: the answer from the columns named by `names`."""

    columns: tuple[str, ...]
    answer: str


NOT_FALSE = "IS DISTINCT FROM FALSE"
DECIMAL_PLACES = 10_000
"""Decimals are added as whole ten-thousandths, so that the order of rows never changes a sum."""


def draw_together(
    question: Question, terms: RowTerms, names: tuple[str, ...], decimal: bool, start: str | None
) -> Drawn:
    """The aggregate columns of a question (to be called `names`, in order) and its answer byte for a group of rows.

    The answer is for a group whose deliveries are complete and of which the town holds everything.
    """
    kind = question.aggregate.kind
    if kind == "any":
        return _any(terms, names)
    if kind == "count":
        return _count(question, terms, names)
    if kind == "count_distinct":
        return _count_distinct(question, terms, names)
    if kind == "sum":
        return _sum(question, terms, names, decimal)
    if kind == "latest":
        return _latest(question, terms, names, start)
    return _extreme(question, terms, names)


def _any(terms: RowTerms, names: tuple[str, ...]) -> Drawn:
    """One byte does it: yes (1) is less than every reason, and the least reason wins."""
    byte = f"CASE WHEN {terms.counts} THEN {YES}::UTINYINT WHEN {terms.counts} IS NULL THEN {terms.reason} END"
    return Drawn((f"min({byte})",), f"coalesce({names[0]}, {NO})")


def _reason_of_possible(terms: RowTerms) -> str:
    return f"min(CASE WHEN {terms.counts} IS NULL THEN {terms.reason} END)"


def reason_of_value_too(terms: RowTerms) -> str:
    """For each row: why its value is not known, or why it is not known whether it counts."""
    return f"CASE WHEN {terms.counts} THEN {terms.value_reason} WHEN {terms.counts} IS NULL THEN {terms.reason} END"


def _count(question: Question, terms: RowTerms, names: tuple[str, ...]) -> Drawn:
    certain, unsure, reason = names[:3]
    columns = (
        f"count(*) FILTER ({terms.counts})",
        f"count(*) FILTER ({terms.counts} IS NULL)",
        _reason_of_possible(terms),
    )
    return Drawn(columns, _interval(question.compare, certain, f"({certain} + {unsure})", reason))


def _count_distinct(question: Question, terms: RowTerms, names: tuple[str, ...]) -> Drawn:
    certain, possible, unnamed, reason = names[:4]
    columns = (
        f"count(DISTINCT {terms.value}) FILTER ({terms.counts})",
        f"count(DISTINCT {terms.value}) FILTER ({terms.counts} {NOT_FALSE})",
        f"count(*) FILTER ({terms.counts} {NOT_FALSE} AND {terms.value} IS NULL)",
        f"least({_reason_of_possible(terms)}, min({terms.value_reason}) FILTER ({terms.counts} {NOT_FALSE}))",
    )
    return Drawn(columns, _interval(question.compare, certain, f"({possible} + {unnamed})", reason))


def _sum(question: Question, terms: RowTerms, names: tuple[str, ...], decimal: bool) -> Drawn:
    total, reason = names[:2]
    added = f"coalesce(sum({whole_value(terms, decimal)}) FILTER ({terms.counts}), 0)"
    columns = (added_value(added, decimal), f"min({reason_of_value_too(terms)})")
    return Drawn(columns, _interval(question.compare, total, None, reason))


def whole_value(terms: RowTerms, decimal: bool) -> str:
    """The value of a row as a whole number, so that it can be added exactly."""
    return f"CAST(round({terms.value} * {DECIMAL_PLACES}) AS BIGINT)" if decimal else str(terms.value)


def added_value(added: str, decimal: bool) -> str:
    """A sum of whole numbers as the value it stands for."""
    return f"({added} / {DECIMAL_PLACES}.0)" if decimal else added


def _extreme(question: Question, terms: RowTerms, names: tuple[str, ...]) -> Drawn:
    """Greatest or least value: unknown cells leave one end of the interval open; no value at all is a no."""
    extreme, reason = names[:2]
    kind, comparison = question.aggregate.kind, question.compare
    assert comparison is not None
    columns = (f"{kind}({terms.value}) FILTER ({terms.counts})", f"min({reason_of_value_too(terms)})")
    closed = _holds(comparison, extreme)
    still_open = _open_end_answer(comparison, extreme, reason, open_above=kind == "max")
    answer = (
        f"CASE WHEN {reason} IS NOT NULL THEN {still_open}"
        f" WHEN {extreme} IS NULL THEN {NO} WHEN {closed} THEN {YES} ELSE {NO} END"
    )
    return Drawn(columns, answer)


def _latest(question: Question, terms: RowTerms, names: tuple[str, ...], start: str | None) -> Drawn:
    """The value of the last row by date; of several, the greatest source, line, file, sheet, load and person."""
    last, reason = names[:2]
    comparison = question.compare
    assert comparison is not None
    place = place_by_date(start)
    cell = f"{{'value': {terms.value}, 'reason': {terms.value_reason}}}"
    columns = (f"arg_max({cell}, {place}) FILTER ({terms.counts} {NOT_FALSE})", _reason_of_possible(terms))
    answer = (
        f"CASE WHEN {reason} IS NOT NULL THEN {reason} WHEN {last} IS NULL THEN {NO}"
        f" WHEN {last}.value IS NULL THEN {last}.reason WHEN {_holds(comparison, f'{last}.value')} THEN {YES} ELSE {NO} END"
    )
    return Drawn(columns, answer)


def place_by_date(start: str | None) -> str:
    """What `latest` orders rows by: never two rows alike."""
    return (
        f"row(coalesce({start}, DATE '0001-01-01'), {ROW}.source, {ROW}.line, coalesce({ROW}.file, ''),"
        f" coalesce({ROW}.sheet, ''), coalesce({ROW}.load_id, ''), {ROW}.person_id)"
    )


SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<", "equals": "="}


def _holds(comparison: Comparison, value: str) -> str:
    """Whether a value that is known meets the comparison."""
    if comparison.form == "is":
        assert comparison.is_ is not None
        return f"{value} = {value_sql(comparison.is_)}"
    if comparison.form == "in":
        assert comparison.in_ is not None
        return f"{value} IN {listed_sql(comparison.in_)}"
    return f"{value} {SIGNS[comparison.form]} {number_sql(comparison.number)}"


def _interval(comparison: Comparison | None, low: str, high: str | None, reason: str) -> str:
    """The answer for a value between `low` and `high`; `high` None: equal to low, or without limit where a reason is given."""
    assert comparison is not None
    if high is None:
        open_end = _open_end_answer(comparison, low, reason, open_above=True)
        return f"CASE WHEN {reason} IS NOT NULL THEN {open_end} WHEN {_holds(comparison, low)} THEN {YES} ELSE {NO} END"
    if comparison.form == "equals":
        number = number_sql(comparison.number)
        return (
            f"CASE WHEN {low} > {number} OR {high} < {number} THEN {NO}"
            f" WHEN {low} = {high} THEN {YES} ELSE {reason} END"
        )
    first, second = (low, high) if comparison.form in ("at_least", "more_than") else (high, low)
    return (
        f"CASE WHEN {_holds(comparison, first)} THEN {YES}"
        f" WHEN NOT ({_holds(comparison, second)}) THEN {NO} ELSE {reason} END"
    )


def _open_end_answer(comparison: Comparison, known: str, reason: str, *, open_above: bool) -> str:
    """The answer where only one end is known; a NULL end is open too."""
    upward = comparison.form in ("at_least", "more_than")
    holds = f"coalesce({_holds(comparison, known)}, FALSE)"
    if comparison.form == "equals":
        beyond = f"{known} {'>' if open_above else '<'} {number_sql(comparison.number)}"
        return f"CASE WHEN coalesce({beyond}, FALSE) THEN {NO} ELSE {reason} END"
    if upward == open_above:
        return f"CASE WHEN {holds} THEN {YES} ELSE {reason} END"
    return f"CASE WHEN NOT coalesce({_holds(comparison, known)}, TRUE) THEN {NO} ELSE {reason} END"


def empty_answer(question: Question) -> int:
    """The answer of a register without any row: nothing counted, nothing added, no greatest, least or latest value."""
    kind, comparison = question.aggregate.kind, question.compare
    if kind not in ("count", "count_distinct", "sum"):
        return NO
    assert comparison is not None
    number = comparison.number
    holds = {"at_least": number <= 0, "more_than": number < 0, "at_most": number >= 0,
             "less_than": number > 0, "equals": number == 0}[comparison.form]  # fmt: skip
    return YES if holds else NO


def yes_survives_missing(question: Question) -> bool:
    """Whether a yes stays a yes although rows are missing, because more rows could only strengthen it."""
    kind, comparison = question.aggregate.kind, question.compare
    if kind in ("any", "latest"):
        return True
    assert comparison is not None
    return comparison.form in (("at_most", "less_than") if kind == "min" else ("at_least", "more_than"))


def missing_answer(answer: str, question: Question, reason: str = str(int(Missing.NOT_DELIVERED))) -> str:
    """The answer while rows are missing for `reason`: that a needed delivery has not arrived, or another, as SQL."""
    return f"CASE WHEN {answer} = {YES} THEN {YES} ELSE {reason} END" if yes_survives_missing(question) else reason
