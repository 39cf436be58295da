"""Named families: who is whose mother or father by 続柄, and where people lived when."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from support.loads import make_home, resident

HEAD, WIFE, HUSBAND, CHILD, MOTHER = "02", "12", "11", "20", "52"


def person(number: int, relation: str | tuple[str, ...], sex: str, born: str) -> dict[str, Any]:
    return resident(number, household=1, relation=relation, sex=sex, born=born)


GRANDFATHER = person(1, HEAD, "男", "1950-01-01")
GRANDMOTHER = person(2, WIFE, "女", "1952-01-01")
MAN, WOMAN = person(3, HEAD, "男", "1984-01-01"), person(4, WIFE, "女", "1985-01-01")
TARO = person(9, CHILD, "男", "2015-06-01")
GRANDCHILD = person(9, (CHILD, CHILD), "男", "2015-06-01")

FAMILIES = {
    "a couple and their child": ([MAN, WOMAN, TARO], {"father": 3, "mother": 4}),
    "the mother is the head": (
        [person(4, HEAD, "女", "1985-01-01"), person(3, HUSBAND, "男", "1984-01-01"), TARO],
        {"mother": 4, "father": 3},
    ),
    "a mother alone": ([person(4, HEAD, "女", "1985-01-01"), TARO], {"mother": 4}),
    "a father alone": ([MAN, TARO], {"father": 3}),
    "not married": ([MAN, person(4, "14", "女", "1985-01-01"), TARO], {"father": 3, "mother": 4}),
    "the wife's child has no father here": ([MAN, WOMAN, person(9, (WIFE, CHILD), "男", "2015-06-01")], {"mother": 4}),
    "the husband's child has no mother here": (
        [
            person(4, HEAD, "女", "1985-01-01"),
            person(3, HUSBAND, "男", "1984-01-01"),
            person(9, (HUSBAND, CHILD), "男", "2015-06-01"),
        ],
        {"father": 3},
    ),
    "three generations": (
        [
            GRANDFATHER,
            GRANDMOTHER,
            person(3, CHILD, "男", "1984-01-01"),
            person(4, (CHILD, WIFE), "女", "1985-01-01"),
            GRANDCHILD,
        ],
        {"father": 3, "mother": 4},
    ),
    "a daughter came home with her child": (
        [GRANDFATHER, GRANDMOTHER, person(4, CHILD, "女", "1985-01-01"), GRANDCHILD],
        {"mother": 4},
    ),
    "two sons and a grandchild: nobody can tell": (
        [GRANDFATHER, person(3, CHILD, "男", "1984-01-01"), person(5, CHILD, "男", "1986-01-01"), GRANDCHILD],
        {},
    ),
    "a schoolboy uncle is no parent": (
        [GRANDFATHER, person(4, CHILD, "女", "1985-01-01"), person(5, CHILD, "男", "2010-01-01"), GRANDCHILD],
        {"mother": 4},
    ),
    "grandparents alone with the child": ([GRANDFATHER, GRANDMOTHER, GRANDCHILD], {}),
    "a young head and his mother": (
        [person(9, HEAD, "男", "2010-01-01"), person(4, MOTHER, "女", "1985-01-01")],
        {"mother": 4},
    ),
    "no 続柄 at all": ([MAN, WOMAN, person(9, (), "男", "2015-06-01")], {}),
    "two wives: nobody can tell": ([MAN, WOMAN, person(5, "14", "女", "1986-01-01"), TARO], {"father": 3}),
}


@pytest.mark.parametrize("family", FAMILIES)
def test_parents_by_relation(tmp_path: Path, family: str) -> None:
    residents, parents = FAMILIES[family]
    home = make_home(tmp_path, {"residents": residents})
    assert dict(home.rows(home.build(), "kin", "relation, relative_id", "person_id = 9 AND relative_id > 0")) == parents


def test_parents_who_left_are_not_in_the_household(tmp_path: Path) -> None:
    gone = {**WOMAN, "resident_state": "転出者"}
    home = make_home(tmp_path, {"residents": [MAN, gone, TARO]})
    snapshot = home.build()
    assert home.rows(snapshot, "kin", "relation, relative_id", "relative_id > 0") == [("father", 3)]
    assert home.rows(snapshot, "members", "person_id") == [(3,), (9,)]


def move(number: int, sequence: int, household: int | None, moved_on: str, reason: str, **cells: Any) -> dict[str, Any]:
    return {
        "resident_no": number,
        "sequence": sequence,
        "household_no": household,
        "moved_on": moved_on,
        "reason": reason,
        "notified_on": moved_on,
        **cells,
    }


def test_households_have_dates(tmp_path: Path) -> None:
    """花子 came in 2012, moved house inside the town in 2016 (same 世帯), left her husband in 2023."""
    home = make_home(
        tmp_path,
        {
            "residents": [resident(4, household=2, born="1985-01-01", changed_on="2023-02-01")],
            "moves": [
                move(4, 1, 1, "2012-04-01", "国内転入"),
                move(4, 2, 1, "2016-07-01", "転居"),
                move(4, 3, 2, "2023-02-01", "世帯分離"),
            ],
        },
    )
    assert home.rows(home.build(), "household_edges") == [
        (1, 4, date(2012, 4, 1), date(2023, 2, 1)),
        (2, 4, date(2023, 2, 1), None),
    ]


def test_who_left_and_came_back_was_away_between(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [resident(4, household=3, born="1985-01-01", since="2025-01-01")],
            "moves": [
                move(4, 1, 1, "2012-04-01", "国内転入"),
                move(4, 2, 1, "2018-03-31", "国内転出"),
                move(4, 3, 3, "2025-01-01", "国内転入"),
            ],
        },
    )
    snapshot = home.build()
    assert home.rows(snapshot, "household_edges") == [
        (1, 4, date(2012, 4, 1), date(2018, 3, 31)),
        (3, 4, date(2025, 1, 1), None),
    ]
    assert home.rows(snapshot, "persons", "resident, left_on") == [(True, None)]


@pytest.mark.parametrize("reason", ["国内転出", "国外転出", "死亡"])
def test_whoever_the_last_move_says_is_gone_is_no_resident(tmp_path: Path, reason: str) -> None:
    """The register was written before the move; the move was notified before the day of the snapshot."""
    home = make_home(tmp_path, {"residents": [MAN, TARO], "moves": [move(9, 1, 1, "2026-10-20", reason)]})
    snapshot = home.build()
    assert snapshot.rows("children") == 0
    assert home.rows(snapshot, "persons", "person_id, household_id, resident, left_on", "person_id = 9") == [
        (9, None, False, date(2026, 10, 20))
    ]


def test_a_move_still_to_come_changes_nothing(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [MAN, TARO],
            "moves": [move(9, 1, 1, "2026-11-20", "国内転出", notified_on="2026-10-20")],
        },
    )
    assert home.build().rows("children") == 1


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        ("2008-04-01", None),
        ("2008-04-02", (18, 18)),
        ("2019-04-01", (7, 8)),
        ("2026-10-31", (0, 0)),
        ("2019-11-01", (6, 7)),
    ],
)
def test_target_children_turn_at_most_eighteen_in_the_fiscal_year(
    tmp_path: Path, born: str, expected: tuple[int, int] | None
) -> None:
    home = make_home(tmp_path, {"residents": [resident(1, household=1, born=born)]})
    assert home.rows(home.build(), "children", "age, fiscal_age") == ([expected] if expected else [])


def test_school_and_grade_come_from_the_register_of_pupils(tmp_path: Path) -> None:
    pupil = {"register_no": "1", "resident_no": 9, "school": "101", "grade": "P5", "entered_on": "2022-04-01"}
    home = make_home(tmp_path, {"residents": [MAN, TARO], "school_register": [pupil]})
    assert home.rows(home.build(), "children", "grade, school") == [("P5", "101")]
    empty = make_home(tmp_path / "not on it", {"residents": [MAN, TARO], "school_register": []})
    assert empty.rows(empty.build(), "children", "grade, school") == [("P5", None)], "not on it is no reason not to ask"
    missing = make_home(tmp_path / "not delivered", {"residents": [MAN, TARO]})
    assert missing.rows(missing.build(), "children", "grade, school") == [("P5", None)]


@pytest.mark.parametrize(("grade", "expected"), [("P4", ("P5", "101")), ("P6", ("J1", None)), ("J3", (None, None))])
def test_a_pupil_register_of_last_year_is_moved_on(
    tmp_path: Path, grade: str, expected: tuple[str | None, str | None]
) -> None:
    pupil = {"register_no": "1", "resident_no": 9, "school": "101", "grade": grade, "entered_on": "2020-04-01"}
    home = make_home(tmp_path, {"residents": [MAN, TARO]})
    home.add({"school_register": [pupil]}, received_on=date(2026, 3, 10))
    assert home.rows(home.build(), "children", "grade, school") == [expected]


def test_the_facility_is_where_the_child_is_on_the_day(tmp_path: Path) -> None:
    stays = [
        {
            "resident_no": 9,
            "facility": "つくし保育園",
            "entered_on": "2023-04-01",
            "left_on": "2026-04-01",
            "certified_from": "2023-04-01",
        },
        {"resident_no": 9, "facility": "すみれこども園", "entered_on": "2026-04-01", "certified_from": "2026-04-01"},
    ]
    home = make_home(tmp_path, {"residents": [MAN, person(9, CHILD, "女", "2021-06-01")], "childcare": stays})
    assert home.rows(home.build(), "children", "facility") == [("すみれこども園",)]
