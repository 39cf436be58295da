"""Broken twins of the compiler: each holds one mistake that a person could make. The questions must find them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy

from tsunagu.base.dates import add_months, fiscal_year_of
from tsunagu.base.missing import Missing
from tsunagu.indicators import walk
from tsunagu.indicators.compile import (
    aggregates,
    answers,
    conditions,
    groups,
    periods,
    relatives,
    rows,
    statement,
    walks,
)
from tsunagu.indicators.compile.literals import listed_sql
from tsunagu.indicators.model import KNOWN_BY, NO, RELATIONS


@dataclass(frozen=True)
class Twin:
    """One mistake: what it is called, and what it puts in the place of which function."""

    name: str
    module: Any
    function: str
    broken: Callable[..., Any]


def _months_back_a_year_early(period: Any, as_of: date) -> date:
    return add_months(as_of, -period.months_back - 12)


def _months_back_with_first_day(period: Any, as_of: date) -> date:
    return add_months(as_of, -period.months_back) - timedelta(days=1)


def _calendar_year(period: Any, as_of: date) -> tuple[date, date]:
    year = as_of.year + period.fiscal_year
    return date(year, 1, 1), min(date(year, 12, 31), as_of)


def _fiscal_year_beyond_the_day(period: Any, as_of: date) -> tuple[date, date]:
    year = fiscal_year_of(as_of) + period.fiscal_year
    return date(year, 4, 1), date(year + 1, 3, 31)


def _others_with_self() -> str:
    return f"child.household_id = {rows.ROW}.household_id"


_joins, _indicator_sql, _interval = groups._joins, statement.indicator_sql, aggregates._interval
_still_running, _latest, _ask_sql = periods.still_running_sql, aggregates._latest, answers._ask_sql
_row_terms, _condition_sql, _birthday = groups.row_terms, rows.condition_sql, conditions.last_birthday_for_fiscal_age
_of_somebody, _draw = answers._of_somebody_sql, walk._Rows.draw
_of_all_sql, _unseen_sql = answers._of_all_sql, relatives.unseen_sql


def _household_counted_twice(group: Any, place: Any) -> str:
    if group.scope != "household" or group.around_birth:
        return _joins(group, place)
    return f"\n  JOIN children AS child ON child.household_id = {rows.ROW}.household_id"


def _unknown_as_no(indicator: Any, answering: Any) -> str:
    return f"(CASE WHEN {_indicator_sql(indicator, answering)} > 1 THEN {NO} ELSE {_indicator_sql(indicator, answering)} END)"


def _no_reasons_of_values(terms: Any) -> str:
    return f"CASE WHEN {terms.counts} IS NULL THEN {terms.reason} END"


def _greatest_reason(reasons: list[str]) -> str:
    return f"greatest({', '.join(reasons)})" if reasons else "NULL::UTINYINT"


def _ends_a_day_late(facts: Any, as_of: date, row: str) -> str:
    return _still_running(facts, as_of, row).replace(" > ", " >= ")


def _unreadable_end_is_open(facts: Any, row: str) -> str:
    return f'({row}."{facts.end}" IS NULL)'


def _everything_arrived(question: Any, answering: Any) -> None:
    return None


def _count_without_possible(comparison: Any, low: str, high: str | None, reason: str) -> str:
    return _interval(comparison, low, low if high else None, reason)


def _earliest_instead_of_latest(*given: Any) -> Any:
    drawn = _latest(*given)
    return aggregates.Drawn(tuple(column.replace("arg_max(", "arg_min(") for column in drawn.columns), drawn.answer)


def _sources_forgotten(question: Any) -> None:
    return None


def _born_on_1_april_is_younger(age: int, as_of: date) -> date:
    return _birthday(age, as_of) - timedelta(days=1)


def _months_without_days(as_of: date) -> str:
    return f"({as_of.year * 12 + as_of.month} - year({periods.BIRTH}) * 12 - month({periods.BIRTH}))"


def _partly_held_is_whole(question: Any, schema: Any) -> bool:
    return False


def _yes_about_nobody(question: Any, answer: str, nobody: Missing) -> str:
    """Before the delivery arrives, "at least 0" is met by the rows of a mother whom nobody knows."""
    return answer if nobody is Missing.NOT_DELIVERED else _of_somebody(question, answer, nobody)


def _half_siblings_forgotten(scope: str) -> str:
    return listed_sql(tuple(relation for relation in RELATIONS[scope] if relation != "half_sibling"))


def _guardian_is_a_parent(scope: str) -> str:
    return listed_sql(("mother", "father") if scope == "guardian" else RELATIONS[scope])


def _nobody_is_no_sibling(scope: str) -> str:
    """A child without brothers and sisters, whose mother we know, is taken for one of whom we know nothing."""
    return listed_sql(RELATIONS[scope])


def _father_known_by_the_mother(scope: str) -> str:
    return listed_sql(KNOWN_BY["siblings"] if scope == "father" else KNOWN_BY[scope])


def _withheld_is_none(scope: str) -> bool:
    """A brother whom nobody may name is taken for no brother."""
    return False


def _nobody_is_out_of_sight(scope: str) -> bool:
    """A brother who left the town, or whom the unknown father has, is taken for no brother."""
    return False


def _last_reason_out_of_sight(scope: str) -> str:
    return _unseen_sql(scope).replace("min(", "max(")


def _yes_hidden_by_who_left(question: Any, answer: str, held: str) -> str:
    """What was found of those who are here is not said."""
    sql = _of_all_sql(question, answer, held)
    return sql if sql == held else f"coalesce(child.unseen_{question.scope}, {held})"


def _record_without_rows_is_no(question: Any, applies: Any, answering: Any) -> str:
    return str(NO)


def _first_known_part_decides(parts: list[str], deciding: int, other: int) -> str:
    """Unknown parts are passed over as long as another part is known."""
    decides, known = (" OR ".join(f"{part} = {answer}" for part in parts) for answer in (deciding, other))
    return f"(CASE WHEN {decides} THEN {deciding} WHEN {known} THEN {other} ELSE least({', '.join(parts)}) END)"


def _not_makes_unknown_true(condition: Any, as_of: date, row: str) -> str:
    sql = _condition_sql(condition, as_of, row)
    return f"coalesce({sql}, TRUE)" if condition.test == "not" else sql


def _row_without_considered(question: Any, facts: Any, as_of: date) -> Any:
    """A record counts as seen although it lies outside the period."""
    return replace(_row_terms(question, facts, as_of), considered=None, certain=None)


def _row_without_a_day_seen(question: Any, facts: Any, as_of: date) -> Any:
    """A row whose day nobody can read is taken for a record of the period."""
    terms = _row_terms(question, facts, as_of)
    return replace(terms, certain=terms.considered)


def _nobody_taken_for_the_next(keys: Any, units: Any) -> Any:
    """The rows of a household without children count for the next household that has some."""
    return numpy.minimum(numpy.searchsorted(units, keys), max(len(units) - 1, 0))


def _greatest_byte(places: Any, values: Any, units: int) -> Any:
    greatest = numpy.zeros(units + 1, numpy.uint8)
    numpy.maximum.at(greatest, places, values.astype(numpy.uint8))
    return greatest[:units]


def _walk_sums_without_reasons(self: Any, kind: str, values: Any, units: int) -> Any:
    return _draw(self, "reason" if kind == "why" else kind, values, units)


def _walk_counts_what_may_count(self: Any, kind: str, values: Any, units: int) -> Any:
    if kind != "certain":
        return _draw(self, kind, values, units)
    return numpy.bincount(self._places, minlength=units + 1)[:units].astype(numpy.int32)


TWINS = (
    Twin("months back a year early", periods, "months_back_after", _months_back_a_year_early),
    Twin("months back with its first day", periods, "months_back_after", _months_back_with_first_day),
    Twin("calendar year for 年度", periods, "fiscal_year_window", _calendar_year),
    Twin("年度 beyond the day asked", periods, "fiscal_year_window", _fiscal_year_beyond_the_day),
    Twin("others with the child itself", groups, "others_join_sql", _others_with_self),
    Twin("household counted once per child", groups, "_joins", _household_counted_twice),
    Twin("unknown as no", statement, "indicator_sql", _unknown_as_no),
    Twin("sum and extremes ignore empty values", aggregates, "reason_of_value_too", _no_reasons_of_values),
    Twin("greatest reason instead of least", rows, "_least_sql", _greatest_reason),
    Twin("ended on the day still runs", periods, "still_running_sql", _ends_a_day_late),
    Twin("unreadable end taken for open", periods, "end_is_open_sql", _unreadable_end_is_open),
    Twin("missing delivery forgotten", answers, "lacking_sql", _everything_arrived),
    Twin("count knows no possible rows", aggregates, "_interval", _count_without_possible),
    Twin("earliest instead of latest", aggregates, "_latest", _earliest_instead_of_latest),
    Twin("named sources forgotten", rows, "source_sql", _sources_forgotten),
    Twin("born on 1 April counted younger", conditions, "last_birthday_for_fiscal_age", _born_on_1_april_is_younger),
    Twin("months of age without days", answers, "age_months_sql", _months_without_days),
    Twin("partly held taken for whole", answers, "partly_held", _partly_held_is_whole),
    Twin("record without rows as no", answers, "_why_no_row_sql", _record_without_rows_is_no),
    Twin("unknown parts passed over", answers, "combined_sql", _first_known_part_decides),
    Twin("not makes unknown true", rows, "condition_sql", _not_makes_unknown_true),
    Twin("yes about a mother nobody knows", answers, "_of_somebody_sql", _yes_about_nobody),
    Twin("half brothers and sisters forgotten", relatives, "relations_sql", _half_siblings_forgotten),
    Twin("any parent taken for the guardian", relatives, "relations_sql", _guardian_is_a_parent),
    Twin("an only child's siblings not known", relatives, "known_by_sql", _nobody_is_no_sibling),
    Twin("father known by the mother", relatives, "known_by_sql", _father_known_by_the_mother),
    Twin("a withheld brother taken for none", relatives, "names_withheld", _withheld_is_none),
    Twin("a brother who left taken for none", relatives, "may_hold_unseen", _nobody_is_out_of_sight),
    Twin("greatest reason of relatives out of sight", relatives, "unseen_sql", _last_reason_out_of_sight),
    Twin("found of those here and hidden by who left", answers, "_of_all_sql", _yes_hidden_by_who_left),
    Twin("record outside the period counts as seen", rows, "row_terms", _row_without_considered),
    Twin("record without a readable day counts as seen", rows, "row_terms", _row_without_a_day_seen),
    Twin("walk: rows of nobody count for the next", walk, "_places", _nobody_taken_for_the_next),
    Twin("walk: greatest instead of least", walk, "_least", _greatest_byte),
    Twin("walk: sums ignore empty values", walk._Rows, "draw", _walk_sums_without_reasons),
    Twin("walk: counts what only may count", walk._Rows, "draw", _walk_counts_what_may_count),
)
"""More than the ten that were promised."""


def put_in_place(twin: Twin) -> Callable[[], None]:
    """Put the broken function wherever the compiler holds the sound one; what is returned undoes it."""
    sound = getattr(twin.module, twin.function)
    compiler = (aggregates, answers, conditions, groups, periods, relatives, rows, statement, walk, walks)
    holders = [module for module in {twin.module, *compiler} if getattr(module, twin.function, None) is sound]
    for module in holders:
        setattr(module, twin.function, twin.broken)

    def undo() -> None:
        for module in holders:
            setattr(module, twin.function, sound)

    return undo
