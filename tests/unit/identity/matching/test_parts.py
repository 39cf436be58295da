"""Parts of names are folded all in one go; that must be the same as one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base.text import kana_key
from tsunagu.identity.matching.parts import _fold
from tsunagu.identity.normalising import coded, fold_variants, loose_key, mask_lost_letters, search_key
from unit.identity.matching.two_sides import links, person, record

PARTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=6)
NAMES = st.text(st.sampled_from("アガッョウヴーｶﾞ゛゜か\u3099髙﨑葛\U000e0100●●?_（母）ＡbÖ-－ "), max_size=6)


@given(st.sets(PARTS | NAMES, max_size=8))
def test_many_are_folded_as_one_by_one(parts: set[str]) -> None:
    texts = sorted(parts)
    folded = _fold(texts, ("key", "search", "loose", "coded", "spoken"))
    for place, part in enumerate(texts):
        key = fold_variants(kana_key(mask_lost_letters(part)))
        assert folded["key"][place] == key
        if folded["spoken"][place]:
            told = (folded["search"][place], folded["loose"][place], folded["coded"][place])
            assert told == (search_key(key), loose_key(key), coded(key))


def test_a_text_with_a_nul_has_no_key_and_shifts_no_other() -> None:
    rows = [
        record(10, "佐藤\0結衣", "サト\0ウ　ユイ", "2017-06-11"),
        record(11, "佐藤　結衣", "サトウ　ユイ", "2017-06-11"),
    ]
    assert links(rows, [person(1, "佐藤　結衣", "サトウ　ユイ", "2017-06-11")]).matched == {
        11: (1, "kana_birth_school")
    }
