"""The invented town's households and ties, told from two registers and the moves, against what its people lived."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest

from support.loads import MadeHome, make_home, resident
from tsunagu.sample import Town, build_town
from tsunagu.sample.people import Person
from tsunagu.sample.places import TOWNS

SEED, CHILDREN = 1, 1_500
SPRING_2024, AUTUMN_2026 = date(2024, 4, 1), date(2026, 10, 1)


@pytest.fixture(scope="module")
def town() -> Town:
    return build_town(SEED, CHILDREN, AUTUMN_2026)


@pytest.fixture(scope="module")
def home(town: Town, tmp_path_factory: pytest.TempPathFactory) -> MadeHome:
    """The registers of April 2024 and October 2026, with the moves."""
    made = make_home(tmp_path_factory.mktemp("town"), {"residents": _register(town), "moves": _moves(town)})
    made.add({"residents": _register(build_town(SEED, CHILDREN, SPRING_2024))}, received_on=date(2024, 4, 30))
    return made


def _register(town: Town) -> list[dict[str, Any]]:
    return [
        resident(
            person.number,
            household=person.household.number,
            born=str(person.birth),
            sex=person.sex,
            relation=person.relation,
            since=str(person.resident_since),
            state="住登者" if person.left_on is None else "死亡者" if person.left_by == "死亡" else "転出者",
            changed_on=str(person.moves[-1].moved_on),
            change_reason=person.moves[-1].reason,
            town_code=TOWNS[person.household.town][0],
            lot=person.household.lot,
            building=person.household.building,
        )
        for person in town.register.people
    ]


def _moves(town: Town) -> list[dict[str, Any]]:
    return [
        {
            "resident_no": person.number, "sequence": place, "household_no": move.household_no,
            "moved_on": str(move.moved_on), "notified_on": str(move.notified_on), "reason": move.reason,
        }
        for person in town.register.people
        for place, move in enumerate(person.moves, start=1)
    ]  # fmt: skip


def lived(person: Person) -> list[tuple[int, date, date | None]]:
    """Household, from and to, as lived."""
    first = person.moves[0].household_no
    if person.apart_since is None:
        return [(first, person.resident_since, person.left_on)]
    return [
        (first, person.resident_since, person.apart_since),
        (person.household.number, person.apart_since, person.left_on),
    ]


def test_everybody_lived_where_they_lived_and_when(town: Town, home: MadeHome) -> None:
    told: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person, *stay in home.rows(home.build(), "household_edges", "person_id, household_id, from_on, to_on"):
        told[person].append(tuple(stay))
    wrong = {
        person.number: (sorted(told[person.number], key=lambda stay: stay[1]), wanted)
        for person in town.register.people
        if sorted(told[person.number], key=lambda stay: stay[1])
        != (wanted := [s for s in lived(person) if s[1] != s[2]])
    }
    assert not wrong


def ties(home: MadeHome) -> dict[tuple[int, str], dict[int, date | None]]:
    """Relatives with the last day together, by (person, relation)."""
    found: dict[tuple[int, str], dict[int, date | None]] = defaultdict(dict)
    for person, relation, relative, to_on in home.rows(home.build(), "kin", "person_id, relation, relative_id, to_on"):
        found[person, relation][relative] = to_on
    return found


def test_nobody_but_the_mother_is_the_mother(town: Town, home: MadeHome) -> None:
    told, known = ties(home), 0
    for child in town.children:
        mother = child.mother
        lives_here = mother is not None and mother.left_on is None
        if mother is None or not lives_here:
            assert mother is None or not told[child.number, "mother"], child.number
            continue
        assert told[child.number, "mother"] == {mother.number: None}, child.number
        known += 1
    assert known > CHILDREN * 0.8


def test_fathers_and_elder_children_who_took_a_flat_in_the_town_are_still_theirs(town: Town, home: MadeHome) -> None:
    """Whoever left since the register of April 2024, with the day they left."""
    told, fathers, siblings = ties(home), 0, 0
    by_first_home = defaultdict(list)
    for person in town.residents:
        by_first_home[person.moves[0].household_no].append(person)
    for gone in town.residents:
        family = by_first_home[gone.moves[0].household_no]
        if gone.apart_since is None or gone.apart_since <= date(2024, 4, 30):
            continue
        for child in (
            one for one in family if one in town.children and one is not gone and one.known_on <= date(2024, 4, 30)
        ):
            if child.household is gone.household or child.household.shape != "both":
                continue
            if gone.mother is not None and gone.mother is child.mother:
                assert told[child.number, "full_sibling"][gone.number] == gone.apart_since
                siblings += 1
            elif gone.sex == "男" and gone.mother is None:
                assert told[child.number, "father"] == {gone.number: gone.apart_since}
                fathers += 1
    assert fathers >= 1 and siblings >= 1, (fathers, siblings)


def test_grandparents_who_parted_at_one_address_are_told_apart(town: Town, home: MadeHome) -> None:
    parted = {
        (person.moves[0].household_no, person.household.number): person.apart_since
        for person in town.residents
        if person.apart_since is not None and person.household.shape.startswith("elder")
    }
    told = {
        (household, other): parted_on
        for household, other, parted_on in home.rows(home.build(), "same_addresses")
        if (household, other) in parted
    }
    assert told == parted and len(parted) >= 3


def test_half_brothers_and_adopted_children_live_in_the_town(town: Town, home: MadeHome) -> None:
    told = ties(home)
    blended = [child for child in town.children if child.household.shape == "blended" and child.mother]
    half = [child for child in blended if told[child.number, "half_sibling"]]
    adopted = [child for child in blended if child.relation == ("20",) and child.birth < date(2024, 4, 1)]
    assert half, "a child of both beside a child of hers"
    assert [child for child in adopted if told[child.number, "father"]]
