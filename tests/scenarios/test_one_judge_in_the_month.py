"""A sheet's rule finds by kana and birth date; what stops a link in the matching core stops it in the month as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenarios.test_who_is_who import attendance_links, enrolled, family, sheet
from support.loads import MadeHome, make_home, resident

NAMELESS = {"name": None}


def home_with(tmp_path: Path, row: dict[str, Any], *more: dict[str, Any], **sheets: list[dict[str, Any]]) -> MadeHome:
    return make_home(
        tmp_path,
        {
            "residents": [*family(), *more],
            "school_register": [enrolled(2), *(enrolled(int(other["resident_no"])) for other in more)],
            "attendance": [row],
            **sheets,
        },
    )


def proposed(home: MadeHome) -> set[int]:
    return {row[0] for row in home.rows(home.build(), "proposed_links", "person_id", "table_name = 'attendance'")}


def brother(name: str, kana: str) -> dict[str, Any]:
    return resident(3, household=10, relation="20", name=name, kana=kana, born="2015-06-01", sex="男")


def test_the_row_that_links(tmp_path: Path) -> None:
    assert attendance_links(home_with(tmp_path, sheet())) == {2: (2, "kana_birth")}
    assert attendance_links(home_with(tmp_path / "nameless", sheet(**NAMELESS))) == {2: (2, "kana_birth")}


@pytest.mark.parametrize("cells", [{"name": "佐藤勇人"}, {"sex": "女", **NAMELESS}])
def test_other_kanji_or_another_sex_wait_and_are_asked_about(tmp_path: Path, cells: dict[str, Any]) -> None:
    """In the next town lives 佐藤 勇人, サトウ ユウト too and born on the same day; he may have come to this school."""
    home = home_with(tmp_path, sheet(**cells))
    assert attendance_links(home) == {2: (None, "not_unique")}
    assert proposed(home) == {2}


def test_another_sex_is_a_slip_where_the_kanji_agree(tmp_path: Path) -> None:
    assert attendance_links(home_with(tmp_path, sheet(sex="女"))) == {2: (2, "kana_birth")}


def test_a_twin_is_linked_by_the_kanji_and_not_by_kana_alone(tmp_path: Path) -> None:
    """Somebody may have typed the kana of one twin into the row of the other; without kanji nobody can tell."""
    twin = brother("佐藤 勇斗", "サトウ ハヤト")
    assert attendance_links(home_with(tmp_path, sheet(), twin))[2] == (2, "kana_birth")
    assert attendance_links(home_with(tmp_path / "kana", sheet(**NAMELESS), twin))[2] == (None, "not_unique")


def test_of_two_with_the_same_kanji_and_birthday_nobody_is_linked(tmp_path: Path) -> None:
    other = resident(3, household=30, name="佐藤 優斗", kana="サトウ マサト", born="2015-06-01", sex="男")
    found = attendance_links(home_with(tmp_path, sheet(), other))
    assert found[2] == (None, "not_unique")


@pytest.mark.parametrize("listed", [2, 1])
def test_a_child_protected_alone_or_with_its_mother_is_linked_only_when_everything_agrees(
    tmp_path: Path, listed: int
) -> None:
    """Who stands on the list is often the mother alone; the child she fled with is looked for as well."""
    protection = [{"resident_no": listed, "kind": "DV", "state": "支援措置", "starts_on": "2026-04-01"}]
    found = attendance_links(home_with(tmp_path, sheet(), protection=protection))
    assert found[2] == (2, "kana_birth")
    found = attendance_links(home_with(tmp_path / "kana", sheet(**NAMELESS), protection=protection))
    assert found[2] == (None, "not_unique")
