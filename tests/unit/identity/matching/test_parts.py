"""Parts of names are folded all in one go; that must be the same as one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base.text import kana_key
from tsunagu.identity.matching.parts import _fold
from tsunagu.identity.normalising import coded, fold_variants, loose_key, mask_lost_letters, search_key

PARTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=6)
NAMES = st.text(st.sampled_from("アガッョウヴーｶﾞ゛゜か\u3099髙﨑葛\U000e0100●●?_（母）ＡbÖ-－ "), max_size=6)


@given(st.sets(PARTS | NAMES, max_size=8))
def test_many_are_folded_as_one_by_one(parts: set[str]) -> None:
    texts = sorted(parts)
    folded = _fold(texts)
    for place, part in enumerate(texts):
        key = fold_variants(kana_key(mask_lost_letters(part)))
        assert folded.key[place] == key
        if folded.without_kanji[place]:
            told = (folded.search[place], folded.loose[place], folded.coded[place])
            assert told == (search_key(key), loose_key(key), coded(key))
