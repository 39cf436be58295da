"""Faults of whole rows: one bad row never costs the others, and in = accepted + refused."""

from __future__ import annotations

from support.counter import Counter, cells, csv_bytes, file_bytes, places, plain
from tsunagu.intake import Receipt

JUKI, NAME = "juki_kojin", "JUKI_KOJIN_20261031.csv"
OTHER = "000000000000102"


def counts(receipt: Receipt) -> tuple[int, int, int]:
    return receipt.rows_in, receipt.rows_accepted, receipt.rows_refused


def test_a_row_without_its_number_is_refused_and_the_others_stay(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=""), plain(JUKI, 宛名番号=OTHER)])
    assert counts(receipt) == (3, 2, 1)
    assert (3, "宛名番号", "row.key_missing") in places(receipt)
    assert [row["line"] for row in counter.typed(receipt)] == [2, 4]


def test_a_number_that_lost_its_digits_refuses_its_row(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI), plain(JUKI, 宛名番号="1.23E+14")])
    assert counts(receipt) == (2, 1, 1)
    assert {(3, "宛名番号", "cell.key_exponent"), (3, "宛名番号", "row.key_missing")} <= places(receipt)


def test_of_two_rows_with_one_key_the_first_stays(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=OTHER), plain(JUKI, 氏名="別の　人")])
    assert counts(receipt) == (3, 2, 1)
    assert (4, "宛名番号", "row.duplicate_key") in places(receipt)
    assert [row["name"] for row in counter.typed(receipt)] == ["佐藤　葵", "佐藤　葵"]


def test_a_padded_number_is_the_same_key(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI), plain(JUKI, 宛名番号="101")])
    assert {(3, "宛名番号", "cell.leading_zeros_lost"), (3, "宛名番号", "row.duplicate_key")} == places(receipt)


def test_rows_with_too_many_or_too_few_cells_are_refused_at_their_line(counter: Counter) -> None:
    table = cells(
        JUKI,
        [
            plain(JUKI),
            plain(JUKI, 宛名番号=OTHER),
            plain(JUKI, 宛名番号="000000000000103"),
            plain(JUKI, 宛名番号="000000000000104"),
        ],
    )
    table[2].append("余り")
    table[3].pop()
    receipt = counter.take(NAME, csv_bytes(table))
    assert counts(receipt) == (4, 2, 2)
    assert places(receipt) == {(3, "", "row.too_many_cells"), (4, "", "row.too_few_cells")}
    assert [row["line"] for row in counter.typed(receipt)] == [2, 5]


def test_a_comma_behind_the_last_cell_costs_nothing(counter: Counter) -> None:
    table = cells(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=OTHER)])
    table[2].append("")
    assert counts(counter.take(NAME, csv_bytes(table))) == (2, 2, 0)


def test_an_unclosed_quote_spoils_one_row_at_most(counter: Counter) -> None:
    text = csv_bytes(
        cells(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=OTHER), plain(JUKI, 宛名番号="000000000000103")])
    ).decode()
    lines = text.split("\r\n")
    lines[2] = lines[2].replace("佐藤　葵", '佐藤"　葵')
    lines[1] = lines[1].replace("佐藤　葵", '"佐藤　葵')
    receipt = counter.take(NAME, "\r\n".join(lines).encode())
    assert counts(receipt) == (3, 3, 0)
    assert {place for place in places(receipt) if place[2] == "row.ragged_quotes"} == {
        (2, "", "row.ragged_quotes"),
        (3, "", "row.ragged_quotes"),
    }
    assert [row["name"] for row in counter.typed(receipt)] == ["佐藤　葵"] * 3


def test_line_breaks_inside_quotes_keep_the_lines_of_later_rows(counter: Counter) -> None:
    rows = [plain(JUKI, 住所_方書="コーポ\r\n101\r\n号"), plain(JUKI, 宛名番号=OTHER, 性別="7")]
    receipt = counter.take_rows(JUKI, rows)
    assert [row["line"] for row in counter.typed(receipt)] == [2, 5]
    assert (5, "性別", "cell.unknown_code") in places(receipt)


