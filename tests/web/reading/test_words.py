"""How months, grades and ages read; and dates inside sentences."""

from __future__ import annotations

import pytest

from tsunagu.base.missing import Missing
from tsunagu_web.pages.templatetags.tsunagu import month_words, said, short_day, signed
from tsunagu_web.reading import age_and_grade, grade_label, month_label, why_unknown


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


@pytest.mark.parametrize(
    ("sentence", "read"),
    [
        ("令和8年度の欠席が44日（学校教育課、令和8年10月1日）", "2026年度の欠席が44日（学校教育課、2026/10/1）"),
        ("窓口が平成31年4月18日から対応中", "窓口が2019/4/18から対応中"),
        ("令和元年度、昭和64年1月", "2019年度、1989年1月"),
        ("令和という名の施設は8年め", "令和という名の施設は8年め"),
        ("令和0年度", "令和0年度"),
    ],
)
def test_years_of_eras_read_as_everywhere_else_on_the_page(sentence: str, read: str) -> None:
    assert said(sentence) == read


def test_every_reason_for_not_knowing_reads_as_words() -> None:
    told = [why_unknown(code) for code in Missing]
    assert len(set(told)) == len(Missing)
    assert all(len(words) > 3 for words in told)


def test_months_of_deliveries() -> None:
    assert month_words("2026-10") == "2026年10月"
    assert month_words("") == "月の書かれていないもの"
    assert month_words("令和8年度") == "令和8年度"
