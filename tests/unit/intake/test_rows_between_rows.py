"""Totals, repeats and headings in two rows: what is taken for one of them, and what only looks like one."""

from __future__ import annotations

import pytest

from support.counter import FILE_NAMES, Counter, cells, csv_bytes, plain
from tests.unit.intake.tiny_files import aid_list
from tsunagu.catalog import load_pack
from tsunagu.intake.heading_levels import join_levels

AID, NAME = "shugaku_enjo", FILE_NAMES["shugaku_enjo"]
ATTENDANCE = "shukketsu"


def test_a_total_is_a_refused_row_and_its_odd_cells_are_no_faults(counter: Counter) -> None:
    total = {"学校名": "学級計", "学年": "計", "世帯員数": "およそ3", "学用品費": "11,630円"}
    receipt = counter.take(NAME, aid_list(("一覧", [plain(AID), total])))
    assert (receipt.rows_in, receipt.rows_accepted, receipt.rows_refused) == (2, 1, 1)
    assert receipt.counts == {"row.subtotal": 1}


@pytest.mark.parametrize("word", ["計", "合　計", " 平均：", "学年計"])
def test_totals_in_a_text_file_are_told_at_their_line(counter: Counter, word: str) -> None:
    total = {"氏名": word, "授業日数": "20", "遅刻": "2.5"}
    table = cells(ATTENDANCE, [plain(ATTENDANCE), total, plain(ATTENDANCE, 番号="2")])
    receipt = counter.take(FILE_NAMES[ATTENDANCE], csv_bytes(table, "cp932"))
    assert [(fault.line, fault.code) for fault in receipt.faults] == [(3, "row.subtotal")]
    assert [row["line"] for row in counter.typed(receipt)] == [2, 4]


def test_a_child_without_a_number_is_no_total_and_a_note_about_totals_is_none_either(counter: Counter) -> None:
    rows = [
        plain(ATTENDANCE),
        plain(ATTENDANCE, 番号="2", 月="", 備考="計算中"),
        plain(ATTENDANCE, 番号="3", 備考="計"),
    ]
    receipt = counter.take_rows(ATTENDANCE, rows)
    assert receipt.counts == {"row.key_missing": 1}
    assert [row["note"] for row in counter.typed(receipt)] == ["特になし", "計"]


def test_what_follows_a_total_takes_nothing_from_it(counter: Counter) -> None:
    rows = [plain(AID), {"学年": "計", "世帯員数": "3"}, plain(AID, 学年="", 組="2", 氏名="鈴木　陽")]
    receipt = counter.take(NAME, aid_list(("一覧", rows)))
    assert "cell.ditto_filled" not in receipt.counts
    assert counter.typed(receipt)[-1]["grade"] is None


def test_nothing_is_filled_across_sheets_nor_above_the_first_row(counter: Counter) -> None:
    first = aid_list(("一組", [plain(AID, 学年="")]), ("二組", [plain(AID, 学年="", 組="2", 氏名="鈴木　陽")]))
    assert [row["grade"] for row in counter.typed(counter.take(NAME, first))] == [None, None]


def test_nothing_is_filled_in_an_entry_sheet() -> None:
    sheet = load_pack("standard").layouts[AID][-1]
    assert [column.header for column in sheet.columns if column.repeats_above] == []


def test_two_rows_of_headings_are_joined_only_where_that_is_declared() -> None:
    upper, lower = ["学年", "欠席", "", "備考"], ["", "病欠", "事故欠", ""]
    assert join_levels(upper, lower, {"学年", "病欠", "事故欠", "備考"}) == ["学年", "病欠", "事故欠", "備考"]
    assert join_levels(upper, lower, {"欠席_病欠"}) == ["学年", "欠席_病欠", "欠席_事故欠", "備考"]


def test_a_row_of_data_is_never_taken_for_a_second_row_of_headings(counter: Counter) -> None:
    table = cells(ATTENDANCE, [plain(ATTENDANCE, 氏名="備考"), plain(ATTENDANCE, 番号="2")])
    table[0][table[0].index("備考")] = "メモ"
    receipt = counter.take(FILE_NAMES[ATTENDANCE], csv_bytes(table, "cp932"))
    assert receipt.rows_in == 2
    assert "file.two_level_header" not in receipt.counts
