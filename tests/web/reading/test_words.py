"""How months, grades and ages read; and dates inside sentences."""

from __future__ import annotations

import pytest

from tsunagu_web.pages.templatetags.tsunagu import said, short_day, signed
from tsunagu_web.reading import age_and_grade, grade_label, month_label


@pytest.mark.parametrize(
    ("grade", "words"), [("P2", "小2"), ("J3", "中3"), ("E1", "年少"), ("E3", "年長"), (None, ""), ("", "")]
)
def test_grades(grade: str | None, words: str) -> None:
    assert grade_label(grade) == words


def test_ages_and_months() -> None:
    assert age_and_grade("女", 8, "P2") == "女 8歳（小2）"
    assert age_and_grade(None, 0, None) == "0歳"
    assert month_label("2026-10-31") == "2026年10月"


def test_dates_in_sentences() -> None:
    assert said("欠席が34日（学校教育課、2026-09-30）") == "欠席が34日（学校教育課、2026/9/30）"
    assert said("窓口が2026-06-30から対応中") == "窓口が2026/6/30から対応中"
    assert said("番号 12026-09-301 はそのまま") == "番号 12026-09-301 はそのまま"
    assert (short_day("2026-10-09"), short_day(None)) == ("2026/10/9", "—")
    assert (signed(3), signed(-2), signed(0)) == ("+3", "−2", "±0")
