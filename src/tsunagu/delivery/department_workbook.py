"""The return as a workbook for the department: what to mend, and every place. It holds no cell of any resident."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from tsunagu.base import clock
from tsunagu.delivery.by_department import DepartmentReturn
from tsunagu.intake import EMPTY_IN_WORDS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LEVELS = {"file": "ファイル", "row": "行", "cell": "欄", "note": "注意"}
MOST_PLACES = 1_000_000
"""A sheet of Excel ends at 1,048,576 rows."""


def department_workbook(one: DepartmentReturn, municipality: str, as_of: date) -> bytes:
    """The bytes of the workbook. Every cell is text or a number: nothing in it is ever a formula."""
    import xlsxwriter  # late: every command asks what was delivered, hardly one writes a workbook

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": f"受領記録 {one.owner} {as_of:%Y-%m}", "created": clock.now().replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    _summary(book.add_worksheet("次回はこう直してください"), one, municipality, as_of, head, wrapped)
    _places(book.add_worksheet("場所"), one, head, wrapped)
    _empty(book.add_worksheet("値のない欄"), one, head, wrapped)
    book.close()
    return target.getvalue()


def _summary(
    sheet: Worksheet, one: DepartmentReturn, municipality: str, as_of: date, head: Format, wrapped: Format
) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate((30, 10, 10, 60, 26)):
        sheet.set_column(column, column, width)
    told = (
        f"{municipality}　{one.owner}　{as_of.year}年{as_of.month}月分",
        f"受け取ったファイル {one.files}件　{one.rows_in:,}行のうち、戻した行 {one.rows_refused:,}行",
        "次回はこう直してください。場所は「場所」のシートにあります。書かれていた値は載せていません。",
    )
    for line, words in enumerate(told):
        sheet.write_string(line, 0, words)
    line = len(told) + 1
    for file, why in one.unread:
        sheet.write_string(line, 0, "受け取れなかったファイル", wrapped)
        sheet.merge_range(line, 1, line, 4, f"{file}：{why}", wrapped)
        line += 1
    for column, words in enumerate(("不備", "及ぶところ", "件数", "次回はこう直してください", "番号")):
        sheet.write_string(line, column, words, head)
    sheet.repeat_rows(line)
    for group in one.ordered():
        if not group.open:
            continue
        line += 1
        sheet.write_string(line, 0, group.label, wrapped)
        sheet.write_string(line, 1, LEVELS[group.level], wrapped)
        sheet.write_number(line, 2, group.open, wrapped)
        sheet.write_string(line, 3, group.remedy, wrapped)
        sheet.write_string(line, 4, group.code, wrapped)


def _places(sheet: Worksheet, one: DepartmentReturn, head: Format, wrapped: Format) -> None:
    for column, (words, width) in enumerate(
        (("ファイル", 40), ("シート", 16), ("行", 8), ("列", 24), ("不備", 30), ("番号", 26))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, head)
    sheet.freeze_panes(1, 0)
    line = 0
    for group in one.ordered():
        for place in group.places:
            if line >= MOST_PLACES:
                sheet.write_string(line + 1, 0, "ここから先は多すぎるので載せていません", wrapped)
                return
            line += 1
            sheet.write_string(line, 0, place.file)
            sheet.write_string(line, 1, place.sheet)
            if place.line is not None:
                sheet.write_number(line, 2, place.line)
            sheet.write_string(line, 3, place.column)
            sheet.write_string(line, 4, group.label)
            sheet.write_string(line, 5, group.code)
    sheet.autofilter(0, 0, max(line, 1), 5)


def _empty(sheet: Worksheet, one: DepartmentReturn, head: Format, wrapped: Format) -> None:
    """One line per file, column and reason: what is blank, not asked, refused … differs, and none of them is a no."""
    for column, (words, width) in enumerate(
        (("ファイル", 40), ("列", 30), ("わけ", 14), ("件数", 10), ("受け取った行", 12), ("読み方", 60))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, head)
    sheet.freeze_panes(1, 0)
    told = [(file, cells, reason, count) for file, cells in one.empty for reason, count in cells.told]
    for line, (file, cells, reason, count) in enumerate(told[:MOST_PLACES], 1):
        sheet.write_string(line, 0, file)
        sheet.write_string(line, 1, cells.column)
        sheet.write_string(line, 2, reason.label)
        sheet.write_number(line, 3, count)
        sheet.write_number(line, 4, cells.rows)
        sheet.write_string(line, 5, EMPTY_IN_WORDS[reason], wrapped)
    sheet.autofilter(0, 0, max(len(told), 1), 5)
