"""A sheet as an Excel file that can be filled in, and that is known again when it comes back."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
from collections.abc import Mapping
from typing import Any

from tsunagu.base import clock
from tsunagu_web.inquiries.asking import questions_of
from tsunagu_web.inquiries.declared import UNKNOWN, Question
from tsunagu_web.inquiries.models import Issue, Sheet
from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder

KEY_FILE = "inquiry.key"
FORMAT = "tsunagu-inquiry-1"
PAGE, MARK = "情報収集シート", "つなぐ"
"""The sheet people fill in, and the hidden one by which the file is known again."""
CONFIRMED, TOLD_BY, NAME = "_confirmed", "_told_by", "_name"
"""In the hidden column beside the cells that are no questions."""
YES = "はい"
_MOST_ROWS = {"text": 60, "number": 20, "mark": 20, "yes_no": 20}


def seal_of(sheet: Sheet, number: int, name: str) -> tuple[str, str]:
    """What tells that we wrote the file for this issue, child and these questions; and that the name in it is the one we wrote."""
    key = read_or_make(home_folder(), KEY_FILE)
    asked = json.dumps(sheet.asked, ensure_ascii=False, sort_keys=True)
    file = f"{FORMAT}|{sheet.name}|{number}|{sheet.child_code}|{asked}"
    return tuple(hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in (file, f"{file}|{name}"))  # type: ignore[return-value]


def sheet_workbook(issued: Issue, child: Mapping[str, str], to: str, ground: str, duties: tuple[str, ...]) -> bytes:
    """The bytes of the workbook. Only the cells for answers can be changed, and nothing in it is ever a formula."""
    import xlsxwriter  # late: every page reads this module, hardly one writes a workbook

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    title = f"情報収集シート {issued.sheet.name}"
    book.set_properties({"title": title, "created": clock.now().replace(tzinfo=None)})
    _Page(book, issued, child).write(title, to, ground, duties)
    marks = book.add_worksheet(MARK)
    seals = seal_of(issued.sheet, issued.number, child["name"])
    told = (FORMAT, issued.sheet.name, str(issued.number), *seals)
    for line, (words, value) in enumerate(zip(("様式", "シート", "発行番号", "照合", "氏名の照合"), told, strict=True)):
        marks.write_string(line, 0, words)
        marks.write_string(line, 1, value)
    marks.protect()
    marks.hide()
    book.close()
    return target.getvalue()


class _Page:
    """Writes the sheet people fill in: what is said about it, then group by group the questions."""

    def __init__(self, book: Any, issued: Issue, child: Mapping[str, str]) -> None:
        self.sheet, self.issued, self.child, self.line = book.add_worksheet(PAGE), issued, child, 0
        around = {"text_wrap": True, "valign": "top", "border": 1}
        self.plain, self.bold = book.add_format(around), book.add_format(around | {"bold": True, "bg_color": "#E8F1FE"})
        self.open = book.add_format(around | {"locked": False, "bg_color": "#FFFDE7", "num_format": "@"})
        self.head = book.add_format({"bold": True, "font_size": 14})

    def write(self, title: str, to: str, ground: str, duties: tuple[str, ...]) -> None:
        """All of it."""
        sheet, issued, child = self.sheet, self.issued, self.child
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{issued.sheet.name}-{issued.number}　{issued.holder_name}&R&P / &N")
        for column, width in enumerate((44, 26, 60)):
            sheet.set_column(column, column, width)
        sheet.set_column(3, 3, 10, None, {"hidden": True})
        sheet.write_string(0, 0, title, self.head)
        self.line = 1
        returned = f"{issued.expires_on:%Y年%-m月%-d日}までに返す・消す"
        grade = f"{child['words']} {child['school_class']}".strip()
        self._say("発行番号", f"{issued.sheet.name}-{issued.number}　受け取る人：{issued.holder_name}　{returned}")
        self._say("氏名", child["name"], NAME)
        self._say("学年・学級", grade)
        self._say("宛先", to)
        self._say("回答の期限", f"{issued.sheet.due_on:%Y年%-m月%-d日}")
        self._say("根拠", ground)
        for one in duties:
            self._say("守秘義務など", one)
        self._ask("根拠と守秘義務を読み、確かめました", f"「{YES}」を選んでください", CONFIRMED, [YES])
        self._ask("答えた人の氏名・役職", "", TOLD_BY, [])
        group = ""
        for one in questions_of(issued.sheet):
            if one.group != group:
                for column, words in enumerate((one.group, "答え", "選び方・目安（分からないときは「分からない」）")):
                    sheet.write_string(self.line, column, words, self.bold)
                self.line, group = self.line + 1, one.group
            self._ask(label_of(one), _help(one), one.key, [*one.choices, UNKNOWN] if one.choices else [], one.asks)
        sheet.protect("", {"select_locked_cells": True})

    def _say(self, words: str, value: str, key: str = "") -> None:
        self.sheet.write_string(self.line, 0, words, self.bold)
        if key:
            self.sheet.write_string(self.line, 1, value, self.plain)
            self.sheet.write_string(self.line, 3, key)
        else:
            self.sheet.merge_range(self.line, 1, self.line, 2, value, self.plain)
        self.sheet.set_row(self.line, 18 * (1 + len(value) // 44))
        self.line += 1

    def _ask(self, words: str, more: str, key: str, choices: list[str], asks: str = "mark") -> None:
        self.sheet.write_string(self.line, 0, words, self.plain)
        self.sheet.write_blank(self.line, 1, None, self.open)
        self.sheet.write_string(self.line, 2, more, self.plain)
        self.sheet.write_string(self.line, 3, key)
        self.sheet.set_row(
            self.line, _MOST_ROWS[asks] * (1 if asks == "text" else 1 + max(len(more) // 30, len(words) // 22))
        )
        if choices:
            wrong = {"error_title": "選んでください", "error_message": "、".join(choices) + " から選んでください"}
            self.sheet.data_validation(self.line, 1, self.line, 1, {"validate": "list", "source": choices, **wrong})
        self.line += 1


def label_of(question: Question) -> str:
    """A question as the file says it."""
    return f"{question.label}（{question.unit}）" if question.unit else question.label


def _help(question: Question) -> str:
    if question.examples:
        return "　".join(f"{mark} {words}" for mark, words in question.examples.items())
    return "数字で" if question.asks == "number" else ""
