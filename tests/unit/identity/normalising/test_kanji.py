"""異体字, variation selectors and lost letters: folded for comparing, and not further than is safe."""

from __future__ import annotations

import unicodedata

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base.text import kana_key
from tsunagu.identity import name_key
from tsunagu.identity.normalising import fold_variants, mask_lost_letters
from tsunagu.identity.normalising.variant_kanji import FAMILIES_OF_NAMES, FAMILIES_OF_OLD_FORMS

FAMILIES = (FAMILIES_OF_NAMES + " " + FAMILIES_OF_OLD_FORMS).split()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("渡邊", "渡邉"),
        ("渡邉", "渡辺"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("﨑山", "崎山"),
        ("𠮷田", "吉田"),
        ("葛\U000e0100城", "葛城"),
        ("葛\U000e0101城", "葛\ufe00城"),
        ("廣瀨", "広瀬"),
        ("神\ufa19田".replace("神", "", 1), "神田"),
        ("\uf9c4馬", "竜馬"),
        ("圡屋", "土屋"),
        ("松枩", "枩松"),
        ("眞榮田", "真栄田"),
        ("冨樫", "富樫"),
        ("舘", "館"),
        ("德惠", "徳恵"),
    ],
)
def test_shapes_of_one_letter_agree(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("大坂", "大阪"),
        ("山崎", "山埼"),
        ("中川", "中河"),
        ("畑山", "畠山"),
        ("中村", "仲村"),
        ("荻原", "萩原"),
        ("太田", "大田"),
        ("渡部", "渡辺"),
        ("加奈", "加那"),
        ("圭", "珪"),
        ("輝", "耀"),
        ("沙也加", "砂也加"),
    ],
)
def test_letters_that_only_look_or_sound_alike_stay_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_no_letter_is_in_two_families_and_every_family_has_more_than_one() -> None:
    letters = [letter for family in FAMILIES for letter in family]
    assert len(letters) == len(set(letters)) > 800
    assert all(len(family) > 1 for family in FAMILIES)


def test_the_letter_compared_by_survives_every_other_fold() -> None:
    for family in FAMILIES:
        assert unicodedata.normalize("NFKC", family[0]) == family[0] == kana_key(family[0])


@given(st.text(st.sampled_from(sorted("".join(FAMILIES)) + list("佐藤 　ア\U000e0100")), max_size=8))
def test_folding_twice_changes_nothing_more(name: str) -> None:
    assert fold_variants(fold_variants(name)) == fold_variants(name)
    assert name_key(name_key(name)) == name_key(name)


@pytest.mark.parametrize(
    ("written", "whole", "fits"),
    [
        ("●田 花子", "吉田花子", True),
        ("〓田花子", "𠮷田　花子", True),
        ("□田花子", "髙田花子", True),
        ("高?花子", "髙橋花子", True),
        ("\ue000田花子", "吉田花子", True),
        ("渡●花子", "渡邊 花子", True),
        ("●●花子", "吉田花子", True),
        ("●田花子", "佐々田花子", False),
        ("●田花子", "田花子", False),
        ("●田花子", "吉田花江", False),
        ("●田花子", "吉本花子", False),
    ],
)
def test_a_lost_letter_stands_for_exactly_one(written: str, whole: str, fits: bool) -> None:
    found = duckdb.execute(
        "SELECT ? LIKE ?", (name_key(whole), fold_variants(kana_key(mask_lost_letters(written))))
    ).fetchone()
    assert found == (fits,)
