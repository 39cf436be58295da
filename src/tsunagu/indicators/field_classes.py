"""Which field classes an answer gives away: whoever is told that it is yes is told what the columns it asks hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tsunagu.catalog import Table
from tsunagu.indicators.model import Condition, Indicator, Question, questions_of

TOLD_BY_FACTS = ("F3", "F4", "F5")
"""Classes a role may hold apart from one another. Name, birth date and household (F2) are known to whoever sees a child."""


def field_classes_of(indicator: Indicator, tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Codes of the classes of every table and column an indicator asks, sorted; of the register of members none."""
    found: set[str] = set()
    for question in questions_of(indicator.ask):
        table = tables.get(question.table)
        if table is not None:
            found.add(table.sensitivity)
            found.update(table.sensitivity_of(name) for name in _columns(question) if name in table.columns)
    return tuple(sorted(found.intersection(TOLD_BY_FACTS)))


def _columns(question: Question) -> Iterator[str]:
    if question.aggregate.column is not None:
        yield question.aggregate.column
    if question.where is not None:
        yield from _named(question.where)


def _named(condition: Condition) -> Iterator[str]:
    """Also of a column that need only be there or not: that alone tells."""
    if condition.column is not None:
        yield condition.column
    for part in condition.parts():
        yield from _named(part)
