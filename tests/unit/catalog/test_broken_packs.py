"""One tiny broken file per mistake: the message names the file, the line, the thing and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagu.base.errors import DeclarationError, RefusedError, TsunaguError
from tsunagu.catalog import load_pack

BROKEN = Path(__file__).parent / "broken"

MISTAKES = [
    ("not_yaml", "D001", 5, ["YAML"]),
    ("schema_missing", "D002", 1, ["schema: 1"]),
    ("schema_of_the_future", "D002", 1, ["schema: 1"]),
    ("key_twice", "D004", 6, ["label", "二度", "4行目"]),
    ("unknown_key", "D003", 5, ["ower", "決まりにありません"]),
    ("label_missing", "D003", 1, ["label", "必要な項目"]),
    ("wrong_word", "D003", 9, ["written", "'iso'", "'wareki'"]),
    ("file_name_differs", "D010", 2, ["mimamori", "mimamori2.yaml"]),
    ("heading_twice", "D011", 11, ["発生日", "二度"]),
    ("target_table_missing", "D012", 9, ["watch_note.happened_on", "tables/"]),
    ("target_column_missing", "D012", 9, ["watch_notes.happened", "happened_on"]),
    ("code_list_not_named", "D013", 11, ["分類", "codes:"]),
    ("code_list_missing", "D014", 11, ["watch_kinds", "codes/watch_kinds.csv"]),
    ("example_of_no_mark", "D036", 11, ["分類", "なぞ", "watch_kind"]),
    ("code_list_on_text", "D015", 12, ["内容", "コードの列ではありません"]),
    ("flag_without_yes_or_no", "D016", 12, ["watch_kind", "yes", "no"]),
    ("sum_of_unknown_heading", "D017", 13, ["合計", "columns:"]),
    ("key_column_missing", "D018", 7, ["number", "標準テーブル"]),
    ("school_file_without_part", "D019", 6, ["part_from"]),
    ("code_list_unused", "D020", 1, ["nobody", "使う列"]),
    ("code_twice", "D006", 3, ["要支援", "二度"]),
    ("code_without_value", "D007", 2, ["要支援", "value"]),
    ("code_heading_wrong", "D005", 1, ["code,label,value,meaning"]),
    ("code_cells_missing", "D005", 2, ["2個", "8個"]),
    ("code_meaning_unknown", "D005", 2, ["meaning", "'no_answer'"]),
    ("yes_that_says_no", "D007", 2, ["はい", "yes"]),
    ("known_on_missing", "D003", 12, ["noticed_on"]),
    ("known_on_is_no_date", "D030", 12, ["text", "日付の列"]),
    ("start_missing", "D003", 7, ["began_on"]),
    ("subject_is_no_number", "D031", 5, ["宛名番号"]),
    ("key_without_kind", "D003", 10, ["key:"]),
    ("fault_twice", "D006", 3, ["a.b", "二度"]),
    ("fault_level_unknown", "D005", 2, ["level", "'note'"]),
    ("purpose_of_unknown_source", "D024", 4, ["mimamore", "sources/"]),
    ("purpose_of_unknown_heading", "D024", 4, ["滞納", "見出し"]),
    ("purpose_ends_before_it_begins", "D025", 14, ["2025-03-31", "2026-04-01"]),
    ("purpose_without_basis", "D003", 3, ["legal_basis", "必要な項目"]),
    ("purpose_without_approver", "D003", 12, ["approved_by", "空にはできません"]),
    ("pack_of_unknown_source", "D021", 8, ["juki", "sources/"]),
    ("pack_without_owner", "D022", 9, ["juki_kojin", "課"]),
    ("pack_names_owner_of_unknown_source", "D021", 9, ["juki"]),
    ("pack_holds_unknown_heading", "D023", 9, ["保護歴"]),
    ("pack_held_in_a_new_word", "D003", 9, ["held.mimamori", "'partial'"]),
    ("pack_population_in_words", "D003", 6, ["population", "整数"]),
    ("layout_of_unknown_source", "D026", 3, ["mimamory", "sources/"]),
    ("layout_named_otherwise", "D026", 2, ["other.old", "mimamori."]),
    ("layout_without_reference", "D003", 1, ["reference", "必要な項目"]),
    ("pack_writes_unknown_layout", "D026", 9, ["kokuho.shin", "layouts/"]),
    ("pack_enables_unknown_source", "D021", 9, ["juminzai", "sources/"]),
    ("fixed_column_without_width", "D027", 9, ["対象宛名番号", "bytes_wide"]),
    ("name_without_star", "D028", 11, ["入力者", "*"]),
    ("several_words_of_a_code", "D029", 11, ["分類", "several"]),
    ("number_with_words", "D032", 10, ["EPDS_1", "整数"]),
    ("pages_into_one_table", "D033", 15, ["watch_notes", "a.csv", "b.csv"]),
    ("pages_beside_columns", "D003", 8, ["columns:", "pages:"]),
    ("joined_to_unknown_heading", "D017", 11, ["入力者の名", "columns:"]),
    ("code_day_is_no_day", "D005", 2, ["valid_from", "2026-10-31"]),
    ("code_ends_before_it_begins", "D007", 2, ["2024-09-30", "2024-10-01"]),
    ("coverage_of_unknown_heading", "D034", 9, ["給食費", "提供データ.見出し"]),
    ("code_without_origin", "D005", 2, ["source", "空にはできません"]),
]


def _load(case: str) -> None:
    folder = BROKEN / case
    if (folder / "pack.yaml").is_file():
        load_pack(folder)
    else:
        load_pack("standard", folder)


@pytest.mark.parametrize(("case", "code", "line", "words"), MISTAKES, ids=[mistake[0] for mistake in MISTAKES])
def test_a_mistake_is_named_with_file_line_and_remedy(case: str, code: str, line: int, words: list[str]) -> None:
    [path] = [path for path in (BROKEN / case).rglob("*") if path.is_file()]
    with pytest.raises(DeclarationError) as caught:
        _load(case)
    error = caught.value
    assert (error.code, error.path, error.line) == (code, path, line)
    assert f"{path.name} {line}行目" in str(error)
    assert error.remedy.endswith("ください")
    for word in words:
        assert word in str(error)


def test_every_broken_file_has_its_line_in_the_table() -> None:
    assert {path.name for path in BROKEN.iterdir()} == {mistake[0] for mistake in MISTAKES}


def test_a_pack_that_does_not_exist_is_refused_with_the_names_of_those_that_do() -> None:
    with pytest.raises(RefusedError) as caught:
        load_pack("kaisai")
    assert caught.value.code == "P002"
    assert "kaisei" in str(caught.value) and "standard" in str(caught.value)
    assert isinstance(caught.value, TsunaguError)


def test_packs_based_on_each_other_are_refused(tmp_path: Path) -> None:
    for name, ground in (("a", "b"), ("b", "a")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(
            f"schema: 1\nname: {name}\nlabel: x\nversion: '1'\nmunicipality: x\npopulation: 1\n"
            f"based_on: {tmp_path / ground}\nsources: []\n",
            encoding="utf-8",
        )
    with pytest.raises(DeclarationError) as caught:
        load_pack(tmp_path / "a")
    assert caught.value.code == "D008"
