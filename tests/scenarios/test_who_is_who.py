"""Named people and the rows that may or may not be theirs. A row that is not certain waits; it is never guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.loads import MadeHome, make_home, resident

YUTO = {"name": "佐藤 優斗", "kana": "サトウ ユウト", "born": "2015-06-01", "sex": "男"}


def sheet(month: int = 9, **cells: Any) -> dict[str, Any]:
    """One pupil's month: 優斗, 第一小学校 5年1組3番."""
    return {
        "school": "001",
        "fiscal_year": 2026,
        "month": month,
        "grade": "P5",
        "class": "1",
        "number": 3,
        "name": "佐藤優斗",
        "kana": "さとう　ゆうと",
        "birth_date": "2015-06-01",
        "sex": "男",
        "school_days": 20,
        "absent": 1,
        **cells,
    }


def enrolled(number: int, school: str = "001", grade: str = "P5", **cells: Any) -> dict[str, Any]:
    """One pupil's line of the 学齢簿."""
    return {
        "register_no": f"G{number}",
        "resident_no": number,
        "school": school,
        "grade": grade,
        "guardian_name": "佐藤 花子",
        "entered_on": "2022-04-01",
        **cells,
    }


def family(**more: Any) -> list[dict[str, Any]]:
    """花子 (1) and her son 優斗 (2)."""
    return [
        resident(1, household=10, name="佐藤 花子", kana="サトウ ハナコ", born="1985-05-01"),
        resident(2, household=10, relation="20", **{**YUTO, **more}),
    ]


def attendance_links(home: MadeHome) -> dict[int, tuple[int | None, str]]:
    return home.links(home.build(), "shukketsu")


def test_kana_birth_date_school_and_grade_link_a_pupil_without_a_number(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": family(), "school_register": [enrolled(2)], "attendance": [sheet()]})
    assert attendance_links(home) == {2: (2, "kana_birth")}


@pytest.mark.parametrize(
    ("other_register", "reason"),
    [
        ([enrolled(2, school="002")], "no_independent_field"),
        ([enrolled(2, grade="P4")], "no_independent_field"),
        ([], "no_independent_field"),
    ],
)
def test_kana_and_birth_date_alone_never_link(
    tmp_path: Path, other_register: list[dict[str, Any]], reason: str
) -> None:
    home = make_home(tmp_path, {"residents": family(), "school_register": other_register, "attendance": [sheet()]})
    assert attendance_links(home) == {2: (None, reason)}


def test_twins_are_told_apart_by_their_given_names(tmp_path: Path) -> None:
    yui = resident(3, household=10, name="佐藤 結衣", kana="サトウ ユイ", born="2015-06-01", relation="20")
    yuna = resident(4, household=10, name="佐藤 結菜", kana="サトウ ユナ", born="2015-06-01", relation="20")
    home = make_home(
        tmp_path,
        {
            "residents": [yui, yuna],
            "school_register": [enrolled(3), enrolled(4)],
            "attendance": [
                sheet(kana="さとう ゆい", name="佐藤結衣", number=4),
                sheet(kana="さとう ゆな", name="佐藤結菜", number=5),
            ],
        },
    )
    assert attendance_links(home) == {2: (3, "kana_birth"), 3: (4, "kana_birth")}


def test_two_children_of_one_name_and_birthday_in_the_register_are_never_linked(tmp_path: Path) -> None:
    """Even though school and grade of the sheet fit one of them only."""
    namesake = resident(5, household=20, relation="20", **YUTO)
    home = make_home(
        tmp_path,
        {
            "residents": [*family(), namesake],
            "school_register": [enrolled(2), enrolled(5, school="002")],
            "attendance": [sheet()],
        },
    )
    assert attendance_links(home) == {2: (None, "not_unique")}


def test_two_pupils_of_one_name_and_birthday_are_never_linked(tmp_path: Path) -> None:
    """One of them comes from another town: the register knows one 優斗, the schools have two."""
    here = [sheet(month, _line=month) for month in (4, 5, 6, 7, 9)]
    outsider = [sheet(month, school="002", number=9, _line=month + 20) for month in (6, 7, 9)]
    home = make_home(
        tmp_path, {"residents": family(), "school_register": [enrolled(2)], "attendance": [*here, *outsider]}
    )
    assert set(attendance_links(home).values()) == {(None, "not_unique")}


@pytest.mark.parametrize(("months", "expected"), [((4, 5, 6, 7), (2, "kana_birth")), ((4, 6), (None, "not_unique"))])
def test_one_month_reported_twice_does_not_make_two_children(
    tmp_path: Path, months: tuple[int, ...], expected: tuple[int | None, str]
) -> None:
    """かわべ小学校 lists 優斗 in June too. Among enough quiet months his own school's rows stay his; the other row waits."""
    rows = [sheet(month, _line=month) for month in months] + [sheet(6, school="002", number=90, _line=99)]
    home = make_home(tmp_path, {"residents": family(), "school_register": [enrolled(2)], "attendance": rows})
    links = attendance_links(home)
    assert links.pop(99) == (None, "not_unique")
    assert set(links.values()) == {expected}


def test_one_pupil_with_twelve_rows_is_one_pupil(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "school_register": [enrolled(2)],
            "attendance": [sheet(month) for month in (4, 5, 6, 7, 9, 10)],
        },
    )
    assert set(attendance_links(home).values()) == {(2, "kana_birth")}


