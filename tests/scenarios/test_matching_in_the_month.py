"""What the rules of the sheets leave waiting, the matching core may link or propose: 優斗 of the Sato family and his school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.test_who_is_who import attendance_links, enrolled, family, sheet
from support.loads import MadeHome, make_home


def home_with(tmp_path: Path, *sheets: dict[str, Any], school: str = "001") -> MadeHome:
    return make_home(
        tmp_path,
        {"residents": family(), "school_register": [enrolled(2, school=school)], "attendance": list(sheets)},
    )


def proposed(home: MadeHome) -> list[tuple[Any, ...]]:
    return home.rows(home.build(), "proposed_links", "person_id, rank, agrees, differs", "table_name = 'attendance'")


@pytest.mark.parametrize("kana", ["さとう　ゆうど", "ｻﾄｳ ﾕﾄ", "さとう　まさと"])
def test_kanji_birth_date_school_and_grade_link_where_the_kana_are_mistyped(tmp_path: Path, kana: str) -> None:
    assert attendance_links(home_with(tmp_path, sheet(kana=kana))) == {2: (2, "matched")}


def test_a_slip_of_the_birth_date_links_where_all_else_agrees(tmp_path: Path) -> None:
    assert attendance_links(home_with(tmp_path, sheet(birth_date="2015-01-06"))) == {2: (2, "matched")}


@pytest.mark.parametrize(
    "cells",
    [{"kana": "さとう　ゆうど"}, {"birth_date": "2015-01-06"}, {"kana": "さとう　ゆうど", "birth_date": "2015-01-06"}],
)
def test_from_a_school_the_register_of_pupils_does_not_know_them_at_it_is_only_proposed(
    tmp_path: Path, cells: dict[str, Any]
) -> None:
    home = home_with(tmp_path, sheet(**cells), school="002")
    assert {person for person, _ in attendance_links(home).values()} == {None}
    ((person, rank, agrees, differs),) = proposed(home)
    assert (person, rank) == (2, 1) and "kanji" in agrees and "school" in differs


def test_who_has_a_seat_already_gets_no_second_one(tmp_path: Path) -> None:
    """A second 優斗 of a like name sits in the same class; he is not in the register, and is not taken for the first."""
    rows = [sheet(5), sheet(5, number=9, kana="さとう　ゆうど")]
    found = attendance_links(home_with(tmp_path, *rows))
    assert found[2] == (2, "kana_birth") and found[3][0] is None


def test_a_sheet_without_a_birth_date_is_never_linked_by_name_and_school_alone(tmp_path: Path) -> None:
    assert attendance_links(home_with(tmp_path, sheet(birth_date=None)))[2][0] is None
