"""Points: the SQL over all children says what an obvious loop says, for generated criteria and answers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

import pytest

from tsunagu.criteria import PointsCriterion, findings_sql
from tsunagu.engines import Engine, open_engine

INDICATORS = tuple(f"q{number}" for number in range(12))
ANSWERS = (0, 0, 0, 1, 1, 10, 12, 13, 27, 28)
ROUNDS = 40


@dataclass(frozen=True)
class Row:
    """What the loop says of one child for one criterion."""

    state: str
    points: int
    known: int
    items: int
    total: int


def judge_by_loop(criterion: PointsCriterion, answers: dict[str, int], fiscal_age: int) -> Row:
    """The meaning of a criterion of points, one child at a time."""
    points = known = 0
    for item in criterion.items:
        if answers[item.indicator] == 1:
            points += item.points
        if answers[item.indicator] in (0, 1):
            known += 1
    total = list(answers.values()).count(1)
    if criterion.cohort is not None:
        ages = criterion.cohort.fiscal_age
        if not ages.from_ <= fiscal_age <= ages.to:
            return Row("outside", 0, known, len(criterion.items), total)
    enough = points > criterion.threshold or (criterion.comparison == "at_least" and points == criterion.threshold)
    too_little_known = known / len(criterion.items) < float(criterion.min_known_share)
    state = "flagged" if enough else "undeterminable" if too_little_known else "not_flagged"
    return Row(state, points, known, len(criterion.items), total)


def a_criterion(chance: random.Random, number: int) -> PointsCriterion:
    names = chance.sample(INDICATORS, chance.randint(1, 8))
    items = [
        {"indicator": name, "points": chance.choice((1, 1, 1, 2)), "because": "試験", "assumption": True}
        for name in names
    ]
    comparison = chance.choice(("at_least", "more_than"))
    most = sum(item["points"] for item in items) - (comparison == "more_than")
    first = chance.randint(0, 18)
    return PointsCriterion.model_validate(
        {
            "schema": 1,
            "criterion": f"c{number}",
            "type": f"t{number}",
            "label": "類型",
            "kind": "points",
            "version": "1",
            "effective_from": date(2024, 4, 1),
            "author": "a",
            "approver": "b",
            "reference": "c",
            "threshold": max(1, chance.randint(1, 3) if most >= 3 else most),
            "comparison": comparison if most >= 1 else "at_least",
            "assumption": "",
            "min_known_share": chance.choice(("0", "0.25", "0.5", "0.75", "1")),
            "items": items,
            "cohort": chance.choice((None, {"fiscal_age": {"from": first, "to": chance.randint(first, 18)}})),
        }
    )


def compare(chance: random.Random, engine: Engine, break_sql: bool = False) -> int:
    """Number of rows in which SQL and loop differ."""
    criteria = [a_criterion(chance, number) for number in range(chance.randint(1, 6))]
    children = {
        (chance.randint(1, 20), person): ({name: chance.choice(ANSWERS) for name in INDICATORS}, chance.randint(0, 18))
        for person in range(1, 40)
    }
    columns = ", ".join(f"{name} UTINYINT" for name in INDICATORS)
    engine.execute(f"CREATE OR REPLACE TEMP TABLE answer(household_id BIGINT, person_id BIGINT, {columns})")
    engine.execute("CREATE OR REPLACE TEMP TABLE child(household_id BIGINT, person_id BIGINT, fiscal_age INTEGER)")
    marks = ", ".join("?" * (len(INDICATORS) + 2))
    engine.executemany(
        f"INSERT INTO answer VALUES ({marks})", [[*key, *told.values()] for key, (told, _) in children.items()]
    )
    engine.executemany("INSERT INTO child VALUES (?, ?, ?)", [[*key, age] for key, (_, age) in children.items()])
    sql = findings_sql(criteria, INDICATORS, answers="answer", children="child")
    if break_sql:
        assert " = 1)" in sql
        sql = sql.replace(" = 1)", " <> 0)")
    found = engine.execute(sql).fetchall()
    expected = [
        (*key, criterion.criterion, "1", row.state, row.points, row.known, row.items, row.total)
        for key in sorted(children)
        for criterion in criteria
        for row in [judge_by_loop(criterion, *children[key])]
    ]
    assert len(found) == len(expected)
    return sum(one != other for one, other in zip(found, expected, strict=True))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine([])


def test_sql_and_loop_agree(engine: Engine) -> None:
    chance = random.Random(20261031)
    assert sum(compare(chance, engine) for _ in range(ROUNDS)) == 0


def test_the_broken_twin_that_counts_missing_as_a_point_is_caught(engine: Engine) -> None:
    chance = random.Random(20261031)
    assert sum(compare(chance, engine, break_sql=True) for _ in range(3)) > 0
