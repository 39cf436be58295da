"""情報収集シート on paper: the questions, the legal basis and the duty of secrecy as they stand on the page and in the Excel file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu_web.inquiries.asking import questions_of
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.forms import choices_of
from tsunagu_web.inquiries.models import Issue

WEEK = "月火水木金土日"


def paper_of(issued: Issue, child: Mapping[str, str], to: str) -> dict[str, Any]:
    """What the template `inquiry` prints. `child`: only what the place knows of its own child anyway."""
    sheet, rules = issued.sheet, current_inquiry()
    ground = rules.ground(sheet.ground)
    kana = f"（{child['kana']}）" if child["kana"] else ""
    grade = "・".join(one for one in (child["words"], child["school_class"]) if one)
    groups: dict[str, list[dict[str, Any]]] = {}
    for question in questions_of(sheet):
        told = {"label": question.label, "asks": question.asks, "unit": question.unit or ""}
        groups.setdefault(question.group, []).append(told | {"choices": choices_of(question)})
    number = f"{sheet.name}-{issued.number}"
    return {
        "title": f"情報収集シート {number}",
        "number": number,
        "holder": issued.holder_name,
        "until": day_words(issued.expires_on),
        "rows": [
            ["こども", f"{child['name']}{kana}　{grade}　{child['code']}".strip()],
            ["宛先", to],
            ["回答の期限", f"{day_words(sheet.due_on)}（{WEEK[sheet.due_on.weekday()]}）"],
            [
                "出した人",
                f"{sheet.by.display_name}（{sheet.by.section}）{day_words(sheet.at.astimezone(JAPAN).date())}",
            ],
        ],
        "ground": ground.text if ground else sheet.ground,
        "duties": list(rules.duties),
        "groups": [{"label": label, "questions": asked} for label, asked in groups.items()],
    }


def day_words(day: date) -> str:
    """2026年11月14日."""
    return f"{day.year}年{day.month}月{day.day}日"
