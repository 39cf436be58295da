"""Words that stand where a name would in a row that adds up or averages."""

from __future__ import annotations

import re

TOTAL_WORDS = (
    "計",
    "合計",
    "小計",
    "総計",
    "累計",
    "総合計",
    "平均",
    "平均値",
    "学級計",
    "クラス計",
    "組計",
    "学年計",
    "学校計",
    "男計",
    "女計",
    "男女計",
    "男子計",
    "女子計",
    "学級平均",
    "学年平均",
    "人数計",
    "件数計",
    "総数",
)
_BLANK = re.compile(r"[\s\u3000:：]")


def is_total(text: str) -> bool:
    """Whether a cell says nothing but 計, 平均 …, blanks aside."""
    return _BLANK.sub("", text) in TOTAL_WORDS
