"""How people of the field say months, grades and ages."""

from __future__ import annotations

from datetime import date

from tsunagu.base.missing import Missing

_SCHOOLS = {"P": "小", "J": "中"}
_BEFORE_SCHOOL = {"E1": "年少", "E2": "年中", "E3": "年長"}


def grade_label(grade: str | None) -> str:
    """P2 → 小2, E1 → 年少; empty when there is none."""
    if not grade:
        return ""
    return _BEFORE_SCHOOL.get(grade) or f"{_SCHOOLS.get(grade[0], '')}{grade[1:]}"


def age_and_grade(sex: str | None, age: int | None, grade: str | None) -> str:
    """女 8歳（小2）."""
    words = " ".join(part for part in (sex or "", f"{age}歳" if age is not None else "") if part)
    label = grade_label(grade)
    return f"{words}（{label}）" if label else words


def month_label(day: str | date) -> str:
    """2026年10月, of a date or its ISO text."""
    moment = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{moment.year}年{moment.month}月"


_WHY_UNKNOWN = {
    Missing.NOT_DELIVERED: "データがまだ届いていない（未着）",
    Missing.NO_SUCH_RELATIVE: "問いに当たる家族がわからない",
    Missing.BEFORE_MOVE_IN: "転入前のことで、町が持っていない",
    Missing.NO_RECORD: "町に記録がない",
    Missing.PARTLY_HELD: "県などの分は届かず、町が持つのは一部だけ",
    Missing.NOT_OBTAINABLE: "町では手に入らない（取得不可）",
    Missing.RELATIVE_LEFT: "町を転出した家族がいて、その人の分はわからない",
    Missing.PARENT_NOT_KNOWN: "母か父がわからず、ほかにもきょうだいがいるかもしれない（続柄不明）",
    Missing.NOT_EXAMINED: "健診などを受けていない（未受診）",
    Missing.NO_ANSWER: "答えが書かれていない（無回答）",
    Missing.NOT_ASKED: "聞いていない",
    Missing.REFUSED: "答えたくないと言われた",
    Missing.UNKNOWN_CODE: "コード表にない値が入っている",
    Missing.UNREADABLE: "書かれた値を読み取れない",
    Missing.UNKNOWN_DATE: "日付がわからない（不詳）",
    Missing.BLANK: "空欄で届いた",
    Missing.DELETED: "きまりに従って削除した",
    Missing.LINK_WITHDRAWN: "同一人確認で、この子のものではないとされた記録を使っていた（次の月の処理で答えなおします）",
}


def why_unknown(code: int) -> str:
    """Why an answer is not known, so that it can be read without knowing our list of reasons."""
    return _WHY_UNKNOWN[Missing(code)]
