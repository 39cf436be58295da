"""Faults of a file as a whole that do not stop it: it is read, and the department hears how to write it next time."""

from __future__ import annotations

from datetime import date

from support.counter import Counter, cells, csv_bytes, plain, workbook
from tsunagu.intake import Receipt

JUKI, NAME = "juki_kojin", "JUKI_KOJIN_20261031.csv"


def codes(receipt: Receipt) -> list[str]:
    assert receipt.status == "accepted", receipt.sentence
    assert all(fault.line is None and fault.column is None for fault in receipt.faults)
    return [fault.code for fault in receipt.faults]


def test_a_bom_before_the_first_heading(counter: Counter) -> None:
    assert codes(counter.take(NAME, csv_bytes(cells(JUKI, [plain(JUKI)]), "utf-8-sig"))) == ["file.bom"]


def test_letters_that_only_windows_has(counter: Counter) -> None:
    receipt = counter.take_rows("shukketsu", [plain("shukketsu", 氏名="髙橋　①")])
    assert codes(receipt) == ["file.cp932_extension"]
    assert "2行目の「髙」" in receipt.faults[0].cause
    assert counter.typed(receipt)[0]["name"] == "髙橋　①"


def test_another_encoding_than_agreed(counter: Counter) -> None:
    receipt = counter.take(
        "出欠_月別_開成小学校_2026.csv", csv_bytes(cells("shukketsu", [plain("shukketsu")]), "utf-8")
    )
    assert codes(receipt) == ["file.encoding_differs"]
    assert receipt.encoding == "utf-8"


def test_title_rows_above_the_headings(counter: Counter) -> None:
    table = [["住民の一覧"], ["※取扱注意"], [], *cells(JUKI, [plain(JUKI)])]
    receipt = counter.take(NAME, csv_bytes(table))
    assert codes(receipt) == ["file.title_rows"]
    assert counter.typed(receipt)[0]["line"] == 5


def test_a_heading_twice_an_undeclared_one_and_a_missing_one(counter: Counter) -> None:
    table = cells(JUKI, [plain(JUKI)])
    place = table[0].index("住所_方書")
    table = [
        [*row[:place], *row[place + 1 :], *extra]
        for row, extra in zip(table, (["性別", "連絡欄"], ["2", "電話"]), strict=True)
    ]
    receipt = counter.take(NAME, csv_bytes(table))
    assert sorted(codes(receipt)) == ["file.duplicate_header", "file.extra_column", "file.missing_column"]
    assert receipt.dropped_columns == ["連絡欄"]
    row = counter.typed(receipt)[0]
    assert (row["sex"], row["building"]) == ("男", None)
    assert "電話" not in receipt.model_dump_json()


def test_headings_in_another_order_width_or_with_blanks_are_the_same_headings(counter: Counter) -> None:
    table = [list(reversed(row)) for row in cells(JUKI, [plain(JUKI)])]
    table[0] = [heading.replace("続柄1", "続柄１").replace("宛名番号", " 宛名 番号") for heading in table[0]]
    receipt = counter.take(NAME, csv_bytes(table))
    assert codes(receipt) == []
    assert counter.typed(receipt)[0]["resident_no"] == "000000000000101"


def test_a_workbook_with_titles_typed_dates_and_a_second_sheet(counter: Counter) -> None:
    table = cells("jido_sodan", [plain("jido_sodan", 宛名番号="")])
    table[1][table[0].index("受付日")] = date(2026, 5, 2)  # type: ignore[call-overload]
    table[1][table[0].index("宛名番号")] = 101  # type: ignore[call-overload]
    more = cells("jido_sodan", [plain("jido_sodan", 受付番号="R002")])
    receipt = counter.take(
        "家児相_相談台帳.xlsx",
        workbook([("令和8年度", [["相談台帳"], [], *table]), ("続き", more), ("メモ", [["書き方"]])]),
    )
    assert receipt.status == "accepted", receipt.sentence
    assert {(fault.sheet, fault.line, fault.code) for fault in receipt.faults} == {
        (None, None, "file.title_rows"),
        ("令和8年度", 4, "cell.leading_zeros_lost"),
        (None, None, "file.unread_sheet"),
    }
    rows = counter.typed(receipt)
    assert [(row["sheet"], row["line"], row["receipt_no"]) for row in rows] == [
        ("令和8年度", 4, "R001"),
        ("続き", 2, "R002"),
    ]
    assert rows[0]["received_on"] == date(2026, 5, 2)
    assert rows[0]["resident_no"] == "000000000000101"


def test_serial_numbers_of_the_1904_calendar(counter: Counter) -> None:
    table = cells("jido_sodan", [plain("jido_sodan")])
    table[1][table[0].index("受付日")] = 44682  # type: ignore[call-overload]
    from_1900 = counter.take("家児相_相談台帳.xlsx", workbook([("台帳", table)]))
    from_1904 = counter.take("家児相_相談台帳.xlsx", workbook([("台帳", table)], date_1904=True), replace="暦の確認")
    assert counter.typed(from_1900)[0]["received_on"] == date(2022, 5, 1)
    assert counter.typed(from_1904)[0]["received_on"] == date(2026, 5, 2)


def test_a_ledger_whose_earlier_rows_are_gone(counter: Counter) -> None:
    counter.take_rows("jido_sodan", [plain("jido_sodan"), plain("jido_sodan", 受付番号="R002")], day=date(2026, 9, 30))
    receipt = counter.take_rows("jido_sodan", [plain("jido_sodan")], day=date(2026, 10, 31))
    assert codes(receipt) == ["file.overwritten_history"]
    again = counter.take_rows(
        "jido_sodan", [plain("jido_sodan"), plain("jido_sodan", 受付番号="R003")], day=date(2026, 11, 30)
    )
    assert codes(again) == []
