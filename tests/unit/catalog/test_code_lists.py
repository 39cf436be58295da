"""Every code list of the field's catalogue is there as data, and every row of it says all that a row must say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tsunagu.catalog import CodeList, Pack, load_pack
from tsunagu.catalog.lists import CODE_COLUMNS

LISTS: dict[str, tuple[str, ...]] = {
    "住民種別": ("resident_kind",),
    "住民状態": ("resident_state",),
    "優先区分": ("name_priority",),
    "性別": ("sex_1_2", "sex_words", "roster_sex"),
    "続柄": ("relation",),
    "異動事由": ("move_reason",),
    "支援措置": ("protection_state",),
    "届出時期": ("notified_stage",),
    "産婦判定": ("postpartum_result",),
    "EPDS選択肢": ("epds_choice",),
    "歳児別判定": ("checkup_result",),
    "罹患型×2": ("caries_type_18m", "caries_type_3y"),
    "アンケート群": (
        "hai1_iie2_9",
        "iie1_hai2_9",
        "nashi1_ari2_9",
        "ari1_nashi2_9",
        "hai_iie_nanto",
        "hard_to_raise",
        "money",
        "final_brushing",
    ),
    "訪問種別": ("home_visit_kind",),
    "実施方式": ("vaccination_method",),
    "ワクチン": ("vaccine",),
    "手帳等級×3": ("shintai_grade", "ryoiku_grade", "seishin_grade"),
    "療育対応表": ("ryoiku_correspondence",),
    "資格状態": ("certificate_state",),
    "サービス種類": ("service_kind",),
    "認定区分": ("childcare_certification",),
    "必要事由": ("childcare_need",),
    "世帯類型": ("assistance_household",),
    "扶助": ("assistance_kind",),
    "要介護": ("care_level",),
    "児扶支給区分・要件": ("fuyo_kind", "fuyo_ground"),
    "制度区分": ("medical_scheme",),
    "学年": ("grade_codes", "grade_words", "grade_1_9", "grade_chukan"),
    "学級区分": ("class_kind",),
    "就学援助": ("school_aid_kind",),
    "出欠区分": ("attendance_mark",),
    "歯科": ("dental_result", "gums", "bite", "tooth_mark"),
    "スクリーニング記号": ("screening_mark",),
    "相談経路": ("consultation_route",),
    "相談種別16": ("consultation_kind_child",),
    "虐待種別": ("abuse_kind",),
    "緊急度": ("urgency",),
    "重症度": ("severity",),
    "終結理由": ("close_reason",),
    "学校": ("school_names",),
    "市区町村": ("municipality",),
}
"""The lists of the field's catalogue by their name there, and where they stand. A town lays its own over them."""
COUNTS = {
    "name_priority": 13,
    "move_reason": 9 + 8 + 19,
    "relation": 16,
    "ryoiku_correspondence": 13,
    "assistance_kind": 8,
    "severity": 5,
    "municipality": 1_741 + 171 + 7 + 1,
}
"""How many rows a list has where the field says how many there are: 1,741 municipalities, 171 wards, 7 former ones, abroad."""


@pytest.fixture(scope="module")
def standard() -> Pack:
    return load_pack("standard")


def test_every_list_of_the_catalogue_exists(standard: Pack) -> None:
    missing = {name for lists in LISTS.values() for name in lists} - set(standard.code_lists)
    assert missing == set()
    assert all(standard.code_lists[name].codes for lists in LISTS.values() for name in lists)


def test_every_row_of_every_file_has_all_fields() -> None:
    """Code, label, value, meaning, from, to, status and origin stand in every row; a day may be open, nothing else empty."""
    folder = next(path for path in load_pack("standard").layers.folders if path.name == "standard") / "codes"
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert rows, path.name
        for row in rows:
            assert tuple(row) == CODE_COLUMNS and None not in row.values(), (path.name, row)
            assert row["code"] and row["label"] and row["meaning"] and row["source"], (path.name, row)
            assert row["status"] in ("V", "S", "I"), (path.name, row)
            assert bool(row["value"]) == (row["meaning"] in ("value", "yes", "no")), (path.name, row)


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_a_list_is_whole(standard: Pack, name: str, count: int) -> None:
    assert len(standard.code_lists[name].codes) == count


def test_the_sixteen_kinds_of_consultation_are_told_apart(standard: Pack) -> None:
    assert len({code.value for code in standard.code_lists["consultation_kind_child"].codes}) == 16


def test_what_changed_by_law_has_its_days(standard: Pack) -> None:
    [special] = [code for code in standard.code_lists["allowance_kind"].codes if code.value == "特例給付"]
    assert special.valid_to == "2024-09-30"
    former = [code for code in standard.code_lists["municipality"].codes if code.valid_to]
    assert {code.valid_to for code in former} == {"2023-12-31"} and len(former) == 7


def test_every_meaning_that_is_no_value_is_in_use(standard: Pack) -> None:
    meanings = {code.meaning for codes in standard.code_lists.values() for code in codes.codes}
    assert {"yes", "no", "unknown", "not_asked", "refused", "no_answer"} <= meanings


def test_the_check_digit_of_every_municipality_fits(standard: Pack) -> None:
    for code in standard.code_lists["municipality"].codes:
        if code.code != "999999":
            weighed = sum(int(digit) * weight for digit, weight in zip(code.code, (6, 5, 4, 3, 2), strict=False))
            assert int(code.code[5]) == (11 - weighed % 11) % 10, code


def test_lists_that_no_column_uses_say_why_they_are_kept(standard: Pack) -> None:
    unused = set(standard.code_lists) - set(standard.used_code_lists())
    assert unused == set(standard.layers.kept_codes) == {"attendance_mark", "tooth_mark"}
    assert all(standard.layers.declaration.kept_codes.values())


def test_a_word_stands_for_one_code_wherever_clerks_choose_words(standard: Pack) -> None:
    """Drop-downs offer labels: a label of two codes with different values would be read as neither."""
    for codes in standard.code_lists.values():
        assert _doubtful(codes) <= {"その他", "番号・住民票コード関係", "旧氏", "通称", "改製"}, codes.name


def _doubtful(codes: CodeList) -> set[str]:
    told: dict[str, set[str]] = {}
    for code in (code for code in codes.codes if not code.valid_to):
        told.setdefault(code.label, set()).add(code.value or code.meaning)
    return {label for label, values in told.items() if len(values) > 1}


def test_the_shipped_lists_are_files_and_no_code(standard: Pack) -> None:
    package = Path(__file__).parents[3] / "src" / "tsunagu_packs"
    assert list(package.rglob("*.py")) == [package / "__init__.py"]