def moved_in_september(tmp_path: Path, changed_on: str | None) -> MadeHome:
    """優斗 sat in 第一小学校 until September and in 第二小学校 from September on; both report September."""
    rows = [sheet(month, _line=month) for month in (4, 5, 6, 7, 9)]
    rows += [sheet(month, school="002", number=21, _line=month + 20) for month in (9, 10)]
    return make_home(
        tmp_path,
        {
            "residents": family(),
            "school_register": [enrolled(2, school="002", changed_on=changed_on)],
            "attendance": rows,
        },
    )


def test_a_child_who_changed_school_in_the_year_keeps_the_months_of_both(tmp_path: Path) -> None:
    links = attendance_links(moved_in_september(tmp_path, "2026-09-14"))
    assert len(links) == 7
    assert set(links.values()) == {(2, "kana_birth")}


def test_without_the_date_of_the_change_the_former_school_waits(tmp_path: Path) -> None:
    links = attendance_links(moved_in_september(tmp_path, None))
    assert {link for line, link in links.items() if line < 20} == {(None, "not_unique")}


@pytest.mark.parametrize(
    ("name", "town", "expected"),
    [
        ("高橋健", "吉田島", (7, "kana_birth")),
        ("高橋賢", "吉田島", (None, "no_independent_field")),
        ("高橋健", "延沢", (None, "no_independent_field")),
    ],
    ids=["kanji and 町字", "other kanji", "a school of other 町字"],
)
def test_the_primary_school_of_last_year_is_linked_when_kanji_and_district_agree_too(
    tmp_path: Path, name: str, town: str, expected: tuple[int | None, str]
) -> None:
    """健 lives in 吉田島. At a school to which only children of 延沢 go, another 健, who has left the town since, may have been."""
    ken = {"name": "髙橋 健", "kana": "タカハシ ケン", "born": "2013-06-01", "sex": "男"}
    last_march = sheet(month=3, fiscal_year=2025, grade="P6", kana="たかはし けん", birth_date="2013-06-01", name=name)
    neighbours = [{**one, "town": town} for one in family()]
    home = make_home(
        tmp_path,
        {
            "residents": [resident(7, household=30, relation="20", **ken), *neighbours],
            "school_register": [enrolled(7, school="101", grade="J1"), enrolled(2)],
            "attendance": [last_march],
        },
    )
    assert attendance_links(home) == {2: expected}


