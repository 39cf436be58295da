"""Letter by letter: width, script and blanks are no differences; every other letter is marked."""

from __future__ import annotations

import pytest

from tsunagu_web.review_desk.comparing import letters, marked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("さとう　ゆうと", "サトウ ユウト"),
        ("ｻﾄｳ ﾕｳﾄ", "サトウ　ユウト"),
        ("ﾅｶｼﾞﾏ", "ナカジマ"),
        ("佐藤優斗", "佐藤　優斗"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_the_same_words_in_another_script_are_the_same(one: str, other: str) -> None:
    assert letters(one) == letters(other)
    assert not any(differs for pieces in marked(one, other) for _, differs in pieces)


@pytest.mark.parametrize(
    ("one", "other", "differing"),
    [
        ("きようこ", "キョウコ", ("よ", "ョ")),
        ("ユイ", "ユナ", ("イ", "ナ")),
        ("髙橋　凛", "高橋　凛", ("髙", "高")),
        ("2015-04-12", "2015-04-21", None),
        ("オオノ", "オーノ", ("オ", "ー")),
        ("渡部", "渡部部", ("", "部")),
    ],
)
def test_every_other_letter_is_marked(one: str, other: str, differing: tuple[str, str] | None) -> None:
    here, there = marked(one, other)
    found = tuple("".join(text for text, differs in pieces if differs) for pieces in (here, there))
    assert any(found)
    if differing:
        assert found == differing
    assert "".join(text for text, _ in here) == one and "".join(text for text, _ in there) == other
