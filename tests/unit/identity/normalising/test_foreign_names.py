"""Names in Latin letters and in parts of any order; rōmaji beside kana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.identity.normalising import kana_of_romaji, latin_key, loose_key, romaji_of_kana, tokens_key


@pytest.mark.parametrize(
    "written", ["NGUYỄN VĂN ANH", "Nguyen Van Anh", "ANH, NGUYEN VAN", "ＮＧＵＹＥＮ　ＶＡＮ　ＡＮＨ", "Nguyen-Van Anh"]
)
def test_one_key_for_a_foreign_name_in_any_order(written: str) -> None:
    assert latin_key(written) == "ANH NGUYEN VAN"


@pytest.mark.parametrize(
    "written", ["NGUYEN VAN AN", "NGUYEN ANH", "NGUYEN VAN VAN ANH", "グエン ヴァン アン", "山田アン", "Иван"]
)
def test_other_names_have_other_keys(written: str) -> None:
    assert latin_key(written) != "ANH NGUYEN VAN"


def test_letters_that_are_not_latin_have_no_latin_key() -> None:
    assert latin_key("山田アン") == "" == latin_key("Иван")
    assert latin_key("ĐẶNG THỊ HÀ") == "DANG HA THI"
    assert latin_key("O'NEIL Seán") == "ONEIL SEAN"


def test_parts_in_kana_in_any_order() -> None:
    assert tokens_key("グエン ヴァン アン") == tokens_key("アン・グエン・ヴァン") == tokens_key("ｸﾞｴﾝ　ｳﾞｧﾝ　ｱﾝ")
    assert tokens_key("グエン ヴァン アン") != tokens_key("グエン アン")
    assert tokens_key("サトウ ユイ") != tokens_key("サトウユイ")


@pytest.mark.parametrize(
    ("romaji", "kana"),
    [
        ("SATO YUTO", "サトウ ユウト"),
        ("Satō Yūto", "サトー ユート"),
        ("SATOU YUUTO", "サトウ ユウト"),
        ("Ohno Shizuka", "オオノ シズカ"),
        ("HOMMA JUN", "ホンマ ジュン"),
        ("HONMA ZYUN", "ホンマ ジュン"),
        ("ITCHO", "イッチョウ"),
        ("Hattori Syota", "ハットリ ショウタ"),
        ("TSUCHIYA", "ツチヤ"),
        ("Tutiya", "ツチヤ"),
        ("FUJII JUN'ICHI", "フジイ ジュンイチ"),
        ("HUZII", "フジイ"),
    ],
)
def test_romaji_reads_as_the_kana(romaji: str, kana: str) -> None:
    assert loose_key(kana_of_romaji(romaji)) == loose_key(kana)


@pytest.mark.parametrize(("romaji", "kana"), [("SATO YUTA", "サトウ ユウト"), ("KATO", "サトウ"), ("ITO", "イットウ")])
def test_other_romaji_reads_otherwise(romaji: str, kana: str) -> None:
    assert loose_key(kana_of_romaji(romaji)) != loose_key(kana)


@pytest.mark.parametrize("name", ["NGUYEN", "SMITH", "山田", "", "X"])
def test_what_is_no_japanese_spelling_is_not_read(name: str) -> None:
    assert kana_of_romaji(name) == ""


@pytest.mark.parametrize(
    ("kana", "romaji"),
    [
        ("サトウ ユウト", "SATO YUTO"),
        ("ホンマ", "HOMMA"),
        ("イッチョウ", "ITCHO"),
        ("キョウコ", "KYOKO"),
        ("ｼｭﾝﾍﾟｲ", "SHUMPEI"),
        ("おおの", "ONO"),
        ("フジイ", "FUJII"),
        ("漢字", ""),
    ],
)
def test_kana_is_written_as_in_passports(kana: str, romaji: str) -> None:
    assert romaji_of_kana(kana) == romaji


SYLLABLES = st.lists(
    st.sampled_from(
        [
            *"アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワガギグゲゴザジズゼゾダデドバビブベボ",
            "キャ",
            "シュ",
            "チョ",
            "ジャ",
            "リュ",
            "ッタ",
            "ンコ",
            "ピョ",
        ]
    ),
    min_size=1,
    max_size=6,
)


@given(SYLLABLES)
def test_kana_written_in_romaji_reads_back_but_for_long_vowels(syllables: list[str]) -> None:
    kana = "".join(syllables)
    assert loose_key(kana_of_romaji(romaji_of_kana(kana))) == loose_key(kana)