def test_a_pupil_from_another_town_waits_as_not_resident(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "school_register": [enrolled(2)],
            "attendance": [sheet(kana="おか みらい", birth_date="2015-07-07")],
        },
    )
    assert attendance_links(home) == {2: (None, "not_resident")}


def pupil_number(number: str, person: int) -> dict[str, Any]:
    return {
        "resident_no": person,
        "kind": "学籍番号",
        "number": number,
        "valid_from": "2022-04-01",
        "created_on": "2022-04-01",
    }


def test_a_pupil_number_of_the_correspondence_file_links(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "identifiers": [pupil_number("00012345", 2)],
            "attendance": [sheet(pupil_no="00012345"), sheet(month=10, pupil_no="12345")],
        },
    )
    assert attendance_links(home) == {2: (2, "crosswalk"), 3: (2, "crosswalk")}


def test_the_same_pupil_number_at_another_school_belongs_to_somebody_else(tmp_path: Path) -> None:
    """第二小学校 counts its pupils from 1 too: the number proves nothing there, and the name does its work."""
    mio = resident(8, household=40, name="伊藤 澪", kana="イトウ ミオ", born="2015-09-09", relation="20")
    home = make_home(
        tmp_path,
        {
            "residents": [*family(), mio],
            "identifiers": [pupil_number("1", 2)],
            "school_register": [enrolled(2), enrolled(8, school="002")],
            "attendance": [
                sheet(school="002", pupil_no="1", kana="いとう みお", name="伊藤澪", birth_date="2015-09-09")
            ],
        },
    )
    assert attendance_links(home) == {2: (8, "kana_birth")}


def test_a_pupil_number_whose_birth_date_disagrees_at_its_own_school_waits(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "identifiers": [pupil_number("1", 2)],
            "school_register": [enrolled(2)],
            "attendance": [sheet(pupil_no="1", birth_date="2015-06-02")],
        },
    )
    assert attendance_links(home) == {2: (None, "number_conflict")}


TWINS = [
    resident(3, household=10, name="佐藤 結衣", kana="サトウ ユイ", born="2015-06-01", relation="20"),
    resident(4, household=10, name="佐藤 優奈", kana="サトウ ユウナ", born="2015-06-01", relation="20"),
]
YUI, YUNA = (
    {"kana": "さとう ゆい", "name": "佐藤結衣", "sex": "女"},
    {"kana": "さとう ゆうな", "name": "佐藤優奈", "sex": "女"},
)


@pytest.mark.parametrize(
    ("cells", "link"),
    [
        (YUI, (3, "crosswalk")),
        (YUNA, (None, "number_conflict")),
        ({**YUI, "name": None}, (None, "not_unique")),
        ({**YUI, "birth_date": None}, (None, "not_unique")),
        ({**YUNA, "birth_date": None}, (None, "number_conflict")),
    ],
)
def test_the_number_of_a_twin_on_the_row_of_the_other_links_neither(
    tmp_path: Path, cells: dict[str, Any], link: tuple[int | None, str]
) -> None:
    """1001 is 結衣's. Born on one day in one school, the two are told apart by nothing but their names."""
    home = make_home(
        tmp_path,
        {
            "residents": TWINS,
            "identifiers": [pupil_number("1001", 3)],
            "school_register": [enrolled(3), enrolled(4)],
            "attendance": [sheet(pupil_no="1001", **cells)],
        },
    )
    assert attendance_links(home) == {2: link}


