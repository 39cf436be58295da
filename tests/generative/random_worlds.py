"""Random small worlds: few people, many empty cells, dates close to every boundary a question can have."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from generative.random_questions import AGES, MONTHS_OF_AGE
from support.indicator_world import SCHEMA
from tsunagu.base.dates import GRADES, add_months, fiscal_age, fiscal_year_of, fiscal_year_start
from tsunagu.base.missing import Missing
from tsunagu.indicators import PERSONS, ColumnFacts, Schema, TableFacts
from tsunagu.indicators.reference import World

SCHOOLS = ("north", "south")
CELL_REASONS = tuple(int(reason) for reason in Missing if reason >= Missing.NOT_OBTAINABLE)
DAYS = (
    date(2026, 10, 31), date(2026, 3, 31), date(2026, 4, 1), date(2024, 2, 29), date(2026, 2, 28), date(2026, 6, 15),
    date(2025, 9, 10),
)  # fmt: skip
"""Days the month is asked about: ordinary, on both sides of 年度, on and after a leap day."""


def random_world(rng: Random, households: int = 7) -> World:
    """A world with about ten children; some deliveries are missing, some sources are held only in part."""
    world = World(as_of=rng.choice(DAYS), schema=random_schema(rng), children=[], members=[])
    person = 100
    for household in range(1, households + 1):
        for is_child in [True] * rng.randint(1, 2) + [False] * rng.randint(0, 2):
            person += 1
            _settle(rng, world, household * 10, person, is_child)
    gone = [person + 1, person + 2]
    for one in gone:
        world.persons.append(_person(rng, one, None, _birth_of_adult(rng)))
    everybody = [one["person_id"] for one in world.members] + gone
    for child in world.children:
        _give_relatives(rng, world, child, everybody)
    for name, table in world.schema.tables.items():
        if name != PERSONS:
            world.facts[name] = _facts(rng, world, table, everybody)
    world.deliveries = _deliveries(rng, world.schema)
    return world


def random_schema(rng: Random) -> Schema:
    """The small schema, with sources or columns of which the town holds only a part."""
    sources = dict(SCHEMA.sources)
    if rng.random() < 0.3:
        name = rng.choice(sorted(sources))
        sources[name] = sources[name].model_copy(update={"partial": True})
    if rng.random() < 0.3:
        sources["office"] = sources["office"].model_copy(update={"partial_columns": frozenset({"benefits.kind"})})
    return SCHEMA.model_copy(update={"sources": sources})


def _settle(rng: Random, world: World, household: int, person: int, is_child: bool) -> None:
    birth = _birth_of_child(rng, world.as_of) if is_child else _birth_of_adult(rng)
    world.members.append({"household_id": household, "person_id": person})
    world.persons.append(_person(rng, person, household, birth))
    if is_child:
        since = rng.choice((None, birth, _near(rng, world.as_of), birth + timedelta(days=rng.randint(0, 900))))
        world.children.append({
            "person_id": person, "household_id": household, "birth_date": birth,
            "fiscal_age": fiscal_age(birth, world.as_of), "school": rng.choice((*SCHOOLS, "private", None)),
            "grade": rng.choice((*GRADES, None)), "resident_since": since,
        })  # fmt: skip


def _person(rng: Random, person: int, household: int | None, birth: date) -> dict[str, Any]:
    return {
        "person_id": person, "household_id": household, "birth_date": None if rng.random() < 0.1 else birth,
        "sex": rng.choice(("男", "女", None)), "foreign": rng.choice((True, False, None)),
    }  # fmt: skip


def _birth_of_child(rng: Random, as_of: date) -> date:
    """Often on a day where an age, a month of age or a 年度 turns."""
    months = rng.choice((rng.choice(MONTHS_OF_AGE), rng.choice(MONTHS_OF_AGE), rng.randint(0, 215)))
    near = add_months(as_of, -months) + timedelta(days=rng.choice((-1, 0, 1, 2)))
    return min(rng.choice((near, near, _day_an_age_turns(rng, as_of), date(2020, 2, 29))), as_of)


def _day_an_age_turns(rng: Random, as_of: date) -> date:
    """1 April still belongs to the older, 2 April to the younger."""
    return date(fiscal_year_of(as_of) - rng.choice(AGES), 4, rng.choice((1, 2)))


def _birth_of_adult(rng: Random) -> date:
    return date(rng.randint(1950, 2008), rng.randint(1, 12), rng.randint(1, 28))


def _give_relatives(rng: Random, world: World, child: dict[str, Any], everybody: list[int]) -> None:
    """Sometimes nobody, sometimes two, sometimes one who lives elsewhere; of brothers and sisters one tie each."""
    for relation in ("mother", "mother", "father", "guardian"):
        if rng.random() < (0.5 if relation == "mother" else 0.3):
            edge = {"person_id": child["person_id"], "relative_id": rng.choice(everybody), "relation": relation}
            if edge not in world.kin:
                world.kin.append(edge)
    others = [one for one in everybody if one != child["person_id"]]
    for other in rng.sample(others, rng.choice((0, 0, 1, 2))):
        relation = rng.choice(("full_sibling", "half_sibling", "sibling"))
        world.kin.append({"person_id": child["person_id"], "relative_id": other, "relation": relation})
    if rng.random() < 0.15:
        world.kin.append({"person_id": child["person_id"], "relative_id": None, "relation": "withheld_sibling"})
    for relation in ("gone_sibling", "missing_parent"):
        if rng.random() < 0.2:
            world.kin.append({"person_id": child["person_id"], "relative_id": None, "relation": relation})


def _near(rng: Random, as_of: date) -> date:
    """Days around the boundaries that windows have."""
    year = fiscal_year_of(as_of)
    borders = (
        as_of, add_months(as_of, -1), add_months(as_of, -6), add_months(as_of, -12), add_months(as_of, -24),
        fiscal_year_start(year), fiscal_year_start(year - 1), fiscal_year_start(year - 2),
    )  # fmt: skip
    return rng.choice(borders) + timedelta(days=rng.choice((-1, 0, 1, -40, 40)))


def _facts(rng: Random, world: World, table: TableFacts, everybody: list[int]) -> list[dict[str, Any]]:
    """Now and then a table in which nobody has two rows."""
    births = [child["birth_date"] for child in world.children]
    rows = []
    for line in range(rng.choice((0, 25, 60))):
        row: dict[str, Any] = {
            "person_id": rng.choice(everybody), "source": rng.choice(table.sources), "line": rng.choice((line, 3)),
            "file": rng.choice(("a.csv", "b.csv")), "sheet": rng.choice((None, "1")), "load_id": f"{line:016x}",
            "known_on": world.as_of - timedelta(days=rng.randint(0, 300)),
        }  # fmt: skip
        for name, facts in table.columns.items():
            _fill(rng, world, row, name, facts, births)
        rows.append(row)
    return list({row["person_id"]: row for row in rows}.values()) if rng.random() < 0.3 else rows


def _fill(rng: Random, world: World, row: dict[str, Any], name: str, facts: ColumnFacts, births: list[date]) -> None:
    empty = rng.random() < (0.4 if name == "ends_on" else 0.12)
    row[name] = None if empty else random_value(rng, world.as_of, facts, births)
    if facts.has_reason:
        blank_end = name == "ends_on" and rng.random() < 0.7
        row[f"{name}__why"] = (int(Missing.BLANK) if blank_end else rng.choice(CELL_REASONS)) if empty else None


def random_value(rng: Random, as_of: date, facts: ColumnFacts, births: list[date]) -> Any:
    """A value of a column's type."""
    if facts.type == "date":
        if rng.random() < 0.15:
            return as_of
        if rng.random() < 0.15:
            return _day_an_age_turns(rng, as_of)
        around = add_months(rng.choice(births), rng.randint(-11, 3)) + timedelta(days=rng.choice((-1, 0, 1)))
        return around if rng.random() < 0.3 else _near(rng, as_of)
    if facts.type == "int":
        return rng.randint(0, 4)
    if facts.type == "decimal":
        return rng.randint(0, 40) / 10
    if facts.type == "flag":
        return rng.random() < 0.5
    return rng.choice(facts.values or ("ab", "abc", "b", "F80"))


def _deliveries(rng: Random, schema: Schema) -> list[dict[str, Any]]:
    """Nearly everything arrives; a source or one school's part may not. In one month of four much is late."""
    arrived: list[dict[str, Any]] = []
    source_late, part_late = (0.5, 0.5) if rng.random() < 0.25 else (0.04, 0.08)
    for name, source in schema.sources.items():
        if rng.random() < source_late:
            continue
        for part in SCHOOLS if source.per_school else (None,):
            if part is None or rng.random() >= part_late:
                arrived.append({"source": name, "part": part})
    return arrived
