"""The whole question of a month: what to read of the children, the walks beside them, and the answers from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.engines import quoted_name
from tsunagu.indicators.compile.answers import Answering, Deliveries, Found, indicator_sql
from tsunagu.indicators.compile.groups import Group, group_of, group_sql
from tsunagu.indicators.compile.place import Households, Place
from tsunagu.indicators.compile.relatives import follows_kin, known_sql
from tsunagu.indicators.compile.walks import Walk, is_walked, walks_for
from tsunagu.indicators.model import Indicator, Question, Schema, questions_of

CHILD_COLUMNS = ("birth_date", "school", "grade", "fiscal_age", "resident_since")


@dataclass(frozen=True)
class Statements:
    """What to ask, three ways: `children(…)` a row per child, `rows(…)` what a walk passes, and `answers`: household_id,
    person_id and one UTINYINT per indicator from the relation `children`, beside whose columns the walks' strands stand."""

    schema: Schema
    paths: Mapping[str, Path]
    as_of: date
    joined: tuple[Question, ...]
    walks: tuple[Walk, ...]
    answers: str

    def children(self, households: Households) -> str:
        """SELECT of the children of a range of households, with the answers that are drawn together in SQL."""
        place = Place(self.paths, households)
        labels = _labels(self.joined)
        groups: dict[Group, list[Question]] = {}
        for question in self.joined:
            groups.setdefault(group_of(question), []).append(question)
        steps = [f"children AS (\n {_children(place)})"]
        steps += [
            f"{quoted_name(group.name)} AS (\n {group_sql(group, asked, labels, self.schema, self.as_of, place)})"
            for group, asked in groups.items()
        ]
        joins = [
            f" LEFT JOIN {quoted_name(group.name)} ON {quoted_name(group.name)}.{group.key} = child.{group.key}"
            for group in groups
        ]
        # The answers look at few columns of the child as a rule; a text that nobody looks at costs as much as a question.
        needed = (f"child.{name}" for name in CHILD_COLUMNS if f"child.{name}" in self.answers)
        columns = ["child.household_id", "child.person_id", *needed, *labels.values()]
        for scope in dict.fromkeys(question.scope for question in self.joined if follows_kin(question.scope)):
            steps.append(f"known_{scope} AS (\n {known_sql(scope, place.relation('kin'))})")
            joins.append(f" LEFT JOIN known_{scope} ON known_{scope}.person_id = child.person_id")
            columns.append(
                f"coalesce(known_{scope}.known, FALSE) AS has_{scope}, known_{scope}.unseen AS unseen_{scope}"
            )
        with_, listed, joined = ",\n".join(steps), ",\n ".join(columns), "\n".join(joins)
        return f"WITH {with_}\nSELECT {listed}\nFROM children AS child\n{joined}"

    def rows(self, walk: Walk, households: Households) -> str:
        """SELECT of the rows a walk passes in a range of households."""
        return walk.sql(Place(self.paths, households))


def compile_statements(
    indicators: Sequence[Indicator],
    schema: Schema,
    paths: Mapping[str, Path],
    deliveries: Deliveries,
    as_of: date,
) -> Statements:
    """Everything there is to ask. A question asked by several indicators is answered once, and every table is read once
    per scope, whatever the number of questions."""
    questions = list(dict.fromkeys(question for indicator in indicators for question in questions_of(indicator.ask)))
    joined = tuple(question for question in questions if not is_walked(question))
    walks, found = walks_for([question for question in questions if is_walked(question)], schema, as_of)
    for question, label in _labels(joined).items():
        found[question] = Found(f"child.{label}", f"child.{label} IS NOT NULL")
    answering = Answering(schema, deliveries, as_of, found)
    answers = [
        f"CAST({indicator_sql(indicator, answering)} AS UTINYINT) AS {quoted_name(indicator.id)}"
        for indicator in indicators
    ]
    columns = ",\n ".join(["child.household_id", "child.person_id", *answers])
    answers_sql = f"SELECT {columns}\nFROM children AS child"
    return Statements(schema, paths, as_of, joined, tuple(walks), answers_sql)


def _labels(joined: Sequence[Question]) -> dict[Question, str]:
    return {question: f"q{index}" for index, question in enumerate(joined)}


def _children(place: Place) -> str:
    within = place.within("household_id")
    limit = f" WHERE {within}" if within else ""
    return f"SELECT household_id, person_id, {', '.join(CHILD_COLUMNS)} FROM {place.relation('children')}{limit}"
