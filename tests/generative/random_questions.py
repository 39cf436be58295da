"""Random questions, built backwards: first how the answer is compared, then what column that needs, then the rest."""

from __future__ import annotations

from random import Random
from typing import Any

from support.indicator_world import SCHEMA
from tsunagu.base.dates import GRADES
from tsunagu.indicators import PERSONS, Indicator, Schema, TableFacts

NUMBER_FORMS = ("at_least", "more_than", "at_most", "less_than", "equals")
SCOPES = ("self", "household", "household", "household", "others", "mother", "father", "guardian", "siblings")
"""The household more often: a mistake about rows shared by several children shows in few of its questions."""
COLUMN_TYPES = {
    "any": None, "count": None, "count_distinct": ("code", "text", "int"), "sum": ("int", "decimal"),
    "max": ("int", "decimal"), "min": ("int", "decimal"), "latest": ("int", "decimal", "code", "text"),
}  # fmt: skip
"""Column types from which each aggregate can be made; None = it needs no column."""
TEXTS = ("ab", "abc", "b", "F80")
MONTHS_OF_AGE = (0, 4, 12, 36, 84)
"""Limits of age in months; the random worlds hold children born on, before and after the day they are reached."""
AGES = (0, 3, 6, 7, 12, 15)
"""Limits of age in years; the random worlds hold people born on 1 and 2 April of the years in which they turn."""


def random_indicator(rng: Random, number: int, schema: Schema = SCHEMA) -> Indicator:
    """An indicator that passes every check, written as it would stand in YAML."""
    ask = random_ask(rng, schema)
    written: dict[str, Any] = {
        "id": f"random_{number}", "no": str(number), "label": "-", "evidence": "{value}", "ask": ask,
    }  # fmt: skip
    if rng.random() < 0.45:
        written["applies"] = random_applies(rng)
    return Indicator.model_validate(written)


def random_applies(rng: Random) -> dict[str, Any]:
    """One or two limits."""
    limits = {
        "grades": rng.sample(GRADES, rng.randint(4, 9)),
        "fiscal_age": _span(rng, AGES),
        "age_months": _span(rng, MONTHS_OF_AGE),
    }
    chosen = rng.sample(sorted(limits), rng.choice((1, 1, 2)))
    return {name: limits[name] for name in chosen}


def _span(rng: Random, ends: tuple[int, ...]) -> dict[str, int]:
    first, second = sorted(rng.sample(ends, 2))
    return rng.choice(({"from": first}, {"to": second}, {"from": first, "to": second}))


def random_ask(rng: Random, schema: Schema, depth: int = 0) -> dict[str, Any]:
    """A question, or a combination of up to three."""
    if depth < 2 and rng.random() < 0.22:
        form = rng.choice(("any_of", "all_of", "not"))
        if form == "not":
            return {"not": random_ask(rng, schema, depth + 1)}
        return {form: [random_ask(rng, schema, depth + 1) for _ in range(rng.randint(1, 3))]}
    return random_question(rng, schema)


def random_question(rng: Random, schema: Schema) -> dict[str, Any]:
    """Aggregate first; then a table that has a column for it."""
    kind = rng.choice(sorted(COLUMN_TYPES))
    types = COLUMN_TYPES[kind]
    table = rng.choice([table for table in schema.tables.values() if _suits(table, kind, types)])
    question: dict[str, Any] = {"scope": rng.choice(SCOPES), "table": table.name, "aggregate": kind}
    if types is not None:
        column = rng.choice([name for name, facts in table.columns.items() if facts.type in types])
        question["aggregate"] = {kind: column}
        if kind == "latest" and table.columns[column].type in ("code", "text"):
            question["compare"] = _text_comparison(rng, table, column)
    if kind != "any" and "compare" not in question:
        question["compare"] = _number_comparison(rng, most=7 if kind == "sum" else 3)
    if rng.random() < 0.75:
        question["where"] = random_condition(rng, table)
    if rng.random() < 0.3 and table.name != PERSONS:
        question["sources"] = [rng.choice(table.sources)]
    period = random_period(rng, table)
    return question if period is None else {**question, "period": period}


