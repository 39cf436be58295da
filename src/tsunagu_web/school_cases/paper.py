"""校内シート: what was asked of the school, and empty boxes for what it tells and does; for teachers, and schools without accounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tsunagu.base.clock import JAPAN
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.school_cases.reading import SchoolLine


def paper_of(
    case: Case, children: Sequence[tuple[str, str]], asked: SchoolLine | None, due_at: datetime | None
) -> dict[str, Any]:
    """What the template `by_hand` prints. `children`: name and words of each child of the school; no finding, no place."""
    rows = [["受理番号", case.number], ["こども", "\n".join(f"{name}　{words}".strip() for name, words in children)]]
    if asked is not None:
        rows += [
            ["頼まれたこと", str(asked.words)],
            ["頼んだ人", f"{asked.event.by.display_name}（{asked.event.by.section}）{_day(asked.event.at)}"],
        ]
    if due_at is not None:
        rows.append(["期日", _day(due_at)])
    return {
        "title": f"校内シート {case.number}",
        "heading": "校内シート",
        "rows": rows,
        "duties": list(current_inquiry().duties),
        "parts": [
            {"label": "学校教員からみた、こどもの課題", "note": "見たこと・聞いたことを分けて書きます。", "lines": 4},
            {"label": "学校が知っている、家庭のこと", "lines": 3},
            {
                "label": "これまでの校内での支援経過",
                "columns": ["日", "だれが", "したこと・見たこと", "聞いたこと（だれから）"],
                "widths": [2, 2, 5, 4],
                "rows": [[""] * 4 for _ in range(4)],
            },
            {
                "label": "これからの役割分担",
                "columns": ["だれが", "何を", "いつまで"],
                "widths": [3, 7, 2],
                "rows": [[""] * 3 for _ in range(3)],
            },
        ],
    }


def _day(moment: datetime) -> str:
    on = moment.astimezone(JAPAN)
    return f"{on.year}年{on.month}月{on.day}日"
