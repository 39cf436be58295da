"""Sheets of desks, cases and school aid: a name and a birth date need the family's word beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.loads import make_home, resident

FAMILY = [
    resident(
        1, household=10, name="渡邊 花子", kana="ワタナベ ハナコ", born="1985-05-01", town="吉田島", lot="12番地3"
    ),
    resident(
        2,
        household=10,
        name="渡邊 優斗",
        kana="ワタナベ ユウト",
        born="2015-06-01",
        sex="男",
        relation="20",
        town="吉田島",
        lot="12番地3",
    ),
]
ENROLLED = {
    "register_no": "1",
    "resident_no": 2,
    "school": "101",
    "grade": "P5",
    "guardian_name": "渡邊 花子",
    "entered_on": "2022-04-01",
}


def told(**cells: Any) -> dict[str, Any]:
    return {
        "desk": "児童相談",
        "kind": "養護",
        "receipt_no": "A1",
        "received_on": "2026-06-01",
        "name": "渡辺優斗",
        "kana": "わたなべゆうと",
        "birth_date": "2015-06-01",
        **cells,
    }


@pytest.mark.parametrize(
    ("cells", "link"),
    [
        ({"guardian": "渡辺　花子（母）"}, (2, "kana_birth")),
        ({"guardian": "ワタナベハナコ"}, (2, "kana_birth")),
        ({"address": "吉田島１２－３"}, (2, "kana_birth")),
        ({"address": "開成町吉田島12番地3"}, (2, "kana_birth")),
        ({"affiliation": "みどり小学校5年"}, (2, "kana_birth")),
        ({}, (None, "no_independent_field")),
        ({"guardian": "渡辺 太郎"}, (None, "no_independent_field")),
        ({"address": "吉田島12-34"}, (None, "no_independent_field")),
        ({"affiliation": "かわべ小学校"}, (None, "no_independent_field")),
        ({"affiliation": "開成町立みどり小学校 5年1組"}, (2, "kana_birth")),
        ({"affiliation": "町立みどり小学校（5年生）"}, (2, "kana_birth")),
        ({"affiliation": "東みどり小学校5年"}, (None, "no_independent_field")),
        ({"affiliation": "隣町立みどり小学校"}, (None, "no_independent_field")),
        ({"affiliation": "みどり小学校放課後クラブ"}, (None, "no_independent_field")),
        ({"address": "〒258-0026 神奈川県足柄上郡開成町大字吉田島12番地3 みどり荘"}, (2, "kana_birth")),
        ({"address": "新吉田島12-3"}, (None, "no_independent_field")),
        ({"address": "隣町吉田島12-3"}, (None, "no_independent_field")),
        ({"address": "神奈川県南足柄市吉田島12-3"}, (None, "no_independent_field")),
        ({"guardian": "渡辺花子", "birth_date": None}, (None, "no_number")),
        ({"guardian": "渡辺花子", "birth_date": "2015-06-02"}, (None, "not_resident")),
        ({"guardian": "渡辺花子", "resident_no": 2}, (2, "number")),
        ({"guardian": "渡辺花子", "resident_no": 1}, (None, "number_conflict")),
    ],
)
def test_a_consultation_needs_guardian_address_or_affiliation(
    tmp_path: Path, cells: dict[str, Any], link: tuple[int | None, str]
) -> None:
    home = make_home(tmp_path, {"residents": FAMILY, "school_register": [ENROLLED], "consultations": [told(**cells)]})
    assert home.links(home.build(), "jido_sodan") == {2: link}


def test_many_consultations_about_one_child_are_one_child(tmp_path: Path) -> None:
    rows = [told(receipt_no=f"A{n}", guardian="渡辺花子") for n in range(3)]
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": rows})
    assert set(home.links(home.build(), "jido_sodan").values()) == {(2, "kana_birth")}


def test_a_lost_letter_in_one_of_two_rows_makes_no_second_child(tmp_path: Path) -> None:
    rows = [told(guardian="渡辺花子"), told(receipt_no="A2", name="●邊優斗", guardian="渡辺花子")]
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": rows})
    assert set(home.links(home.build(), "jido_sodan").values()) == {(2, "kana_birth")}


def test_a_guardian_with_a_lost_letter_proves_nothing(tmp_path: Path) -> None:
    rows = [told(guardian="●邊花子")]
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": rows})
    assert home.links(home.build(), "jido_sodan") == {2: (None, "no_independent_field")}


def test_two_kanji_names_under_one_kana_and_birthday_are_two_children(tmp_path: Path) -> None:
    rows = [told(guardian="渡辺花子"), told(receipt_no="A2", name="渡辺裕人")]
    home = make_home(tmp_path, {"residents": FAMILY, "consultations": rows})
    assert set(home.links(home.build(), "jido_sodan").values()) == {(None, "not_unique")}


def test_a_guardian_who_has_left_the_household_still_speaks_for_the_child(tmp_path: Path) -> None:
    """太郎 lived in household 10 until the divorce; he is the guardian on the sheet of 2024."""
    father = resident(
        3, household=11, name="渡邊 太郎", kana="ワタナベ タロウ", born="1980-01-01", sex="男", changed_on="2025-01-01"
    )
    moves = [
        {
            "resident_no": 3,
            "sequence": 1,
            "household_no": 10,
            "moved_on": "2010-04-01",
            "notified_on": "2010-04-01",
            "reason": "国内転入",
        },
        {
            "resident_no": 3,
            "sequence": 2,
            "household_no": 11,
            "moved_on": "2025-01-01",
            "notified_on": "2025-01-05",
            "reason": "世帯分離",
        },
    ]
    home = make_home(
        tmp_path,
        {
            "residents": [*FAMILY, father],
            "moves": moves,
            "consultations": [told(guardian="渡邊太郎", received_on="2024-06-01")],
        },
    )
    assert home.links(home.build(), "jido_sodan") == {2: (2, "kana_birth")}


def case(member: int, kana: str, birth: str, **cells: Any) -> dict[str, Any]:
    return {
        "office_code": "F1",
        "case_no": "000123",
        "member_no": member,
        "kana": kana,
        "birth_date": birth,
        "starts_on": "2024-04-01",
        **cells,
    }


def test_public_assistance_is_proved_by_two_members_of_one_household(tmp_path: Path) -> None:
    rows = [case(1, "ﾜﾀﾅﾍﾞ ﾊﾅｺ", "1985-05-01"), case(2, "ﾜﾀﾅﾍﾞ ﾕｳﾄ", "2015-06-01")]
    home = make_home(tmp_path, {"residents": FAMILY, "public_assistance": rows})
    assert home.links(home.build(), "seikatsu_hogo") == {2: (1, "kana_birth"), 3: (2, "kana_birth")}
    alone = make_home(tmp_path / "alone", {"residents": FAMILY, "public_assistance": rows[:1]})
    assert alone.links(alone.build(), "seikatsu_hogo") == {2: (None, "no_independent_field")}


def test_public_assistance_is_proved_by_its_case_number(tmp_path: Path) -> None:
    known = [{"resident_no": 1, "kind": "ケース番号", "number": "123", "created_on": "2024-04-01"}]
    rows = [case(2, "ワタナベ ユウト", "2015-06-01"), case(3, "ワタナベ ミオ", "2015-06-01")]
    home = make_home(tmp_path, {"residents": FAMILY, "identifiers": known, "public_assistance": rows})
    assert home.links(home.build(), "seikatsu_hogo") == {2: (2, "crosswalk"), 3: (None, "not_resident")}


def test_public_assistance_of_a_case_without_a_birth_date_is_only_proposed(tmp_path: Path) -> None:
    """A name alone links nobody, in the household of the case neither: the son may bear a name that reads as the father's."""
    known = [{"resident_no": 1, "kind": "ケース番号", "number": "123", "created_on": "2024-04-01"}]
    rows = [case(2, "ワタナベ ユウト", "", birth_date=None)]
    home = make_home(tmp_path, {"residents": FAMILY, "identifiers": known, "public_assistance": rows})
    build = home.build()
    assert home.links(build, "seikatsu_hogo") == {2: (None, "no_number")}
    assert home.rows(build, "proposed_links", "person_id, agrees, step") == [(2, ["kana"], "name_in_the_case")]


