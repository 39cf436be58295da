"""Names that are no family name and given name: in any order, in Latin letters with or without their marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tsunagu.base.text import kana_key

BETWEEN_PARTS = re.compile(r"[\s\u3000・･·,，、.．=＝\-‐－]+")
REMEMBERED = 65_536
"""Names kept with their key: a few parts make up the names of many people."""
_part_key = lru_cache(maxsize=REMEMBERED)(kana_key)
_NO_LETTER = re.compile("[^A-Z]")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
_WITHOUT_MARK = str.maketrans(
    {"Đ": "D", "đ": "d", "Ø": "O", "ø": "o", "Ł": "L", "ł": "l", "ı": "i", "ß": "ss", "Æ": "AE", "æ": "ae"}
)


def begins_in_japanese(text: str) -> bool:
    """Whether the first letter is kana or kanji, so that nobody need look at the others to know it is no name in Latin letters."""
    return _JAPANESE.match(text) is not None


@lru_cache(maxsize=REMEMBERED)
def latin_key(text: str) -> str:
    """The parts of a name in Latin letters, upper case, without marks, in order of the alphabet; "" when other letters are in it.

    NGUYỄN VĂN ANH, Nguyen Van Anh and ANH, NGUYEN VAN share a key; NGUYEN VAN AN has another.
    """
    if begins_in_japanese(text):
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).translate(_WITHOUT_MARK))
    parts = []
    for part in BETWEEN_PARTS.split(plain.upper()):
        letters = "".join(letter for letter in part if not unicodedata.combining(letter) and letter not in "'’`")
        if _NO_LETTER.search(letters):
            return ""
        parts.append(letters)
    return " ".join(sorted(filter(None, parts)))


def tokens_key(text: str) -> str:
    """The parts of a name, each as K1, in order of the alphabet: グエン ヴァン アン and アン・グエン・ヴァン are one.

    A name without a blank in it is one part, so that サトウ ユイ and サトウユイ differ here; K1 brings those together.
    """
    return " ".join(sorted(filter(None, map(_part_key, BETWEEN_PARTS.split(text)))))
