"""Colours, strike-through and hidden parts of a workbook are told where they mean something, and never what a note says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from support.counter import FILE_NAMES, Counter, places
from tests.unit.intake.tiny_files import LEDGER, drawn, hidden

NAME = FILE_NAMES[LEDGER]


def told(counter: Counter, draw: Callable[[Any, Any], None], rows: int = 6) -> set[tuple[int, str, str]]:
    receipt = counter.take(NAME, drawn(draw, rows))
    assert receipt.status == "accepted", receipt.sentence
    return places(receipt)


def test_a_plain_workbook_has_nothing_to_say(counter: Counter) -> None:
    assert told(counter, lambda book, sheet: None) == set()


def test_coloured_headings_and_a_coloured_column_are_a_way_to_draw_a_table(counter: Counter) -> None:
    def draw(book: Any, sheet: Any) -> None:
        blue = book.add_format({"bg_color": "#DDEEFF"})
        sheet.write(0, 0, "受付番号", blue)
        for row in range(1, 7):
            sheet.write(row, 0, f"R{row:03}", blue)
        sheet.write(20, 0, "", blue)

    assert told(counter, draw) == set()


def test_every_second_row_coloured_is_a_way_to_draw_a_table_and_one_of_them_is_not(counter: Counter) -> None:
    def stripes(book: Any, sheet: Any) -> None:
        for row in (2, 4, 6):
            sheet.write(row, 0, f"R{row:03}", book.add_format({"bg_color": "#EEEEEE"}))

    def one(book: Any, sheet: Any) -> None:
        sheet.write(4, 0, "R004", book.add_format({"bg_color": "#EEEEEE"}))

    assert told(counter, stripes) == set()
    receipt = counter.take(NAME, drawn(one, 6), replace="色の確認")
    assert places(receipt) == {(5, "", "row.coloured")}


def test_white_is_no_colour(counter: Counter) -> None:
    white = {"bg_color": "white"}
    assert told(counter, lambda book, sheet: sheet.write(2, 0, "R002", book.add_format(white))) == set()


def test_a_note_is_told_without_its_words(counter: Counter) -> None:
    receipt = counter.take(NAME, hidden().data)
    assert "電話番号は別紙" not in receipt.model_dump_json()
    assert "黄色は転出" not in receipt.model_dump_json()


def test_hidden_rows_without_data_are_no_matter(counter: Counter) -> None:
    assert told(counter, lambda book, sheet: sheet.set_row(30, None, None, {"hidden": True})) == set()


def test_more_coloured_rows_than_are_kept_count_as_many(counter: Counter) -> None:
    """1,100 rows of one colour in 1,200: only 500 places are kept, and yet they are most of the sheet."""

    def draw(book: Any, sheet: Any) -> None:
        green = book.add_format({"bg_color": "green"})
        for row in range(1, 1101):
            sheet.write(row, 0, f"R{row:03}", green)

    assert told(counter, draw, 1200) == set()


@pytest.mark.parametrize("spoilt", [b"<styleSheet><fonts>", b"not xml at all"])
def test_styles_nobody_can_read_cost_no_row_and_are_told(counter: Counter, spoilt: bytes) -> None:
    good = drawn(lambda book, sheet: None)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            new.writestr(member, spoilt if member == "xl/comments1.xml" else old.read(member))
        new.writestr("xl/worksheets/_rels/sheet1.xml.rels", spoilt)
    receipt = counter.take(NAME, target.getvalue())
    assert receipt.rows_accepted == 4
    assert places(receipt) == {(0, "", "file.marks_unread")}
