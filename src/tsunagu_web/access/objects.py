"""What a request wants to look at, reduced to what a decision needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PageObject:
    """A page that shows many things, or nothing personal."""

    name: str

    def __str__(self) -> str:
        return f"page:{self.name}"


@dataclass(frozen=True)
class CaseObject:
    """One child of the current run. `listed`: the household is on this month's list. `grade`: E1…J3, or None."""

    child_code: str
    household_code: str
    listed: bool
    grade: str | None

    @property
    def is_pupil(self) -> bool:
        """In a 小学校 or 中学校 of the town."""
        return self.grade is not None and self.grade[0] in "PJ"

    def __str__(self) -> str:
        return f"child:{self.child_code}"