def aid(**cells: Any) -> dict[str, Any]:
    return {
        "fiscal_year": 2026,
        "school_name": "みどり小学校",
        "school": "101",
        "grade": "P5",
        "class": "１組",
        "name": "渡邊優斗",
        "kana": "ワタナベ　ユウト",
        "guardian_name": "渡辺花子",
        "kind": "準要保護",
        "approved_on": "2026-06-01",
        **cells,
    }


def pupil(**cells: Any) -> dict[str, Any]:
    return {
        "school": "101",
        "fiscal_year": 2026,
        "month": 9,
        "grade": "P5",
        "class": "1",
        "number": 3,
        "kana": "わたなべゆうと",
        "birth_date": "2015-06-01",
        "school_days": 20,
        **cells,
    }


@pytest.mark.parametrize(
    ("cells", "pupils", "link"),
    [
        ({}, [pupil()], (2, "roster")),
        ({"school": None}, [pupil()], (2, "roster")),
        ({"guardian_name": "渡辺太郎"}, [pupil()], (None, "no_independent_field")),
        ({"class": "2"}, [pupil()], (None, "no_number")),
        ({"fiscal_year": 2025}, [pupil()], (None, "no_number")),
        ({}, [pupil(), pupil(number=4)], (None, "not_unique")),
        ({}, [pupil(), pupil(number=4, birth_date="2015-07-01")], (None, "not_unique")),
        ({"kana": "オカ ミライ"}, [pupil(kana="おか みらい")], (None, "not_resident")),
    ],
)
def test_school_aid_goes_through_the_roster_and_the_guardian(
    tmp_path: Path, cells: dict[str, Any], pupils: list[dict[str, Any]], link: tuple[int | None, str]
) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": FAMILY,
            "school_register": [ENROLLED],
            "attendance": pupils,
            "school_aid": [aid(**cells)],
        },
    )
    assert home.links(home.build(), "shugaku_enjo") == {2: link}


