"""Names and birth dates folded for comparing. Key columns only: no official name is ever changed here.

`strict` keys bring spellings of one name together; `loose` keys also bring names together that only may be one, and serve
nothing but proposals that a person decides.
"""

from tsunagu.identity.normalising.birth_dates import birth_relation
from tsunagu.identity.normalising.foreign_names import latin_key, tokens_key
from tsunagu.identity.normalising.kana import (
    KANA_CODES,
    coded,
    loose_key,
    search_key,
    without_long_vowels,
    without_sound_marks,
)
from tsunagu.identity.normalising.lost_letters import lost_letter_pattern, mask_lost_letters
from tsunagu.identity.normalising.romaji import kana_of_romaji, romaji_of_kana
from tsunagu.identity.normalising.variant_kanji import fold_variants

__all__ = [
    "KANA_CODES",
    "birth_relation",
    "coded",
    "fold_variants",
    "kana_of_romaji",
    "latin_key",
    "loose_key",
    "lost_letter_pattern",
    "mask_lost_letters",
    "romaji_of_kana",
    "search_key",
    "tokens_key",
    "without_long_vowels",
    "without_sound_marks",
]
