"""Why a value is not known. Missing is not no: every unknown answer carries one of these reasons to the last screen."""

from __future__ import annotations

from enum import IntEnum


class Missing(IntEnum):
    """Reason a value or an answer is unknown. The numbers are stable and are the precedence: of several, the least wins.

    Parquet holds them as UTINYINT beside the value (`<column>__why`) or instead of an answer (0 no, 1 yes, ≥ 10 unknown).
    """

    NOT_DELIVERED = 10
    NO_SUCH_RELATIVE = 11
    BEFORE_MOVE_IN = 12
    NO_RECORD = 13
    PARTLY_HELD = 14
    NOT_OBTAINABLE = 15
    RELATIVE_LEFT = 16
    PARENT_NOT_KNOWN = 17
    NOT_EXAMINED = 20
    NO_ANSWER = 21
    NOT_ASKED = 22
    REFUSED = 23
    UNKNOWN_CODE = 24
    UNREADABLE = 25
    UNKNOWN_DATE = 26
    BLANK = 27
    DELETED = 28
    LINK_WITHDRAWN = 29

    @property
    def key(self) -> str:
        """Stable English id, as written in files (`not_delivered`)."""
        return self.name.lower()

    @property
    def label(self) -> str:
        """What people read on screen and paper."""
        return _LABELS[self]


_LABELS = {
    Missing.NOT_DELIVERED: "未着",
    Missing.NO_SUCH_RELATIVE: "該当する家族がわからない",
    Missing.BEFORE_MOVE_IN: "転入前",
    Missing.NO_RECORD: "記録なし",
    Missing.PARTLY_HELD: "一部保有",
    Missing.NOT_OBTAINABLE: "取得不可",
    Missing.RELATIVE_LEFT: "家族が転出",
    Missing.PARENT_NOT_KNOWN: "続柄不明",
    Missing.NOT_EXAMINED: "未受診",
    Missing.NO_ANSWER: "無回答",
    Missing.NOT_ASKED: "聞いていない",
    Missing.REFUSED: "拒否",
    Missing.UNKNOWN_CODE: "不明コード",
    Missing.UNREADABLE: "読み取れない",
    Missing.UNKNOWN_DATE: "不詳",
    Missing.BLANK: "空欄",
    Missing.DELETED: "削除済み",
    Missing.LINK_WITHDRAWN: "同一人確認の見なおし中",
}


def missing_by_key(key: str) -> Missing:
    """The reason with this English id. KeyError when there is none."""
    return Missing[key.upper()]
