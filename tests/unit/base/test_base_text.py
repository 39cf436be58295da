"""Characters: the kana key, widths, blanks, 外字, marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base import text

KANA = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FC), max_size=12)


@pytest.mark.parametrize(
    "spelling",
    ["ｶﾄｳ ﾕｳﾄ", "カトウ　ユウト", "かとうゆうと", "カトウ・ユウト", "カトウ\u00a0ユウト", "ｶﾄｳﾕｳﾄ", "カトウ ユウト　"],
)
def test_one_key_for_every_layout_of_a_name(spelling: str) -> None:
    assert text.kana_key(spelling) == "カトウユウト"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("キョウコ", "キヨウコ"),
        ("シヅカ", "シズカ"),
        ("オーノ", "オ－ノ"),
        ("オーノ", "ｵ-ﾉ"),
        ("ヰツキ", "イツキ"),
        ("ミヲ", "ミオ"),
        ("ダイ", "タ゛イ"),
        ("ダイ", "タ\u3099イ"),
        ("ダイ", "ﾀﾞｲ"),
        ("パク", "ハ゜ク"),
        ("ばば", "ハ\u3099ハ\u3099"),
    ],
)
def test_spellings_that_are_one_name(left: str, right: str) -> None:
    assert text.kana_key(left) == text.kana_key(right)


@pytest.mark.parametrize(
    ("left", "right"), [("ユイ", "ユナ"), ("カトウ", "ガトウ"), ("オオノ", "オーノ"), ("ハナ", "バナ")]
)
def test_names_that_differ_keep_different_keys(left: str, right: str) -> None:
    assert text.kana_key(left) != text.kana_key(right)


@given(st.text(max_size=20))
def test_the_key_is_idempotent_for_any_text(name: str) -> None:
    assert text.kana_key(text.kana_key(name)) == text.kana_key(name)


@given(KANA)
def test_hiragana_and_katakana_share_a_key(name: str) -> None:
    assert text.kana_key(text.to_katakana(name)) == text.kana_key(name)


MARKED = st.text(
    st.sampled_from("ｶﾊﾜﾞﾟ゛゜かわヴッガ\u3099\u309a¨￣éa葛\U000e0100ー-〜・　 ヂヅゐ\0ᄀ\u1161"), max_size=7
)


@given(MARKED | st.text(max_size=5))
def test_a_letter_by_itself_has_the_key_it_has_among_others(name: str) -> None:
    joined = text.join_sound_marks(text._VARIATION.sub("", name))
    slowly = text._HYPHENS_AFTER_KANA.sub(lambda run: "ー" * len(run[0]), text._folded_letters(joined))
    assert text.kana_key(name) == slowly


def test_compatibility_kanji_are_never_changed_by_joining_sound_marks() -> None:
    assert text.join_sound_marks("神福\u304b\u3099") == "神福が"


def test_layout_blanks() -> None:
    assert text.trim_layout("山田　　太郎　") == "山田　太郎"
    assert text.trim_layout("NGUYEN \u00a0VAN ANH") == "NGUYEN VAN ANH"
    assert not text.has_layout_blanks("山田　太郎")
    assert text.has_layout_blanks("山田太郎\u3000")


@given(st.text(max_size=20))
def test_trimming_twice_changes_nothing_more(value: str) -> None:
    assert not text.has_layout_blanks(text.trim_layout(value))


def test_gaiji_and_other_rare_letters_are_told_apart() -> None:
    assert text.has_private_use("\ue000田") and not text.has_private_use("髙田")
    assert text.has_lost_gaiji("●田") and not text.has_lost_gaiji("吉田")
    assert (
        text.has_ivs_or_surrogate("𠮷田")
        and text.has_ivs_or_surrogate("葛\U000e0100")
        and not text.has_ivs_or_surrogate("﨑")
    )
    assert text.has_halfwidth_kana("ｶﾄｳ") and text.has_halfwidth_kana("タ゛") and not text.has_halfwidth_kana("カトウ")
    assert text.has_decomposed_kana("か\u3099") and not text.has_decomposed_kana("が")
    assert text.has_control_characters("a\x01") and not text.has_control_characters("a\nb\tc")


def test_full_width_folds_to_half() -> None:
    assert text.fold_width("０１２Ｂ１－") == "012B1-"
    assert text.has_fullwidth_digits("Ｂ１") and not text.has_fullwidth_digits("B1")


@pytest.mark.parametrize("look", ["○", "〇", "◯", "O", "o", " ○ ", "Ｏ"])
def test_circles_are_circles(look: str) -> None:
    assert text.fold_mark(look) == "○"


def test_other_marks_and_other_text() -> None:
    assert [text.fold_mark(look) for look in ("◎", "▲", "ー", "✕", "済")] == ["◎", "△", "-", "×", "済"]


def test_length_counts_letters_as_readers_do() -> None:
    assert text.visible_length("葛\U000e0100飾") == 2
    assert text.visible_length("か\u3099") == 1
