"""Names and birth dates folded for comparing. Key columns only: no official name is ever changed here.

`strict` keys bring spellings of one name together; `loose` keys also bring names together that only may be one, and serve
nothing but proposals that a person decides.
"""

from tsunagu.identity.normalising.birth_dates import birth_relation
from tsunagu.identity.normalising.foreign_names import REMEMBERED, latin_key, tokens_key
from tsunagu.identity.normalising.kana import (
    KANA_CODES,
    coded,
    loose_key,
    search_key,
    without_long_vowels,
    without_sound_marks,
)
from tsunagu.identity.normalising.latin_letters import kana_of_latin
from tsunagu.identity.normalising.lost_letters import mask_lost_letters, without_remarks
from tsunagu.identity.normalising.variant_kanji import fold_variants

__all__ = [
    "KANA_CODES",
    "REMEMBERED",
    "birth_relation",
    "coded",
    "fold_variants",
    "kana_of_latin",
    "latin_key",
    "loose_key",
    "mask_lost_letters",
    "search_key",
    "tokens_key",
    "without_long_vowels",
    "without_remarks",
    "without_sound_marks",
]
