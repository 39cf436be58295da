"""Rōmaji and kana: Hepburn and Kunrei read alike, long vowels written or not."""

from __future__ import annotations

import re
import unicodedata

from tsunagu.base.text import to_katakana

_VOWELS = "AIUEO"
_HEPBURN_ROWS = {
    "": "アイウエオ",
    "K": "カキクケコ",
    "S": "サシスセソ",
    "T": "タチツテト",
    "N": "ナニヌネノ",
    "H": "ハヒフヘホ",
    "M": "マミムメモ",
    "R": "ラリルレロ",
    "G": "ガギグゲゴ",
    "Z": "ザジズゼゾ",
    "D": "ダヂヅデド",
    "B": "バビブベボ",
    "P": "パピプペポ",
}
_SPELLED = {"SI": "SHI", "TI": "CHI", "TU": "TSU", "HU": "FU", "ZI": "JI", "DI": "JI", "DU": "ZU"}
_SHORT_YA = {"SHI": "SH", "CHI": "CH", "JI": "J"}
_LONE = {
    "YA": "ヤ",
    "YU": "ユ",
    "YO": "ヨ",
    "WA": "ワ",
    "WO": "ヲ",
    "VU": "ヴ",
    "FA": "ファ",
    "FI": "フィ",
    "FE": "フェ",
    "FO": "フォ",
}
_LONE |= {
    "VA": "ヴァ",
    "VI": "ヴィ",
    "VE": "ヴェ",
    "VO": "ヴォ",
    "SHE": "シェ",
    "JE": "ジェ",
    "CHE": "チェ",
    "LA": "ラ",
    "LI": "リ",
}
_LONE |= {"LU": "ル", "LE": "レ", "LO": "ロ"}


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Syllable → kana for every spelling, and kana → Hepburn syllable."""
    reading, writing = (
        dict(_LONE),
        {"ヤ": "YA", "ユ": "YU", "ヨ": "YO", "ワ": "WA", "ヲ": "O", "ヰ": "I", "ヱ": "E", "ヴ": "VU"},
    )
    for start, row in _HEPBURN_ROWS.items():
        for vowel, kana in zip(_VOWELS, row, strict=True):
            hepburn = _SPELLED.get(start + vowel, start + vowel)
            reading[start + vowel], writing[kana] = kana, hepburn
            reading.setdefault(hepburn, kana)
            if vowel != "I" or not start:
                continue
            for small, end in (("ャ", "A"), ("ュ", "U"), ("ョ", "O")):
                short = _SHORT_YA.get(hepburn, start + "Y")
                writing[kana + small] = short + end
                reading[f"{start}Y{end}"] = kana + small
                reading.setdefault(short + end, kana + small)
    reading |= {"JI": "ジ", "ZU": "ズ", "JA": "ジャ", "JU": "ジュ", "JO": "ジョ"}
    return reading, writing


_READING, _WRITING = _tables()
_LONGEST = max(map(len, _READING))
_LONG_MARKS = str.maketrans({"\u0304": "ー", "\u0302": "ー"})
_SMALL = {"ァ": "A", "ィ": "I", "ゥ": "U", "ェ": "E", "ォ": "O"}


def kana_of_romaji(text: str) -> str:
    """A name in rōmaji as katakana, parts apart by one blank; "" when it is no Japanese spelling.

    SATO YUTO → サト ユト, SATŌ → サトー, SATOH → サト, HONMA and HOMMA → ホンマ, ITCHO → イッチョ. Long vowels are as written: compare by
    loose_key, which leaves them out.
    """
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).upper()).translate(_LONG_MARKS)
    parts = [_read_part(part) for part in re.split(r"[\s,.\-]+", folded.replace("\u2019", "'")) if part]
    return " ".join(parts) if parts and all(parts) else ""


def _read_part(part: str) -> str:
    read, at = [], 0
    while at < len(part):
        rest = part[at:]
        kana = next((length for length in range(_LONGEST, 0, -1) if rest[:length] in _READING), 0)
        if kana:
            read.append(_READING[rest[:kana]])
            at += kana
        elif rest[0] == "N" or (rest[0] == "M" and rest[1:2] in ("B", "M", "P")):
            read.append("ン")
            at += 2 if rest[1:2] == "'" else 1
        elif (len(rest) > 1 and rest[0] == rest[1]) or rest.startswith("TCH"):
            read.append("ッ")
            at += 1
        elif rest[0] == "ー" or (rest[0] == "H" and read and part[at - 1] == "O"):
            # Ōno and Ohno: the second is an H that only lengthens.
            read.append("ー" if rest[0] == "ー" else "")
            at += 1
        else:
            return ""
    return "".join(read)


def romaji_of_kana(text: str) -> str:
    """A name in kana as Hepburn as passports write it: upper case, long オウ, オオ, ウウ and ー short; "" for other letters.

    サトウ ユウト → SATO YUTO, ホンマ → HOMMA, イッチョウ → ITCHO.
    """
    parts = [_write_part(part) for part in unicodedata.normalize("NFKC", text).split()]
    return " ".join(parts) if parts and all(parts) else ""


def _write_part(part: str) -> str:
    kana = unicodedata.normalize("NFC", to_katakana(part))
    written, at, doubled = "", 0, False
    while at < len(kana):
        pair, one = kana[at : at + 2], kana[at]
        syllable = _WRITING.get(pair) if len(pair) == 2 else None
        step = 2 if syllable else 1
        if not syllable and len(pair) == 2 and pair[1] in _SMALL and one in _WRITING:
            syllable, step = _WRITING[one][:-1] + _SMALL[pair[1]], 2
        syllable = syllable or _WRITING.get(one)
        if one == "ッ":
            doubled = True
        elif one == "ン":
            following = _WRITING.get(kana[at + 1 : at + 2], "")
            written += "M" if following[:1] in ("B", "M", "P") and following else "N"
        elif one == "ー" and written:
            pass
        elif syllable:
            written += ("T" if syllable.startswith("CH") else syllable[0]) + syllable if doubled else syllable
            doubled = False
        else:
            return ""
        at += step
    return re.sub("O[OU]|UU", lambda match: match[0][0], written)
