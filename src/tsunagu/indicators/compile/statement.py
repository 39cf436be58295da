"""The whole question of a month as one SELECT: a row per child, a byte per indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from tsunagu.engines import quoted_name
from tsunagu.indicators.compile.answers import Answering, Deliveries, indicator_sql
from tsunagu.indicators.compile.groups import Group, Households, Place, group_of, group_sql
from tsunagu.indicators.model import Indicator, Question, Schema, questions_of

WHOLE_TOWN: Households = (None, None)
CHILD_COLUMNS = ("birth_date", "school", "grade", "fiscal_age", "resident_since")


def compile_sql(
    indicators: Sequence[Indicator],
    schema: Schema,
    paths: Mapping[str, Path],
    deliveries: Deliveries,
    as_of: date,
    households: Households = WHOLE_TOWN,
    single: frozenset[str] = frozenset(),
) -> str:
    """DuckDB SELECT: household_id, person_id and one UTINYINT per indicator, ordered by household_id, person_id.

    A question asked by several indicators is answered once. Every table is read once per scope, whatever the number of
    questions; `households` limits the statement to a range, so that memory does not grow with the town. `single` names
    the tables in which no member has more than one row: their rows need no drawing together.
    """
    place = Place(paths, households, single)
    questions = list(dict.fromkeys(question for indicator in indicators for question in questions_of(indicator.ask)))
    labels = {question: f"q{index}" for index, question in enumerate(questions)}
    groups: dict[Group, list[Question]] = {}
    for question in questions:
        groups.setdefault(group_of(question, place), []).append(question)
    steps = [f"children AS (\n {_children(place)})"]
    steps += [
        f"{quoted_name(group.name)} AS (\n {group_sql(group, asked, labels, schema, as_of, place)})"
        for group, asked in groups.items()
    ]
    joins = [
        f" LEFT JOIN {quoted_name(group.name)} ON {quoted_name(group.name)}.{group.key} = child.{group.key}"
        for group in groups
    ]
    if any(question.scope == "mother" for question in questions):
        steps.append(
            f"mothers AS (\n SELECT DISTINCT person_id FROM {place.relation('kin')} WHERE relation = 'mother')"
        )
        joins.append(" LEFT JOIN mothers ON mothers.person_id = child.person_id")
    answering = Answering(schema, deliveries, as_of, labels)
    answers = [
        f"CAST({indicator_sql(indicator, answering)} AS UTINYINT) AS {quoted_name(indicator.id)}"
        for indicator in indicators
    ]
    return _statement(steps, ["child.household_id", "child.person_id", *answers], joins)


def _children(place: Place) -> str:
    within = place.within("household_id")
    limit = f" WHERE {within}" if within else ""
    return f"SELECT household_id, person_id, {', '.join(CHILD_COLUMNS)} FROM {place.relation('children')}{limit}"


def _statement(steps: list[str], columns: list[str], joins: list[str]) -> str:
    steps_sql, columns_sql, joins_sql = ",\n".join(steps), ",\n ".join(columns), "\n".join(joins)
    return f"WITH {steps_sql}\nSELECT {columns_sql}\nFROM children AS child\n{joins_sql}\nORDER BY 1, 2"
