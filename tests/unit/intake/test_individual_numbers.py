"""Individual Numbers that stand where nobody reads: the file is refused all the same, and nothing of it is kept.

Beside each refusal the same file with other numbers, which is taken.
"""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from support.counter import Counter, cells, csv_bytes, plain, workbook
from support.individual_numbers import my_number
from support.roster_zip import PAGES, zipped
from tsunagu.catalog import Pack, SourceColumn, load_pack
from tsunagu.intake.glued_numbers import lines_spread_over, may_hold_numbers
from tsunagu.intake.my_number import passes
from tsunagu.intake.problems import FileRefused
from tsunagu.intake.unread_texts import refuse_numbers_in_text

JUKI, NAME = "juki_kojin", "JUKI_KOJIN_20261031.csv"
LEDGER, LEDGER_NAME = "jido_sodan", "家児相_相談台帳.xlsx"
NUMBERS = [my_number(30_000_000_000 + 7919 * i) for i in range(12)]
OTHERS = [f"{int(number) + 1:012d}" for number in NUMBERS]
"""Twelve digits as well, but no check digit fits."""


@pytest.fixture(scope="module")
def standard() -> Pack:
    return load_pack("standard")


def refused(counter: Counter, name: str, data: bytes) -> str:
    """The receipt's sentence; nothing of the file is left in the home, and no number stands in any receipt."""
    receipt = counter.take(name, data)
    assert "file.my_number" in receipt.counts, receipt.sentence
    assert counter.published() == {}
    assert not list((counter.home / "originals").glob("*"))
    assert not any(number in receipt.model_dump_json() for number in NUMBERS)
    return receipt.sentence


def taken(counter: Counter, name: str, data: bytes) -> None:
    receipt = counter.take(name, data)
    assert receipt.status == "accepted", receipt.sentence


def juki_rows(count: int) -> list[dict[str, str]]:
    return [dict(plain(JUKI, 宛名番号=f"{number:015}")) for number in range(1, count + 1)]


def with_column(heading: str, column: list[str], *, first: bool = False) -> list[list[str]]:
    table = cells(JUKI, juki_rows(len(column)))
    return [[one, *row] if first else [*row, one] for row, one in zip(table, [heading, *column], strict=True)]


UNNAMED, DOUBLED = ["", "　", " \t"], ["性別", " 性 別"]


