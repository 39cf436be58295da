"""A sheet as an Excel file that can be filled in, and that is known again when it comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tsunagu_web.inquiries.asking import questions_of
from tsunagu_web.inquiries.declared import UNKNOWN, Question
from tsunagu_web.inquiries.models import Issue, Sheet
from tsunagu_web.papers.workbooks import NAME, YES, Copy, Page, write_workbook

FORMAT = "tsunagu-inquiry-1"
PAGE = "情報収集シート"
"""The sheet people fill in."""
CONFIRMED, TOLD_BY = "_confirmed", "_told_by"
"""In the hidden column beside the cells that are no questions."""


def copy_of(sheet: Sheet, number: int) -> Copy:
    """What the file of an issue is known by: this child and these questions."""
    asked = json.dumps(sheet.asked, ensure_ascii=False, sort_keys=True)
    return Copy(FORMAT, sheet.name, number, f"{sheet.child_code}|{asked}")


def sheet_workbook(issued: Issue, child: Mapping[str, str], to: str, ground: str, duties: tuple[str, ...]) -> bytes:
    """The bytes of the workbook."""
    title, sheet = f"情報収集シート {issued.sheet.name}", issued.sheet

    def write(page: Page) -> None:
        page.begin(title, f"{sheet.name}-{issued.number}　{issued.holder_name}")
        back = f"{issued.expires_on:%Y年%-m月%-d日}までに返す・消す"
        page.say("発行番号", f"{sheet.name}-{issued.number}　受け取る人：{issued.holder_name}　{back}")
        page.say("氏名", child["name"], NAME)
        page.say("学年・学級", f"{child['words']} {child['school_class']}".strip())
        page.say("宛先", to)
        page.say("回答の期限", f"{sheet.due_on:%Y年%-m月%-d日}")
        page.say("根拠", ground)
        for duty in duties:
            page.say("守秘義務など", duty)
        page.ask("根拠と守秘義務を読み、確かめました", f"「{YES}」を選んでください", CONFIRMED, [YES])
        page.ask("答えた人の氏名・役職", "", TOLD_BY)
        group = ""
        for one in questions_of(sheet):
            if one.group != group:
                page.columns(one.group, "選び方・目安（分からないときは「分からない」）")
                group = one.group
            page.ask(label_of(one), _help(one), one.key, [*one.choices, UNKNOWN] if one.choices else [], one.asks)

    return write_workbook(title, PAGE, copy_of(sheet, issued.number), write)


def label_of(question: Question) -> str:
    """A question as the file says it."""
    return f"{question.label}（{question.unit}）" if question.unit else question.label


def _help(question: Question) -> str:
    if question.examples:
        return "　".join(f"{mark} {words}" for mark, words in question.examples.items())
    return "数字で" if question.asks == "number" else ""