def _suits(table: TableFacts, kind: str, types: tuple[str, ...] | None) -> bool:
    if kind == "latest" and table.start is None:
        return False
    return types is None or any(facts.type in types for facts in table.columns.values())


def _number_comparison(rng: Random, most: int) -> dict[str, float]:
    """Now and then one that anything meets: what is unknown must stay unknown even then."""
    if rng.random() < 0.15:
        return rng.choice(({"at_least": 0}, {"more_than": -1}))
    return {rng.choice(NUMBER_FORMS): rng.choice((rng.randint(0, most), rng.randint(0, most), 1.5))}


def _text_comparison(rng: Random, table: TableFacts, column: str) -> dict[str, Any]:
    values = table.columns[column].values or TEXTS
    return rng.choice(({"is": rng.choice(values)}, {"in": rng.sample(values, 2)}))


def random_period(rng: Random, table: TableFacts) -> dict[str, Any] | None:
    """A period the table can have; on another date column now and then."""
    dates = [name for name, facts in table.columns.items() if facts.type == "date"]
    ever = {"ever": True, "because": "試し"}
    period: dict[str, Any] = rng.choice((
        {"current": True}, {"fiscal_year": rng.choice((0, 0, -1, -2))}, {"months_back": rng.choice((1, 6, 12, 24))}, ever,
        {"around_birth": {"from_months": rng.randint(-11, 0), "to_months": rng.randint(0, 12)}},
    ))  # fmt: skip
    if table.start is None and rng.random() < 0.5:
        return rng.choice((None, ever, {"current": True}))
    if table.name == PERSONS:
        return {**period, "on": "birth_date"}
    if table.start is None:
        return {**period, "on": "known_on"}
    if rng.random() < 0.25:
        return {**period, "on": rng.choice((*dates, "known_on"))}
    return period


def random_condition(rng: Random, table: TableFacts, depth: int = 0) -> dict[str, Any]:
    """A test of a column, or conditions joined."""
    if depth < 2 and rng.random() < 0.3:
        form = rng.choice(("all", "any", "not"))
        if form == "not":
            return {"not": random_condition(rng, table, depth + 1)}
        return {form: [random_condition(rng, table, depth + 1) for _ in range(rng.randint(1, 3))]}
    name = rng.choice(sorted(table.columns))
    return {"column": name, **_random_test(rng, table, name)}


def _random_test(rng: Random, table: TableFacts, name: str) -> dict[str, Any]:
    facts = table.columns[name]
    if rng.random() < 0.1:
        return {"present": rng.random() < 0.5}
    if facts.type == "flag":
        return {"yes": rng.random() < 0.6}
    if facts.type in ("int", "decimal"):
        return rng.choice((_bounds(rng, *range(5)), {"is": rng.randint(0, 3)}, {"in": [rng.randint(0, 3), 2.5]}))
    if facts.type == "date":
        return {rng.choice(("age", "fiscal_age", "fiscal_age")): _bounds(rng, *AGES)}
    values = facts.values or TEXTS
    beginnings = rng.sample(("a", "abc", "p", "P", "F8", "男", "s"), rng.randint(1, 2))
    return rng.choice(({"is": rng.choice(values)}, {"in": rng.sample(values, 2)}, {"starts_with": beginnings}))


def _bounds(rng: Random, *limits: int) -> dict[str, float]:
    number = rng.choice((rng.choice(limits), rng.choice(limits), 1.5))
    form = rng.choice(("at_least", "more_than", "at_most", "less_than"))
    return {form: number} if rng.random() < 0.7 else {"at_least": number, "less_than": number + rng.randint(1, 4)}
