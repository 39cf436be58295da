"""How people of the field say months, grades and ages."""

from __future__ import annotations

from datetime import date

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
