"""Kana beyond K1: the loose key K2, and kana written with one byte each, for distances that count bytes."""

from __future__ import annotations

import re
import unicodedata

from tsunagu.base.text import kana_key

_VU = re.compile("ヴ([アイエオ]?)")
_VU_AS_B = {"": "ブ", "ア": "バ", "イ": "ビ", "エ": "ベ", "オ": "ボ"}
_SOUND_MARKS = re.compile("[\u3099\u309a]")
_ROWS = {
    "ア": "アカサタナハマヤラワ",
    "イ": "イキシチニヒミリ",
    "ウ": "ウクスツヌフムユル",
    "エ": "エケセテネヘメレ",
    "オ": "オコソトノホモヨロ",
}
_LENGTHENED = re.compile(
    f"(?<=[{_ROWS['ア']}])ア+|(?<=[{_ROWS['イ']}])イ+|(?<=[{_ROWS['ウ']}])ウ+|(?<=[{_ROWS['エ']}])エ+|(?<=[{_ROWS['オ']}])[オウ]+"
)

_KATAKANA = "アイウエオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロワヲンヴーァィゥェォヵヶヮヰヱヷ"
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in "'\"\\")
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KANA_CODES = dict(zip(_KATAKANA, _PRINTABLE, strict=False)) | {letter: chr(1 + at) for at, letter in enumerate(_LATIN)}
"""One byte for each katakana, printable ASCII, and for each Latin letter, one that no katakana has. DuckDB's distances count
bytes, and a katakana has three: levenshtein(山田, 山本) is 3 there, and two names without one letter in common look alike.
"""
_CODED = str.maketrans(KANA_CODES)
_OTHER = "~"


def search_key(text: str) -> str:
    """K1 in 清音, as search keys of other systems are written: カトウ for ガトウ and カトウ. ー stays."""
    return without_sound_marks(kana_key(text))


def loose_key(text: str) -> str:
    """K2, for proposals only: the search key without long vowels (オオノ, オーノ and オノ are one).

    シヨウタ, ショウタ, ジョウタ and ショータ share a key; ユイ and ユナ do not. Idempotent.
    """
    return without_long_vowels(search_key(text))


def without_sound_marks(key: str) -> str:
    """A K1 in 清音; ヴ as フ, as ブ would be."""
    plain = _VU.sub(lambda match: _VU_AS_B[match[1]], key)
    return unicodedata.normalize("NFC", _SOUND_MARKS.sub("", unicodedata.normalize("NFD", plain)))


def without_long_vowels(key: str) -> str:
    """A search key without ー and without vowels that only lengthen the one before."""
    return _LENGTHENED.sub("", key.replace("ー", ""))


def coded(key: str, keep: str = "") -> str:
    """A key with one byte for each letter: katakana and Latin by KANA_CODES, any other letter `~`; the sign `keep` stays."""
    return re.sub(f"[^{_KATAKANA}{_LATIN}{re.escape(keep)}]", _OTHER, key).translate(_CODED)
