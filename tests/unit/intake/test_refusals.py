"""What is not taken, beside what is: refused with a sentence and a stable code, and nothing in the home changes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date

import pytest

from support.counter import FILE_NAMES, Counter, cells, csv_bytes, file_bytes, kaisei, plain, workbook
from tsunagu.intake import Receipt
from tsunagu.purpose import end_row, rows_of

JUKI, NAME, LEDGER = "juki_kojin", "JUKI_KOJIN_20261031.csv", "家児相_相談台帳.xlsx"


def juki(**changes: str) -> bytes:
    return file_bytes(JUKI, [plain(JUKI, **changes)])


def columns_of_my_number() -> bytes:
    table = cells(JUKI, [plain(JUKI, 宛名番号=f"{number:015}") for number in range(1, 5)])
    for row, cell in zip(
        table, ["個人番号", "123456789018", "100000000005", "1000 0000 0013", "234567890124"], strict=True
    ):
        row.append(cell)
    return csv_bytes(table)


BAD_FILES: list[tuple[str, str, Callable[[], bytes], str, str]] = [
    ("nothing at all", NAME, lambda: b"", "file.empty", "空"),
    ("blanks only", NAME, lambda: b"\r\n \r\n", "file.empty", "空"),
    ("headings only", NAME, lambda: csv_bytes(cells(JUKI, [])), "file.empty", "見出しだけ"),
    ("a web page", NAME, lambda: b"<html><body>session</body></html>", "file.not_what_it_claims", "HTML"),
    (
        "an old .xls",
        LEDGER,
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "file.not_what_it_claims",
        ".xls",
    ),
    ("a workbook named .csv", NAME, lambda: workbook([("a", [["宛名番号"]])]), "file.not_what_it_claims", "拡張子"),
    ("a CSV named .xlsx", LEDGER, juki, "file.not_what_it_claims", "Excel（.xlsx）ではありません"),
    ("a PDF", NAME, lambda: b"%PDF-1.7\n", "file.not_what_it_claims", "PDF"),
    (
        "headings of another source",
        NAME,
        lambda: file_bytes("kenshin_3_4m", [plain("kenshin_3_4m")]),
        "file.not_what_it_claims",
        "3〜4か月児健診",
    ),
    ("no headings", NAME, lambda: csv_bytes(cells(JUKI, [plain(JUKI)])[1:]), "file.header_missing", "見出し"),
    (
        "a needed heading misspelt",
        NAME,
        lambda: juki().replace("宛名番号".encode(), "宛名番合".encode()),
        "file.header_missing",
        "宛名番合",
    ),
    ("UTF-16", NAME, lambda: juki().decode().encode("utf-16"), "file.undecodable", "UTF-16"),
    ("EUC-JP", NAME, lambda: juki().decode().encode("euc_jp"), "file.undecodable", "EUC-JP"),
    ("JIS", NAME, lambda: juki().decode().encode("iso2022_jp"), "file.undecodable", "JIS"),
    ("NUL bytes", NAME, lambda: juki().replace(b"2015", b"2\0\0015"), "file.nul_bytes", "NUL"),
    ("half UTF-8, half CP932", NAME, lambda: juki() + juki().decode().encode("cp932"), "file.undecodable", "混ざって"),
    (
        "cut in the middle of a row",
        NAME,
        lambda: juki()[: juki().rindex("佐藤".encode()) + 6],
        "file.truncated",
        "途中",
    ),
    (
        "a workbook cut short",
        LEDGER,
        lambda: file_bytes("jido_sodan", [plain("jido_sodan")])[:-800],
        "file.archive_broken",
        "Excel",
    ),
    (
        "no trailer record",
        FILE_NAMES["kaigo"],
        lambda: file_bytes("kaigo", [plain("kaigo")]).replace(b"3,1\r\n", b""),
        "file.truncated",
        "トレーラ",
    ),
    ("a column of Individual Numbers", NAME, columns_of_my_number, "file.my_number", "個人番号"),
    ("a line without end", NAME, lambda: juki() + b"x" * (1 << 21), "file.too_large", "1行"),
    ("broken JSON", "見守り情報.json", lambda: b'{"schema": 1, "rows": [}', "file.not_what_it_claims", "JSON"),
    (
        "JSON of another source",
        "見守り情報.json",
        lambda: b'{"schema":1,"source":"cases_values","rows":[]}',
        "file.not_what_it_claims",
        "cases_values",
    ),
    (
        "what Excel leaves beside an open book",
        "~$家児相_相談台帳.xlsx",
        lambda: b"\x05abc",
        "file.lock_file",
        "Excelを閉じて",
    ),
    ("pictures Windows remembers", "Thumbs.db", lambda: b"\xd0\xcf", "file.system_file", "出さなくてよい"),
    ("a document", "送付書.PDF", lambda: b"%PDF-1.7\n", "file.document", "CSVかExcel"),
    ("a picture", "名簿.jpg", lambda: b"\xff\xd8\xff", "file.document", "画像"),
    ("a note", "読んでください.txt", lambda: "名簿を送ります".encode(), "file.note_text", "送り状やメモ"),
    (
        "a table nobody declared is no note",
        "なぞ.csv",
        lambda: b"a,b\r\n1,2\r\n",
        "file.unknown_source",
        "様式の下書き",
    ),
    ("no row of which anything is left", NAME, lambda: juki(宛名番号=""), "file.not_what_it_claims", "1行のどれも"),
]


@pytest.mark.parametrize(("what", "name", "data", "code", "word"), BAD_FILES, ids=[case[0] for case in BAD_FILES])
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_changes(
    counter: Counter, what: str, name: str, data: Callable[[], bytes], code: str, word: str
) -> None:
    counter.take_rows("bango_taio", [plain("bango_taio")])
    before = counter.published()
    receipt = counter.take(name, data())
    assert (receipt.status, receipt.load_id) == ("refused", None)
    assert code in receipt.counts, receipt.sentence
    assert word in receipt.sentence
    assert kaisei().faults[code].remedy in receipt.sentence
    assert receipt.rows_in == receipt.rows_accepted + receipt.rows_refused
    assert counter.published() == before
    assert (counter.home / "receipts").glob(f"{receipt.sha256[:16]}*{code}.json")


def test_the_sentence_names_the_line(counter: Counter) -> None:
    rows = [plain(JUKI, 宛名番号=f"{number:015}") for number in range(1, 5)]
    data = file_bytes(JUKI, rows).replace("佐藤".encode(), b"\xff\xff", 3)
    assert [fault.line for fault in counter.take(NAME, data).faults] == [2]


def test_a_name_nobody_declared_and_a_name_two_sources_share(counter: Counter) -> None:
    assert list(counter.take("なぞ.csv", b"a,b\n").counts) == ["file.unknown_source"]


def test_copy_marks_and_decomposed_names_are_the_same_name(counter: Counter) -> None:
    import unicodedata

    for day, name in enumerate(("JUKI_KOJIN_20261031 (1).csv", "JUKI_KOJIN_20261031 - コピー.csv"), 1):
        assert counter.take(name, juki(), day=date(2026, 10, day)).taken
    decomposed = unicodedata.normalize("NFD", "健診_3_4か月.csv")
    receipt = counter.take(decomposed, file_bytes("kenshin_3_4m", [plain("kenshin_3_4m")]))
    assert (receipt.source, receipt.file) == ("kenshin_3_4m", "健診_3_4か月.csv")


def test_the_same_bytes_again_are_recognised_and_change_nothing(counter: Counter) -> None:
    counter.take(NAME, juki())
    before = counter.published()
    again = counter.take(NAME, juki())
    assert (again.status, again.taken, again.rows_in) == ("already_received", True, 1)
    assert counter.published() == before


def test_other_bytes_for_the_same_month_need_a_reason(counter: Counter) -> None:
    first = counter.take(NAME, juki())
    before = counter.published()
    refused = counter.take(NAME, juki(氏名="別の　人"))
    assert list(refused.counts) == ["file.other_bytes_same_period"]
    assert counter.published() == before
    taken = counter.take(NAME, juki(氏名="別の　人"), replace="市民課の出し直し")
    assert (taken.status, taken.replaces, taken.replace_reason) == ("accepted", first.load_id, "市民課の出し直し")
    assert set(before) < set(counter.published()), "what was replaced stays"


def test_another_month_and_another_school_are_other_files(counter: Counter) -> None:
    assert counter.take(NAME, juki()).taken
    assert counter.take("JUKI_KOJIN_20261130.csv", juki(氏名="翌月　の")).period == "2026-11"
    assert counter.take_rows("shukketsu", [plain("shukketsu")]).part == "001"
    assert (
        counter.take(
            "出欠_月別_文命中学校_2026.csv",
            file_bytes("shukketsu", [plain("shukketsu", 学校コード="101", 学年="7", 番号="8")]),
        ).part
        == "101"
    )


def test_the_month_is_that_of_the_name_else_of_the_day(counter: Counter) -> None:
    assert counter.take("JUKI_KOJIN_20260930.csv", juki()).period == "2026-09"
    assert counter.take_rows("bango_taio", [plain("bango_taio")], day=date(2026, 8, 3)).period == "2026-08"
    assert counter.take_rows("shukketsu", [plain("shukketsu")], day=date(2026, 8, 3)).period == "2026-08"


def test_a_file_without_a_purpose_is_refused_by_name(counter: Counter) -> None:
    for row in rows_of(counter.home).values():
        if any(item.partition(".")[0] == JUKI for item in row.items):
            end_row(counter.home, row.id, last_day=date(2026, 9, 30), reason="終了", by="責任者", on=date(2026, 9, 1))
    refused = counter.take(NAME, juki())
    assert list(refused.counts) == ["file.no_purpose"]
    assert "住民基本台帳" in refused.sentence
    assert counter.published() == {}
    assert counter.take("JUKI_KOJIN_20260930.csv", juki(), day=date(2026, 9, 30)).taken, (
        "on its last day it may still be used"
    )


def test_every_cell_quoted_or_none_gives_the_same(counter: Counter) -> None:
    table = cells(JUKI, [plain(JUKI)])
    bare = counter.take(NAME, csv_bytes(table))
    quoted = counter.take(NAME, csv_bytes(table, quoting=csv.QUOTE_ALL), replace="引用符")
    assert counter.typed(bare) == counter.typed(quoted)


def test_an_unexpected_error_becomes_a_sentence_and_no_traceback(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("佐藤　葵")

    monkeypatch.setattr("tsunagu.intake.receiving.read_file", fail)
    receipt: Receipt = counter.take(NAME, juki())
    assert list(receipt.counts) == ["file.other"]
    assert "佐藤" not in receipt.model_dump_json()


def test_a_file_that_cannot_be_opened_has_a_receipt_too(counter: Counter) -> None:
    (counter.folder / "inbox" / NAME).mkdir()
    from tsunagu.intake import receive

    [receipt] = receive(
        [counter.folder / "inbox" / NAME], home=counter.home, pack=counter.pack, received_on=date(2026, 10, 31)
    )
    assert list(receipt.counts) == ["file.unreadable"]
