"""Individual Numbers that stand where nobody reads: the file is refused all the same, and nothing of it is kept.

Beside each refusal the same file with other numbers, which is taken.
"""

from __future__ import annotations

import json

import pytest

from support.counter import Counter, cells, csv_bytes, plain, workbook
from support.individual_numbers import my_number

JUKI, NAME = "juki_kojin", "JUKI_KOJIN_20261031.csv"
LEDGER, LEDGER_NAME = "jido_sodan", "家児相_相談台帳.xlsx"
NUMBERS = [my_number(30_000_000_000 + 7919 * i) for i in range(12)]
OTHERS = [f"{int(number) + 1:012d}" for number in NUMBERS]
"""Twelve digits as well, but no check digit fits."""


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
