"""Who lives in the invented town: Kaisei's size, and every kind of life there is in it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tsunagu.sample import Town, build_town
from tsunagu.sample.facts import Facts
from tsunagu.sample.lives.casework import protection_of

PEOPLE, CHILDREN = 18_738, 3_319
REGISTERED = 0.026
"""要対協 in Izumi (2.6 %, report 令和6年度, 図表3-4); Kaisei's own share is not public."""


@pytest.fixture(scope="module")
def kaisei() -> Town:
    return build_town(1, CHILDREN, date(2026, 10, 1))


def test_it_is_as_large_as_kaisei_to_the_last_person(kaisei: Town) -> None:
    assert (len(kaisei.residents), len(kaisei.children)) == (PEOPLE, CHILDREN)


def test_every_kind_of_family_lives_there(kaisei: Town) -> None:
    shapes = Counter(home.shape for home in kaisei.homes if any(p.school_year >= 2008 for p in home.members))
    assert (
        min(shapes[shape] for shape in ("both", "single_mother", "single_father", "three_generations", "blended")) > 5
    )
    assert shapes["both"] > sum(shapes.values()) / 2
    assert sum(1 for person in kaisei.residents if person.foreign) > 100
    assert sum(1 for home in kaisei.homes if home.single_ground == "離婚" and home.single_since) > 50
    births = Counter((p.mother.number, p.birth) for p in kaisei.children if p.mother is not None)
    assert sum(number == 2 for number in births.values()) >= 10
    protected = [home for home in kaisei.homes if protection_of(1, home)]
    assert 3 <= len(protected) <= 60


def test_people_divorce_move_and_are_born_in_any_year(kaisei: Town) -> None:
    reasons = Counter(
        move.reason for person in kaisei.register.people for move in person.moves if move.moved_on >= date(2026, 1, 1)
    )
    assert {"出生", "死亡", "国内転入", "国外転入", "国内転出", "転居", "世帯主変更"} <= reasons.keys()
    arrived = {home.arrived_on.month for home in kaisei.register.households if home.arrived_on > date(2025, 10, 31)}
    assert arrived == set(range(1, 13))


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_about_as_many_are_registered_as_in_izumi(seed: int) -> None:
    town = build_town(seed, CHILDREN, date(2026, 10, 1))
    facts = Facts(seed, town.register, town.as_of, CHILDREN)
    share = sum(facts.support_case(child) is not None for child in town.children) / len(town.children)
    assert REGISTERED - 0.01 < share < REGISTERED + 0.01