def test_a_doubled_quote_inside_quotes_is_no_fault(counter: Counter) -> None:
    receipt = counter.take_rows(JUKI, [plain(JUKI, 住所_方書='コーポ"葵"')])
    assert receipt.faults == []
    assert counter.typed(receipt)[0]["building"] == 'コーポ"葵"'


def test_blank_lines_and_rows_of_commas_are_no_rows(counter: Counter) -> None:
    data = csv_bytes(cells(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=OTHER)]))
    head, first, second = data.split(b"\r\n")[:3]
    empty = b"," * 28
    receipt = counter.take(NAME, b"\r\n".join([head, first, b"", empty, second, empty, b""]))
    assert counts(receipt) == (2, 2, 0)
    assert [row["line"] for row in counter.typed(receipt)] == [2, 5]


def test_old_line_ends_and_mixed_ones_are_read(counter: Counter) -> None:
    data = csv_bytes(cells(JUKI, [plain(JUKI), plain(JUKI, 宛名番号=OTHER)]))
    for number, ends in enumerate((b"\r", b"\n")):
        receipt = counter.take(
            f"JUKI_KOJIN_2026100{number + 1}.csv", data.replace(b"\r\n", ends), replace="改行の形" if number else None
        )
        assert [row["line"] for row in counter.typed(receipt)] == [2, 3]
    mixed = data.replace(b"\r\n", b"\n", 1)
    assert counts(counter.take("JUKI_KOJIN_20261003.csv", mixed, replace="改行の形")) == (2, 2, 0)


def test_a_sum_that_does_not_add_up_is_named_at_the_total(counter: Counter) -> None:
    rows = [plain("shukketsu"), plain("shukketsu", 番号="2", 出席日数="18"), plain("shukketsu", 番号="3", 事故欠="")]
    receipt = counter.take_rows("shukketsu", rows)
    assert places(receipt) == {(3, "出席すべき日数", "row.sum_mismatch")}
    assert counts(receipt) == (3, 3, 0)


def test_a_number_given_to_two_persons_is_named_on_both_rows(counter: Counter) -> None:
    rows = [plain("bango_taio"), plain("bango_taio", 宛名番号=OTHER), plain("bango_taio", 番号="0000000009")]
    receipt = counter.take_rows("bango_taio", rows)
    assert {place for place in places(receipt) if place[2].startswith("row")} == {
        (1, "番号", "row.identifier_conflict"),
        (2, "番号", "row.identifier_conflict"),
    }


def test_a_child_on_two_schools_lists_is_named_on_the_second(counter: Counter) -> None:
    first = counter.take_rows("shukketsu", [plain("shukketsu"), plain("shukketsu", 番号="2", ふりがな="べつ　こ")])
    second = counter.take(
        "出欠_月別_開成南小学校_2026.csv", file_bytes("shukketsu", [plain("shukketsu", 学校コード="002")])
    )
    assert (first.part, second.part) == ("001", "002")
    assert first.faults == []
    assert places(second) == {(2, "性別", "row.double_enrolment")}


def test_control_and_trailer_records_are_no_rows_and_the_count_is_checked(counter: Counter) -> None:
    receipt = counter.take_rows("kaigo", [plain("kaigo")])
    assert counts(receipt) == (1, 1, 0)
    assert receipt.faults == []
    assert counter.typed(receipt)[0]["line"] == 2
    wrong = file_bytes("kaigo", [plain("kaigo")]).replace(b"3,1\r\n", b"3,2\r\n")
    assert places(counter.take("介護認定.csv", wrong, replace="件数の確認")) == {(3, "", "row.record_count_mismatch")}


def test_reading_fast_and_carefully_gives_the_same_rows(counter: Counter) -> None:
    """A record over two lines is cut by itself; the other rows must not notice."""
    rows = [
        plain(JUKI, 宛名番号=f"{number:015}", 性別=str(number % 4), 生年月日=f"2015-04-{number % 33:02}")
        for number in range(1, 60)
    ]
    fast = counter.take_rows(JUKI, rows)
    careful = counter.take_rows(
        JUKI, [*rows, plain(JUKI, 宛名番号="000000000000999", 住所_方書="二\n行")], replace="一行ふえました"
    )
    assert counter.typed(careful)[:-1] == counter.typed(fast)
    assert places(fast) == {place for place in places(careful) if place[0] < 61}
