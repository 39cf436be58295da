"""Names in Latin letters read as katakana, for proposals only: how a register may have written the same sound.

Rōmaji of either school reads as the kana; of other languages the spelling reads as transcriptions into katakana go, letter by
letter: SILVA シルヴァ, SANTOS サントス. Where sound and spelling part (NGUYEN グエン) nothing comes of it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from tsunagu.identity.normalising.foreign_names import BETWEEN_PARTS, REMEMBERED, begins_in_japanese

_ROWS = {
    "": "アイウエオ", "K": "カキクケコ", "S": "サシスセソ", "T": "タチツテト", "N": "ナニヌネノ", "H": "ハヒフヘホ", "M": "マミムメモ",
    "R": "ラリルレロ", "G": "ガギグゲゴ", "Z": "ザジズゼゾ", "D": "ダヂヅデド", "B": "バビブベボ", "P": "パピプペポ", "L": "ラリルレロ",
}  # fmt: skip
_DIGRAPHS = {"SH": "シ", "CH": "チ", "J": "ジ", "F": "フ", "V": "ヴ", "TS": "ツ"}
"""Letters that stand for the kana before a small vowel; with the vowel of the kana itself they stand for it alone."""
_OWN_VOWEL = {"SH": "I", "CH": "I", "J": "I", "F": "U", "V": "U", "TS": "U"}
_SMALL = dict(zip("AIUEO", "ァィゥェォ", strict=True))
_SMALL_YA = {"A": "ャ", "U": "ュ", "O": "ョ"}
_ALONE = {
    "B": "ブ", "C": "ク", "D": "ド", "F": "フ", "G": "グ", "H": "", "J": "ジ", "K": "ク", "L": "ル", "M": "ム", "N": "ン", "P": "プ",
    "Q": "ク", "R": "ル", "S": "ス", "T": "ト", "V": "ヴ", "W": "ウ", "X": "クス", "Y": "イ", "Z": "ズ", "CH": "チ", "SH": "シュ", "TS": "ツ",
}  # fmt: skip
"""Consonants no vowel follows."""


def _syllables() -> dict[str, str]:
    read = {start + vowel: kana for start, row in _ROWS.items() for vowel, kana in zip("AIUEO", row, strict=True)}
    for start, row in _ROWS.items():
        if start:
            read |= {f"{start}Y{vowel}": row[1] + small for vowel, small in _SMALL_YA.items()}
    for start, kana in _DIGRAPHS.items():
        for vowel, small in _SMALL.items():
            little = _SMALL_YA.get(vowel, small) if _OWN_VOWEL[start] == "I" else small
            read[start + vowel] = kana if vowel == _OWN_VOWEL[start] else kana + little
    read |= {
        "YA": "ヤ",
        "YI": "イ",
        "YU": "ユ",
        "YE": "イエ",
        "YO": "ヨ",
        "WA": "ワ",
        "WI": "ウィ",
        "WE": "ウェ",
        "WO": "ヲ",
    }
    read |= {"CA": "カ", "CI": "シ", "CU": "ク", "CE": "セ", "CO": "コ", "QUE": "ケ", "QUI": "キ"}
    return read | _ALONE


_READ = _syllables()
_LONGEST = max(map(len, _READ))


def kana_of_latin(text: str) -> str:
    """A name in Latin letters as katakana, its parts apart by one blank; "" where another letter is in it.

    SATO YUTO → サト ユト, HOMMA → ホンマ, ITCHO → イッチョ. Long vowels are as written: compare by loose_key, which leaves them out.
    """
    if begins_in_japanese(text):
        return ""
    marked = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).upper())
    plain = "".join(letter for letter in marked if not unicodedata.combining(letter) and letter not in "\u2019'`")
    parts = [part for part in BETWEEN_PARTS.split(plain) if part]
    return " ".join(map(_read_part, parts)) if parts and all(re.fullmatch("[A-Z]+", part) for part in parts) else ""


@lru_cache(maxsize=REMEMBERED)
def _read_part(part: str) -> str:
    # Homma and Ohno: M before a lip is an N, H behind O only lengthens; NG at the end of a word is heard as N.
    part = re.sub("M(?=[BMP])", "N", part)
    part = re.sub("(?<=O)H(?![AIUEO])", "", re.sub("NG$", "N", part))
    read, at = "", 0
    while at < len(part):
        if part[at] not in "AIUEON" and (part[at + 1 : at + 2] == part[at] or part.startswith("TCH", at)):
            read, at = read + "ッ", at + 1
            continue
        length = next(length for length in range(_LONGEST, 0, -1) if part[at : at + length] in _READ)
        read, at = read + _READ[part[at : at + length]], at + length
    return read
