"""Names in Latin letters read as katakana."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.identity.normalising import kana_of_latin, loose_key


@pytest.mark.parametrize(
    ("latin", "kana"),
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
        ("FUJII JUN'ICHI", "フジイ ジュニチ"),
        ("HUZII", "フジイ"),
        ("SILVA, LUCAS", "シルヴァ ルーカス"),
        ("ＳＡＮＴＯＳ", "サントス"),
        ("FERNÁNDEZ", "フェルナンデス"),
        ("YANG CHEN", "ヤン チェン"),
        ("KIM", "キム"),
    ],
)
def test_it_reads_as_the_kana(latin: str, kana: str) -> None:
    assert loose_key(kana_of_latin(latin)) == loose_key(kana)


@pytest.mark.parametrize(("latin", "kana"), [("SATO YUTA", "サトウ ユウト"), ("KATO", "サトウ"), ("ITO", "イットウ")])
def test_another_name_reads_otherwise(latin: str, kana: str) -> None:
    assert loose_key(kana_of_latin(latin)) != loose_key(kana)


@pytest.mark.parametrize("name", ["山田", "サトウ", "", " ", "SMITH 山田", "123"])
def test_other_letters_are_not_read(name: str) -> None:
    assert kana_of_latin(name) == ""


@given(st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ '-"), max_size=12))
def test_any_latin_spelling_is_read_to_its_end(name: str) -> None:
    assert all("ァ" <= letter <= "ヺ" or letter == " " for letter in kana_of_latin(name))