@pytest.mark.parametrize(
    ("cells", "link"),
    [
        ({"birth_date": None}, (2, "crosswalk")),
        ({"birth_date": None, "kana": "さとう ゆうま", "name": "佐藤優真"}, (None, "number_conflict")),
        ({"birth_date": None, "school": "002"}, (None, "no_number")),
        ({"birth_date": None, "grade": "P4"}, (None, "no_number")),
        ({"school": "002"}, (None, "number_conflict")),
        ({"school": "002", "kana": "いとう みお", "name": "伊藤澪"}, (None, "not_resident")),
        ({"fiscal_year": 2021}, (None, "no_independent_field")),
    ],
)
def test_a_pupil_number_counts_with_the_name_at_its_school_and_in_its_time(
    tmp_path: Path, cells: dict[str, Any], link: tuple[int | None, str]
) -> None:
    """The number 1 is 優斗's, at 第一小学校, since April 2022; 第二小学校 has a number 1 too, born on the same day or not."""
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "identifiers": [pupil_number("1", 2)],
            "school_register": [enrolled(2)],
            "attendance": [sheet(**{"pupil_no": "1", **cells})],
        },
    )
    assert attendance_links(home) == {2: link}


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("佐藤優斗", (2, "crosswalk")),
        ("佐藤祐人", (None, "number_conflict")),
        ("佐藤悠人", (None, "number_conflict")),
        (None, (None, "number_conflict")),
    ],
)
def test_of_two_namesakes_born_on_one_day_the_number_means_its_holder_only_with_the_kanji(
    tmp_path: Path, written: str | None, link: tuple[int | None, str]
) -> None:
    """The number 1 is 佐藤 優斗's; 佐藤 祐人, サトウ ユウト too, sits in the same school."""
    home = make_home(
        tmp_path,
        {
            "residents": [*family(), resident(5, household=20, relation="20", **{**YUTO, "name": "佐藤 祐人"})],
            "identifiers": [pupil_number("1", 2)],
            "school_register": [enrolled(2), enrolled(5)],
            "attendance": [sheet(pupil_no="1", name=written)],
        },
    )
    assert attendance_links(home) == {2: link}


def test_of_two_with_the_same_kanji_as_well_the_number_means_nobody(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": [*family(), resident(5, household=20, relation="20", **YUTO)],
            "identifiers": [pupil_number("1", 2)],
            "school_register": [enrolled(2), enrolled(5, school="002")],
            "attendance": [sheet(pupil_no="1"), sheet(pupil_no="1", month=10, birth_date=None)],
        },
    )
    assert attendance_links(home) == {2: (None, "number_conflict"), 3: (None, "number_conflict")}


def test_a_number_with_another_birth_date_waits(tmp_path: Path) -> None:
    home = make_home(tmp_path, {"residents": family(), "school_register": [enrolled(2, birth_date="2014-06-01")]})
    assert home.links(home.build(), "gakureibo") == {2: (None, "number_conflict")}


def test_every_row_gets_exactly_one_outcome_and_the_waiting_ones_are_counted(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": family(),
            "school_register": [enrolled(2)],
            "attendance": [sheet(), sheet(number=4, kana="", name="佐藤")],
            "vaccinations": [
                {"resident_no": 2, "vaccine": "MR", "given_on": "2016-07-01"},
                {"resident_no": 99, "vaccine": "MR"},
            ],
        },
    )
    snapshot = home.build()
    assert snapshot.rows("links") == 2 + 1 + 2 + 2
    waiting = {(row.source, row.reason): row.rows for row in snapshot.manifest.waiting}
    assert waiting == {("shukketsu", "no_number"): 1, ("yobosesshu", "not_resident"): 1}
    assert snapshot.rows("vaccinations") == 1


def test_school_health_follows_a_child_through_both_schools_only_with_their_attendance(tmp_path: Path) -> None:
    def health(school: str) -> dict[str, Any]:
        return {
            "school": school,
            "grade": "P5",
            "class": "1",
            "number": 3,
            "kana": "さとう ゆうと",
            "birth_date": "2015-06-01",
        }

    for proved, expected in ((True, {(2, "kana_birth")}), (False, {(None, "not_unique")})):
        home = moved_in_september(tmp_path / str(proved), "2026-09-14" if proved else None)
        home.add({"school_health": [health("001"), health("002")]})
        links = home.rows(home.build(), "links", "person_id, method", "source = 'gakko_kenshin'")
        assert set(links) == expected
