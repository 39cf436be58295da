"""Names with a letter that was lost (●田, 〓田, □田, ?田) or that means something else on every machine (外字 in the PUA)."""

from __future__ import annotations

import re

from tsunagu.base.text import kana_key
from tsunagu.identity.normalising.variant_kanji import fold_variants

ONE_LETTER = "_"
"""What stands for exactly one letter in an SQL LIKE pattern."""
ANY_LETTERS = "%"
_IN_BRACKETS = re.compile(r"[(（][^\0]*?[)）]")
_LOST = re.compile("[●〓□■?？\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")


def mask_lost_letters(text: str) -> str:
    """Without remarks in brackets, and every lost letter as ONE_LETTER."""
    return _LOST.sub(ONE_LETTER, _IN_BRACKETS.sub("", text))


def lost_letter_pattern(text: str) -> str:
    """The SQL LIKE pattern of a name with lost letters, each standing for exactly one letter; "" for a whole name.

    ●田 花子 is 吉田花子 and 𠮷田花子, never 佐々田花子 and never 田花子. A name of nothing but lost letters says nothing,
    and neither does one that holds a sign of the pattern language itself.
    """
    if ONE_LETTER in text or ANY_LETTERS in text:
        return ""
    key = fold_variants(kana_key(mask_lost_letters(text)))
    return key if ONE_LETTER in key and key.strip(ONE_LETTER) else ""
