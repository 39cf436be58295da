"""A later month of a seed is the same town later: what had happened stays, and things happen."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from tsunagu.catalog import load_pack
from tsunagu.sample import Town, build_town
from tsunagu.sample.departments import DEPARTMENTS, Office
from tsunagu.sample.dirt import Soil
from tsunagu.sample.facts import Facts
from tsunagu.sample.people import Person
from tsunagu.sample.writing import Draft

SEED, CHILDREN = 1, 900
SPRING, AUTUMN = date(2026, 4, 1), date(2026, 10, 1)


@pytest.fixture(scope="module")
def spring() -> Town:
    return build_town(SEED, CHILDREN, SPRING)


@pytest.fixture(scope="module")
def autumn() -> Town:
    return build_town(SEED, CHILDREN, AUTUMN)


def drafts(town: Town, source: str) -> list[Draft]:
    facts = Facts(SEED, town.register, town.as_of, CHILDREN)
    return list(DEPARTMENTS[source](Office(town, facts, load_pack("kaisei"))))


def told(person: Person) -> tuple[object, ...]:
    return (person.number, person.birth, person.sex, person.name, person.kana, person.resident_since, person.known_on)


def test_everybody_of_spring_is_there_in_autumn_with_the_same_past(spring: Town, autumn: Town) -> None:
    later = {person.number: person for person in autumn.register.people}
    for person in spring.register.people:
        again = later[person.number]
        assert told(again) == told(person)
        assert again.moves[: len(person.moves)] == person.moves
        if person.left_on is not None:
            assert (again.left_on, again.left_by) == (person.left_on, person.left_by)


def test_what_happened_since_happened_since(spring: Town, autumn: Town) -> None:
    before = {person.number for person in spring.register.people}
    new = [person for person in autumn.register.people if person.number not in before]
    assert all(person.known_on > spring.as_of for person in new)
    reasons = Counter(
        move.reason for person in autumn.register.people for move in person.moves if move.notified_on > spring.as_of
    )
    assert {"出生", "国内転入", "国内転出", "転居", "死亡"} <= reasons.keys()


def test_both_are_as_large_as_asked(spring: Town, autumn: Town) -> None:
    for town in (spring, autumn):
        assert (len(town.children), len(town.residents)) == (CHILDREN, round(CHILDREN * 18_738 / 3_319))


def test_attendance_told_wrongly_is_put_right_a_month_later() -> None:
    earlier, later = (
        _september_rows(drafts(build_town(SEED, CHILDREN, month), "shukketsu")) for month in (date(2026, 9, 1), AUTUMN)
    )
    changed = [key for key in earlier.keys() & later.keys() if earlier[key] != later[key]]
    assert 0 < len(changed) < len(earlier) / 20


def _september_rows(files: list[Draft]) -> dict[tuple[str, ...], list[str]]:
    rows = {}
    for draft in files:
        year, month, school, kana, birth = (
            draft.headers.index(name) for name in ("年度", "月", "学校コード", "ふりがな", "生年月日")
        )
        for row in draft.rows:
            if (row[year], row[month]) == ("2026", "9"):
                rows[row[school], row[kana], row[birth]] = row
    return rows


def test_kana_change_when_the_family_confirms_them(spring: Town, autumn: Town) -> None:
    before, after = (
        {
            row[0]: row[draft.headers.index("氏名_フリガナ")]
            for draft in drafts(town, "juki_kojin")
            for row in draft.rows
        }
        for town in (spring, autumn)
    )
    changed = {number for number in before if before[number] != after[number]}
    assert 0 < len(changed) < len(before) / 4
    assert all(before[number].translate(str.maketrans("ヤユヨツ", "ャュョッ")) for number in changed)


def test_one_school_is_late_in_january_and_in_july(spring: Town) -> None:
    for month in range(1, 13):
        soil = Soil(SEED, date(2026, month, 28), 0.02, None, {})
        assert [school.code for school in soil.late_schools(spring.schools)] == (["102"] if month in (1, 7) else [])
    assert Soil(SEED, date(2026, 1, 31), 0.0, None, {}).late_schools(spring.schools) == ()
