"""Names with a letter that was lost (●田, 〓田, □田, ?田) or that means something else on every machine (外字 in the PUA)."""

from __future__ import annotations

import re

ONE_LETTER = "_"
"""What stands for exactly one letter, as in an SQL LIKE pattern: ●田 花子 is 吉田花子, never 佐々田花子 and never 田花子."""
_IN_BRACKETS = re.compile(r"[(（][^\0]*?[)）]")
_LOST = re.compile("[●〓□■?？\ufffd\ue000-\uf8ff\U000f0000-\U0010fffd]")


def without_remarks(text: str) -> str:
    """The text without what stands in brackets. A NUL keeps texts apart that are read together."""
    return _IN_BRACKETS.sub("", text)


def mask_lost_letters(text: str) -> str:
    """Without remarks in brackets, and every lost letter as ONE_LETTER."""
    return _LOST.sub(ONE_LETTER, without_remarks(text))
