"""Every fault of a cell: what is kept of it, and the line and code under which the receipt names it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from support.counter import Counter, places, plain
from tsunagu.base.missing import Missing

CASES: list[tuple[str, str, str, str, str, Any, str]] = [
    # source, heading, what is written, fault code, table column, value kept, what it shows
    ("juki_kojin", "氏名", "\ue000田　葵", "cell.gaiji_private", "name", "\ue000田　葵", "kept as it came"),
    ("juki_kojin", "氏名", "●田　葵", "cell.gaiji_lost", "name", "●田　葵", "kept as it came"),
    ("juki_kojin", "氏名", "𠮷田　葵", "cell.ivs_or_surrogate", "name", "𠮷田　葵", "kept as it came"),
    ("juki_kojin", "氏名_フリガナ", "ｻﾄｳ ｱｵｲ", "cell.halfwidth_kana", "kana", "ｻﾄｳ ｱｵｲ", "kept as it came"),
    ("juki_kojin", "氏名_フリガナ", "サトウ　タ゛", "cell.halfwidth_kana", "kana", "サトウ　タ゛", "a mark by itself"),
    ("juki_kojin", "氏名_フリガナ", "か\u3099く", "cell.decomposed_kana", "kana", "がく", "one letter again"),
    (
        "juki_kojin",
        "宛名番号",
        "０００００００００００００１２",
        "cell.fullwidth_digits",
        "resident_no",
        "000000000000012",
        "folded",
    ),
    ("juki_kojin", "氏名", "佐藤　　葵", "cell.layout_blanks", "name", "佐藤　葵", "one blank stays"),
    ("juki_kojin", "氏名", "佐藤　葵\u00a0", "cell.layout_blanks", "name", "佐藤　葵", "NBSP goes"),
    (
        "juki_kojin",
        "宛名番号",
        "123",
        "cell.leading_zeros_lost",
        "resident_no",
        "000000000000123",
        "padded to its width",
    ),
    ("juki_kojin", "宛名番号", "123.0", "cell.key_as_float", "resident_no", "000000000000123", "whole number"),
    (
        "juki_kojin",
        "世帯番号",
        "1.23456789012345E+14",
        "cell.key_as_float",
        "household_no",
        "123456789012345",
        "all digits are there",
    ),
    ("juki_kojin", "性別", "1.0", "cell.code_as_float", "sex", "男", "decimal point dropped"),
    (
        "juki_kojin",
        "氏名優先区分",
        "1",
        "cell.leading_zeros_lost",
        "name_priority",
        "漢字",
        "the one code of that number",
    ),
    (
        "juki_kojin",
        "生年月日",
        "平成27年4月1日",
        "cell.wareki_variant",
        "birth_date",
        date(2015, 4, 1),
        "another spelling",
    ),
    (
        "juki_kojin",
        "生年月日",
        "H32.4.1",
        "cell.era_overflow",
        "birth_date",
        date(2020, 4, 1),
        "an era that was over",
    ),
    ("juki_kojin", "生年月日", "42095", "cell.excel_serial", "birth_date", date(2015, 4, 1), "Excel's number"),
    ("juki_kojin", "異動年月日", "9999-12-31", "cell.sentinel_date", "changed_on", Missing.BLANK, "no date"),
    ("juki_kojin", "生年月日", "2015-04-00", "cell.unknown_date", "birth_date", Missing.UNKNOWN_DATE, "不詳"),
    (
        "juki_kojin",
        "生年月日",
        "2023-02-29",
        "cell.impossible_date",
        "birth_date",
        Missing.UNREADABLE,
        "not in the calendar",
    ),
    ("juki_kojin", "生年月日", "さくら", "cell.not_a_date", "birth_date", Missing.UNREADABLE, "no date at all"),
    ("juki_kojin", "性別", "7", "cell.unknown_code", "sex", Missing.UNKNOWN_CODE, "never guessed"),
    ("juki_kojin", "性別", "-", "cell.missing_coded", "sex", Missing.BLANK, "a sign for nothing"),
    ("juki_kojin", "住所_方書", "=HYPERLINK(A1)", "cell.formula", "building", "=HYPERLINK(A1)", "kept as text"),
    ("juki_kojin", "氏名", "佐\x08藤　葵", "cell.control_character", "name", "佐藤　葵", "taken out"),
    ("juki_kojin", "住所_方書", "コーポ\r\n101", "cell.line_break", "building", "コーポ\n101", "a real line break"),
    ("juki_kojin", "通称", "123456789018", "cell.my_number", "alias", None, "never stored"),
    ("kenshin_3_4m", "出来事_残して外出", "〇", "cell.mark_lookalike", "ev_left_alone", True, "read as ○"),
    ("kenshin_3_4m", "身長", "60.1cm", "cell.unit_in_number", "height_cm", 60.1, "the number stays"),
    ("kenshin_3_4m", "体重", "６.２", "cell.fullwidth_digits", "weight_kg", 6.2, "folded"),
    ("kenshin_3_4m", "身長", "601", "cell.out_of_range", "height_cm", Missing.UNREADABLE, "set aside"),
    ("kenshin_3_4m", "身長", "ふつう", "cell.not_a_number", "height_cm", Missing.UNREADABLE, "set aside"),
    (
        "kenshin_3_4m",
        "宛名番号",
        "1.23E+14",
        "cell.key_exponent",
        "resident_no",
        None,
        "digits are lost, nothing is guessed",
    ),
    ("kenshin_3_4m", "宛名番号", "1234567890123456", "cell.too_long", "resident_no", None, "no number of this kind"),
    ("shukketsu", "生年月日", "H27/4/1", "cell.wareki_variant", "birth_date", date(2015, 4, 1), "slashes"),
]


@pytest.mark.parametrize(("source", "header", "text", "code", "column", "kept", "shows"), CASES)
def test_an_odd_cell_is_read_and_named(
    counter: Counter, source: str, header: str, text: str, code: str, column: str, kept: Any, shows: str
) -> None:
    odd = plain(source, **{"宛名番号": "000000000000102", "番号": "2", header: text})
    receipt = counter.take_rows(source, [plain(source), odd])
    assert receipt.status == "accepted", receipt.sentence
    assert (3, header, code) in places(receipt)
    assert {place for place in places(receipt) if place[0] == 2} == set(), "the clean row has nothing to say"
    first, second = counter.typed(receipt)
    assert first["line"] == 2
    assert second["line"] == 3
    if isinstance(kept, Missing):
        assert (second[column], second[f"{column}__why"]) == (None, kept)
    else:
        assert second[column] == kept
        assert f"{column}__why" not in second or second[f"{column}__why"] is None


def test_a_clean_file_has_an_empty_list_of_faults(counter: Counter) -> None:
    assert counter.take_rows("juki_kojin", [plain("juki_kojin")]).faults == []


def test_a_code_of_no_answer_is_a_reason_and_no_fault(counter: Counter) -> None:
    receipt = counter.take_rows("kenshin_3_4m", [plain("kenshin_3_4m", 母喫煙="9", 育てにくさ="9")])
    row = counter.typed(receipt)[0]
    assert (row["mother_smokes"], row["mother_smokes__why"]) == (None, Missing.NO_ANSWER)
    assert (row["hard_to_raise"], row["hard_to_raise__why"]) == (None, Missing.NO_ANSWER)
    assert receipt.faults == []


def test_opposite_codes_of_one_file_are_read_by_their_own_lists(counter: Counter) -> None:
    receipt = counter.take_rows(
        "kenshin_3_4m",
        [
            plain("kenshin_3_4m", 方法_保健師フォロー="1", 母喫煙="1"),
            plain("kenshin_3_4m", 宛名番号="000000000000102", 方法_保健師フォロー="0", 母喫煙="2"),
        ],
    )
    assert [(row["nurse_follow"], row["mother_smokes"]) for row in counter.typed(receipt)] == [
        (True, True),
        (False, False),
    ]
    assert "cell.opposite_code" not in receipt.counts


def test_a_number_that_means_yes_here_and_no_there_is_told_once_for_its_column(counter: Counter) -> None:
    receipt = counter.take_rows("hoiku", [plain("hoiku"), plain("hoiku", 児童宛名番号="000000000000102")])
    told = [(fault.line, fault.column) for fault in receipt.faults if fault.code == "cell.opposite_code"]
    assert told == [(None, "保育料滞納")]
    assert [(row["fee_arrears"], row["extra_staff"]) for row in counter.typed(receipt)] == [(False, True)] * 2


def test_a_blank_mark_is_no_only_where_one_of_its_group_is_marked(counter: Counter) -> None:
    none = {header: "" for header in plain("kenshin_3_4m") if header.startswith("出来事")}
    rows = [
        plain("kenshin_3_4m"),
        plain("kenshin_3_4m", 宛名番号="000000000000102", **none),
        plain("kenshin_3_4m", 宛名番号="000000000000103", 受診区分="未受診", 受診日="", 育てにくさ="", **none),
    ]
    receipt = counter.take_rows("kenshin_3_4m", rows)
    marked, unmarked, absent = counter.typed(receipt)
    assert (marked["ev_left_alone"], marked["ev_hit"], marked["ev_hit__why"]) == (True, False, None)
    assert (unmarked["ev_hit"], unmarked["ev_hit__why"]) == (None, Missing.NO_ANSWER)
    assert (absent["ev_hit__why"], absent["hard_to_raise__why"]) == (Missing.NOT_EXAMINED, Missing.NOT_EXAMINED)
    told = [(fault.line, fault.column) for fault in receipt.faults if fault.code == "cell.blank_mark"]
    assert told == [(3, "出来事_いずれもなし")]


def test_a_lone_individual_number_is_not_even_in_the_receipt(counter: Counter) -> None:
    receipt = counter.take_rows("juki_kojin", [plain("juki_kojin", 通称="123456789018")])
    assert "123456789018" not in receipt.model_dump_json()
    assert all(b"123456789018" not in data for name, data in counter.published().items() if name.startswith("loads"))