@pytest.mark.parametrize(
    ("heading", "first"), [*((one, False) for one in [*UNNAMED, *DOUBLED, "連絡欄"]), *((one, True) for one in UNNAMED)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_column_is_looked_at_whatever_its_heading(counter: Counter, heading: str, encoding: str, first: bool) -> None:
    sentence = refused(counter, NAME, csv_bytes(with_column(heading, NUMBERS, first=first), encoding))
    assert "個人番号" in sentence
    taken(counter, NAME, csv_bytes(with_column(heading, OTHERS, first=first), encoding))


@pytest.mark.parametrize("heading", ["", "　", "氏名"])
def test_a_column_of_a_workbook_is_looked_at_whatever_its_heading(counter: Counter, heading: str) -> None:
    def book(column: list[str]) -> bytes:
        table = cells(LEDGER, [plain(LEDGER, 受付番号=f"R{i:03}") for i in range(len(column))])
        return workbook([("台帳", [[*row, one] for row, one in zip(table, [heading, *column], strict=True)])])

    refused(counter, LEDGER_NAME, book(NUMBERS))
    taken(counter, LEDGER_NAME, book(OTHERS))


def test_a_column_below_the_last_row_of_the_table_is_looked_at(counter: Counter) -> None:
    def text(column: list[str]) -> bytes:
        table = [[*row, ""] for row in cells(JUKI, juki_rows(2))]
        return csv_bytes(table + [[""] * (len(table[0]) - 1) + [number] for number in column])

    refused(counter, NAME, text(NUMBERS))
    taken(counter, NAME, text(OTHERS))


def test_rows_above_the_headings_are_looked_at(counter: Counter) -> None:
    def text(numbers: list[str]) -> bytes:
        return csv_bytes([["住民の一覧"], *([number] for number in numbers), *cells(JUKI, juki_rows(2))])

    refused(counter, NAME, text(NUMBERS))
    taken(counter, NAME, text(OTHERS))


def test_a_key_of_a_json_file_without_a_name_is_looked_at(counter: Counter) -> None:
    name, source = "見守り情報.json", counter.pack.sources["mimamori"]

    def document(column: list[str]) -> bytes:
        row = dict.fromkeys((column.header for column in source.columns), "")
        return json.dumps({"schema": 1, "source": "mimamori", "rows": [{**row, " ": one} for one in column]}).encode()

    refused(counter, name, document(NUMBERS))
    assert "file.my_number" not in counter.take(name, document(OTHERS)).counts


def ledger(*more: tuple[str, list[list[str]]]) -> bytes:
    return workbook([("台帳", cells(LEDGER, [plain(LEDGER)])), *more])


@pytest.mark.parametrize("sideways", [False, True])
def test_a_sheet_nobody_reads_is_looked_at(counter: Counter, sideways: bool) -> None:
    def book(numbers: list[str]) -> bytes:
        table = [["氏名", *numbers]] if sideways else [["メモ", "番号"], *(["佐藤, 葵", number] for number in numbers)]
        return ledger(("名簿", table))

    sentence = refused(counter, LEDGER_NAME, book(NUMBERS))
    assert "名簿" in sentence
    taken(counter, LEDGER_NAME, book(OTHERS))


def test_a_column_among_other_numbers_on_a_sheet_nobody_reads_is_looked_at(counter: Counter) -> None:
    def book(column: list[str]) -> bytes:
        others = [f"{int(one) + 1_000:012d}" for one in OTHERS]
        return ledger(("名簿", [list(row) for row in zip(OTHERS, others, column, strict=True)]))

    refused(counter, LEDGER_NAME, book(NUMBERS))
    taken(counter, LEDGER_NAME, book(OTHERS))


def test_a_sheet_that_is_left_unread_by_declaration_is_looked_at(counter: Counter) -> None:
    def book(numbers: list[str]) -> bytes:
        return ledger(("書き方", [[number] for number in numbers]))

    source = counter.pack.sources[LEDGER]
    layout = source.layout.model_copy(update={"left_unread": ("書き方",)})
    named = {**counter.pack.sources, LEDGER: source.model_copy(update={"layout": layout})}
    counter.pack = replace(counter.pack, sources=named)
    refused(counter, LEDGER_NAME, book(NUMBERS))
    taken(counter, LEDGER_NAME, book(OTHERS))


def packed(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            package.writestr(name, data)
    return target.getvalue()


def lines(numbers: list[str], encoding: str = "utf-8") -> bytes:
    return ("氏名,番号\r\n" + "".join(f"佐藤　葵,{number}\r\n" for number in numbers)).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
@pytest.mark.parametrize("wide", [False, True])
def test_a_member_of_a_zip_nobody_reads_is_looked_at(tmp_path: Path, standard: Pack, encoding: str, wide: bool) -> None:
    def package(numbers: list[str]) -> bytes:
        written_so = [one.translate({ord(str(n)): 0xFF10 + n for n in range(10)}) if wide else one for one in numbers]
        return zipped(PAGES, notes__txt=lines(written_so, encoding))

    counter = Counter(tmp_path, standard)
    assert "notes.txt" in refused(counter, "oneroster_jp.zip", package(NUMBERS))
    taken(counter, "oneroster_jp.zip", package(OTHERS))


@pytest.mark.parametrize("name", ["manifest.csv", "old/users.csv", "__MACOSX/a.csv"])
def test_members_left_unread_doubled_or_hidden_are_looked_at(tmp_path: Path, standard: Pack, name: str) -> None:
    def package(numbers: list[str]) -> bytes:
        target = io.BytesIO(zipped(PAGES))
        with zipfile.ZipFile(target, "a") as book:
            book.writestr(name, lines(numbers))
        return target.getvalue()

    counter = Counter(tmp_path, standard)
    refused(counter, "oneroster_jp.zip", package(NUMBERS))
    taken(counter, "oneroster_jp.zip", package(OTHERS))


def test_a_workbook_in_a_zip_nobody_reads_is_looked_at(tmp_path: Path, standard: Pack) -> None:
    def package(numbers: list[str]) -> bytes:
        return zipped(PAGES, more__xlsx=workbook([("番号", [[number] for number in numbers])]))

    counter = Counter(tmp_path, standard)
    assert "more.xlsx" in refused(counter, "oneroster_jp.zip", package(NUMBERS))
    taken(counter, "oneroster_jp.zip", package(OTHERS))


def test_what_is_packed_beside_the_one_table_is_looked_at(counter: Counter) -> None:
    table = csv_bytes(cells(JUKI, juki_rows(1)))

    def package(numbers: list[str]) -> bytes:
        return packed((NAME, table), (f"__MACOSX/{NAME}", lines(numbers)))

    name = NAME.replace(".csv", ".zip")
    refused(counter, name, package(NUMBERS))
    taken(counter, name, package(OTHERS))


def test_numbers_far_down_in_a_long_text_are_found(tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    for numbers, found in ((NUMBERS, True), (OTHERS, False)):
        text.write_bytes(b"a,b\n" * 700_000 + lines(numbers))
        with pytest.raises(FileRefused) if found else nullcontext():
            refuse_numbers_in_text(text, "long.txt")


def test_ids_that_only_look_like_numbers_are_no_reason_to_refuse(tmp_path: Path) -> None:
    text = tmp_path / "ids.txt"
    ids = [f"f47ac10b-58cc-4372-a567-{number}\n0.{number}\nA{number}\n{number}9\n{NUMBERS[0]}\n" for number in NUMBERS]
    text.write_text("".join(ids))
    refuse_numbers_in_text(text, "ids.txt")


ZEROS = "0" * 12
"""What stands where a number is not known; its check digit fits."""


def unused(counter: Counter, heading: str) -> None:
    """Let the layout name a column that nothing is read from."""
    source = counter.pack.sources[JUKI]
    named = source.model_copy(update={"columns": (*source.columns, SourceColumn(header=heading))})
    counter.pack = replace(counter.pack, sources={**counter.pack.sources, JUKI: named})


def test_one_number_on_every_row_of_a_column_nobody_declared_may_be_the_one_childs(counter: Counter) -> None:
    one_child = csv_bytes(with_column("番号", [NUMBERS[0]] * 30))
    assert "同じ番号" in refused(counter, NAME, one_child)
    [fault] = [one for one in counter.take(NAME, one_child).faults if one.code == "file.my_number"]
    assert "「使わない」" in fault.remedy, "how a code is told from it"
    unused(counter, "業者コード")
    refused(counter, NAME, one_child)


@pytest.mark.parametrize("constant", [NUMBERS[0], "　".join((NUMBERS[0][:4], NUMBERS[0][4:8], NUMBERS[0][8:]))])
def test_one_number_in_a_column_declared_as_unused_is_a_code_and_is_said(counter: Counter, constant: str) -> None:
    unused(counter, "業者コード")
    refused(counter, NAME, csv_bytes(with_column("業者コード", NUMBERS)))
    receipt = counter.take(NAME, csv_bytes(with_column("業者コード", [constant] * 30)))
    assert receipt.status == "accepted", receipt.sentence
    [fault] = [one for one in receipt.faults if one.code == "cell.my_number"]
    assert (fault.column, fault.cell, "同じ番号" in fault.cause) == ("業者コード", None, True)
    assert constant not in receipt.model_dump_json()


@pytest.mark.parametrize("zeros", [ZEROS, "００００　００００　００００"])
def test_all_zeros_on_every_row_are_no_number(counter: Counter, zeros: str) -> None:
    receipt = counter.take(NAME, csv_bytes(with_column("番号", [zeros] * 30)))
    assert receipt.status == "accepted", receipt.sentence
    assert receipt.counts["cell.my_number"] == 1


def test_one_number_that_fits_no_check_digit_is_not_worth_a_word(counter: Counter) -> None:
    receipt = counter.take(NAME, csv_bytes(with_column("業者コード", [OTHERS[0]] * 30)))
    assert (receipt.status, "cell.my_number" in receipt.counts) == ("accepted", False)


def test_one_number_on_every_row_of_a_declared_column_is_set_aside_cell_by_cell(counter: Counter) -> None:
    rows = [dict(one, 通称=NUMBERS[0]) for one in juki_rows(30)]
    refused(counter, NAME, csv_bytes(cells(JUKI, [dict(one, 通称=NUMBERS[n % 2]) for n, one in enumerate(rows)])))
    receipt = counter.take(NAME, csv_bytes(cells(JUKI, rows)))
    assert (receipt.status, receipt.counts["cell.my_number"]) == ("accepted", 30)
    assert NUMBERS[0] not in receipt.model_dump_json()


@pytest.mark.parametrize("people", [2, 3, 12])
@pytest.mark.parametrize("each", [2, 30])
def test_a_few_people_on_many_rows_are_a_column_of_numbers(counter: Counter, people: int, each: int) -> None:
    refused(counter, NAME, csv_bytes(with_column("番号", NUMBERS[:people] * each)))
    taken(counter, NAME, csv_bytes(with_column("番号", OTHERS[:people] * each)))


@pytest.mark.parametrize("filler", [ZEROS, NUMBERS[0], OTHERS[0]])
def test_numbers_are_found_behind_any_number_of_one_and_the_same(counter: Counter, filler: str) -> None:
    refused(counter, NAME, csv_bytes(with_column("番号", [filler] * 2_100 + NUMBERS[1:])))


@pytest.mark.parametrize("between", [" ", "-", "　", "－", "ー", "−", "‐", "―", "─", "\u00a0"])
def test_numbers_written_in_fours_are_numbers(counter: Counter, between: str) -> None:
    def in_fours(numbers: list[str]) -> list[str]:
        return [between.join((one[:4], one[4:8], one[8:])) for one in numbers]

    refused(counter, NAME, csv_bytes(with_column("番号", in_fours(NUMBERS))))
    refused(counter, LEDGER_NAME, ledger(("名簿", [[number] for number in in_fours(NUMBERS)])))
    taken(counter, NAME, csv_bytes(with_column("番号", in_fours(OTHERS))))
    taken(counter, LEDGER_NAME, ledger(("名簿", [[number] for number in in_fours(OTHERS)])))


@pytest.mark.parametrize("blank", [" ", "　", "\t", "\u00a0", "\x1a"])
def test_blanks_around_numbers_hide_nothing(counter: Counter, blank: str) -> None:
    refused(counter, NAME, csv_bytes(with_column("番号", [f"{number}{blank}" for number in NUMBERS])))
    refused(counter, NAME, csv_bytes(with_column("番号", [f"{blank}{number}" for number in NUMBERS])))
    taken(counter, NAME, csv_bytes(with_column("番号", [f"{number}{blank}" for number in OTHERS])))


@pytest.mark.parametrize("count", [30, 300])
def test_a_declared_cell_in_fours_with_wide_hyphens_is_set_aside(counter: Counter, count: int) -> None:
    """300: more texts than are read one by one, so that the engine's short cut sees them first."""
    in_fours = "ー".join((NUMBERS[0][:4], NUMBERS[0][4:8], NUMBERS[0][8:]))
    rows = [dict(one, 通称=f"佐藤　葵{'あ' * n}" if n else in_fours) for n, one in enumerate(juki_rows(count))]
    receipt = counter.take(NAME, csv_bytes(cells(JUKI, rows)))
    assert (receipt.status, receipt.counts.get("cell.my_number")) == ("accepted", 1), receipt.sentence


def test_one_number_with_and_without_its_hyphens_is_one_number(counter: Counter) -> None:
    one = NUMBERS[0]
    spelled = [one, f"{one[:4]}-{one[4:8]}-{one[8:]}", f"{one[:4]} {one[4:8]} {one[8:]}"]
    unused(counter, "業者コード")
    taken(counter, NAME, csv_bytes(with_column("業者コード", spelled * 10)))


WIDE = {ord(str(n)): 0xFF10 + n for n in range(10)}


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
@pytest.mark.parametrize("shape", ["000000{}", "{}7", "氏名{}", "{}ﾒﾓ0", "13{}77"])
@pytest.mark.parametrize("wide", [False, True])
def test_numbers_glued_to_what_stands_beside_them_are_found(encoding: str, shape: str, wide: bool) -> None:
    def lines_with(numbers: list[str]) -> list[bytes]:
        written = [number.translate(WIDE) if wide else number for number in numbers]
        return [shape.format(number).encode(encoding) for number in written]

    assert may_hold_numbers(lines_with(NUMBERS))
    assert may_hold_numbers(lines_with([ZEROS] * 30 + NUMBERS)), "zeros hide nothing"
    one_child = lines_with([f"{n}{NUMBERS[0]}{n}" for n in range(3)])
    assert may_hold_numbers(one_child), "the one child's, between digits that differ"
    assert not may_hold_numbers(lines_with(OTHERS))
    assert not may_hold_numbers(lines_with([ZEROS] * 30))


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
@pytest.mark.parametrize(("wide", "between"), [(True, "　"), (True, "－"), (False, "　"), (False, "-"), (True, " ")])
def test_numbers_in_fours_glued_to_what_stands_beside_them_are_found(encoding: str, wide: bool, between: str) -> None:
    def lines_with(numbers: list[str]) -> list[bytes]:
        fours = [between.join((one[:4], one[4:8], one[8:])) for one in numbers]
        return [f"13{one.translate(WIDE) if wide else one}77".encode(encoding) for one in fours]

    assert may_hold_numbers(lines_with(NUMBERS))
    assert not may_hold_numbers(lines_with(OTHERS))


def test_what_never_changes_from_row_to_row_is_no_number_unless_it_stands_by_itself() -> None:
    """団体コード、年月日 and amounts filled up with zeros: twelve of their digits fit a check digit by chance."""
    for code in range(100, 111):
        rows = [f"{code}66720261031{amount:010d}".encode() for amount in range(100, 2_000, 100)]
        assert not may_hold_numbers(rows), code
    assert any(passes(f"{code}667202610") for code in range(100, 111)), "by chance one of them does"
    assert may_hold_numbers([f"氏名{NUMBERS[0]} {n}".encode() for n in range(9)])


def test_of_a_large_file_lines_from_all_over_it_are_looked_at_and_of_endless_lines_nothing_is_said() -> None:
    filler, numbers = b"1" * 150 + b"\n", b"".join(f"7{one}".encode().ljust(150) + b"\n" for one in NUMBERS * 400)
    assert may_hold_numbers(lines_spread_over(filler.replace(b"1", b" ") * 20_000 + numbers)), "at the very end"
    assert not may_hold_numbers(lines_spread_over(filler.replace(b"1", b" ") * 20_000))
    assert may_hold_numbers(lines_spread_over((b"1" * 1_000_000 + b"\n") * 3)), "nobody can say"
    few = [f"{n:03d}".encode() for n in range(300)]
    assert sorted(lines_spread_over(b"\r\n".join(few))) == few
