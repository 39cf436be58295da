"""A month of attendance with a cell nobody can read: it goes with the pupil's other months, or it waits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.test_who_is_who import attendance_links, enrolled, family, sheet
from support.loads import make_home, resident


def links(tmp_path: Path, *rows: dict[str, Any], others: list[dict[str, Any]] | None = None) -> list[tuple[Any, str]]:
    """What became of the rows; 優斗 (2) has whole rows for May, June and July before them."""
    whole = [sheet(month) for month in (5, 6, 7)]
    residents = [*family(), *(others or [])]
    register = [enrolled(2), *(enrolled(other["resident_no"]) for other in others or [])]
    home = make_home(tmp_path, {"residents": residents, "school_register": register, "attendance": [*whole, *rows]})
    found = attendance_links(home)
    assert all(found[line] == (2, "kana_birth") for line in (2, 3, 4)) or others
    return [found[line] for line in range(5, 5 + len(rows))]


@pytest.mark.parametrize("lost", ["birth_date", "kana", "grade"])
def test_a_row_with_one_unreadable_cell_goes_with_its_seat(tmp_path: Path, lost: str) -> None:
    assert links(tmp_path, sheet(9, **{lost: None})) == [(2, "roster")]


@pytest.mark.parametrize(
    "cells",
    [
        {"birth_date": None, "kana": None},
        {"birth_date": None, "number": 4, "class": "2"},
        {"birth_date": None, "class": None},
        {"birth_date": None, "kana": "さとう　はると"},
        {"kana": None, "birth_date": "2015-06-02"},
        {"birth_date": None, "fiscal_year": 2025, "grade": "P4"},
    ],
)
def test_with_less_than_the_seat_and_half_the_name_it_waits(tmp_path: Path, cells: dict[str, Any]) -> None:
    ((person, _),) = links(tmp_path, sheet(9, **cells))
    assert person is None


def test_a_month_the_pupil_has_a_row_for_is_not_taken_twice(tmp_path: Path) -> None:
    assert links(tmp_path, sheet(7, birth_date=None)) == [(None, "no_number")]


def test_two_damaged_rows_of_one_month_both_wait(tmp_path: Path) -> None:
    rows = [sheet(9, birth_date=None), sheet(9, birth_date=None, grade=None)]
    assert [person for person, _ in links(tmp_path, *rows)] == [None, None]


def test_a_second_pupil_of_that_kana_in_the_class_leaves_it_open(tmp_path: Path) -> None:
    """悠斗 has the kana and the class too; without 番号 and 生年月日 nobody can say whose month it is."""
    other = resident(
        3, household=30, name="佐藤 悠斗", kana="サトウ ユウト", born="2015-11-20", sex="男", relation="20"
    )
    neighbour = sheet(5, number=4, name="佐藤悠斗", birth_date="2015-11-20")
    found = links(tmp_path, neighbour, sheet(9, birth_date=None, number=None), others=[other])
    assert found == [(3, "kana_birth"), (None, "no_number")]