def test_two_aid_rows_of_one_class_and_kana_with_other_kanji_wait(tmp_path: Path) -> None:
    home = make_home(
        tmp_path,
        {
            "residents": FAMILY,
            "school_register": [ENROLLED],
            "attendance": [pupil()],
            "school_aid": [aid(), aid(name="渡辺裕人")],
        },
    )
    assert set(home.links(home.build(), "shugaku_enjo").values()) == {(None, "not_unique")}


def test_last_years_roster_stays_of_use_after_this_years_came(tmp_path: Path) -> None:
    """The aid of last 年度 is found through a delivery that no longer counts for attendance itself."""
    home = make_home(
        tmp_path,
        {
            "residents": FAMILY,
            "school_register": [ENROLLED],
            "school_aid": [aid(fiscal_year=2025, grade="P4")],
            "attendance": [pupil()],
        },
    )
    assert home.links(home.build(), "shugaku_enjo") == {2: (None, "no_number")}
    home = make_home(
        tmp_path / "held",
        {
            "residents": FAMILY,
            "school_register": [ENROLLED],
            "school_aid": [aid(fiscal_year=2025, grade="P4")],
            "attendance": [pupil()],
        },
    )
    home.add(
        {"attendance": [pupil(fiscal_year=2025, grade="P4", month=3)]},
        received_on=home.as_of.replace(month=3),
        period="2026-03",
    )
    assert home.links(home.build(), "shugaku_enjo") == {2: (2, "roster")}
