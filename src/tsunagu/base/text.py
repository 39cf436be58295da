"""Characters as they come: kana keys, widths, layout blanks, 外字, look-alike marks. Stored text is never changed here;
every function returns a folded copy for comparing, or says what is in the text."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = " \t\u3000\u00a0\u2002\u2003\u2009\u200b\ufeff"
_BLANK_RUN = re.compile(f"[{_BLANKS}]+")
_DROPPED_FROM_KEY = re.compile(rf"[{_BLANKS}・･·\s]")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_LOST_GAIJI = re.compile("[●〓□■\ufffd]")
_HALFWIDTH_KANA = re.compile("[\uff66-\uff9f]")
_HALFWIDTH_PAIR = re.compile("[\uff66-\uff9d][\uff9e\uff9f\u3099\u309a]")
_SPLIT_SOUND_MARK = re.compile("([ぁ-ゖァ-ヺｦ-ﾝ])[゛゜]")
_DECOMPOSED = re.compile("([ぁ-ゖァ-ヺ])([\u3099\u309a])")
_FULLWIDTH_ALNUM = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ufff0-\ufff8\ufffe\uffff]"
)
_HYPHENS = "-‐‑‒–—―−－─━ｰーｰ~〜～"
_HYPHENS_AFTER_KANA = re.compile(f"(?<=[ァ-ヺー])[{_HYPHENS}]+")
_HYPHEN_VARIANT = re.compile("(?<=[0-9０-９])[‐‑‒–—―−－ー─━ｰ](?=[0-9０-９])")
_TO_KATAKANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
_OLD_KANA = str.maketrans("ヰヱヲヂヅ", "イエオジズ")
_SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_MARKS = {"○": "〇◯OoＯｏ⭘", "◎": "⦾⊚", "△": "▵∆Δ▲", "-": "－−ー―‐—─", "×": "✕✖╳xXｘＸ"}
_MARK_OF = {look: mark for mark, looks in _MARKS.items() for look in looks}


class _NotAloneError(ValueError):
    """A letter whose key may depend on the letter before it, or which nobody has looked at."""


class _LetterKeys(dict[int, str]):
    """Code of a letter → what it is in kana_key, for letters that say so by themselves. Filled as they are met.

    Raises _NotAloneError for letters outside the scripts below: marks and parts that Unicode joins to the letter before them.
    """

    _ALONE = re.compile(
        "[\\x00-\u02ff\u1e00-\u1eff\u2000-\u20cf\u2100-\u2fff\u3000-\u3029\u3030-\u3098\u309d-\u30ff\u3200-\u9fff"
        "\uac00-\ud7a3\ue000-\ufaff\uff00-\uff9d\uffe0-\uffe6\U00020000-\U0003ffff]"
    )

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        key = _folded_letters(letter)
        if not self._ALONE.match(letter) or any(map(unicodedata.combining, key)):
            raise _NotAloneError
        self[code] = key
        return key


_LETTER_KEYS = _LetterKeys()


def kana_key(text: str) -> str:
    """K1, the key names are compared by: NFKC, no blanks or ・, katakana, ヰヱヲヂヅ folded, small kana large, ー unified.

    ｶﾄｳ ﾕｳﾄ, カトウ　ユウト and かとうゆうと share a key; タ゛ (split mark) reads as ダ. Idempotent.
    """
    joined = join_sound_marks(_VARIATION.sub("", text))
    try:
        # One look at each letter instead of six: the key of most letters does not depend on their neighbours.
        folded = _HALFWIDTH_PAIR.sub(lambda pair: unicodedata.normalize("NFKC", pair[0]), joined).translate(
            _LETTER_KEYS
        )
    except _NotAloneError:
        folded = _folded_letters(joined)
    return _HYPHENS_AFTER_KANA.sub(lambda run: "ー" * len(run[0]), folded)


def _folded_letters(text: str) -> str:
    """All of kana_key but its ー."""
    folded = unicodedata.normalize("NFKC", text)
    # わ and ッ with a sound mark are no letters of their own before they are katakana and large: ヷ, ヅ.
    large = to_katakana(_DROPPED_FROM_KEY.sub("", folded)).translate(_SMALL_KANA)
    return unicodedata.normalize("NFC", large).translate(_OLD_KANA).upper()


def to_katakana(text: str) -> str:
    """Hiragana to katakana; everything else as it is."""
    return text.translate(_TO_KATAKANA)


def join_sound_marks(text: str) -> str:
    """タ゛ and か+U+3099 become one letter; kanji are left alone (plain NFC would change 神 or 福 of the compatibility area)."""
    text = _SPLIT_SOUND_MARK.sub(lambda m: m[1] + ("\u3099" if m[0][-1] == "゛" else "\u309a"), text)
    return _DECOMPOSED.sub(lambda m: unicodedata.normalize("NFC", m[0]), text)


def fold_width(text: str) -> str:
    """Full-width digits, Latin letters and signs to half width, for keys, codes and numbers only."""
    return text.translate(_FULLWIDTH)


def trim_layout(text: str) -> str:
    """Without blanks at the ends, and one blank (the first kind met) where several made the layout."""
    return _BLANK_RUN.sub(lambda run: "　" if "\u3000" in run[0] else " ", text.strip(_BLANKS + "\r\n"))


def has_layout_blanks(text: str) -> bool:
    """Whether trim_layout would change the text."""
    return text != trim_layout(text)


def has_private_use(text: str) -> bool:
    """Vendor 外字: characters in the private use area, which mean something else on every machine."""
    return bool(_PRIVATE_USE.search(text))


def has_lost_gaiji(text: str) -> bool:
    """●田, 〓, □: a character was lost before the file reached us. Ask this of names and addresses, not of marks."""
    return bool(_LOST_GAIJI.search(text))


def has_ivs_or_surrogate(text: str) -> bool:
    """Variation selectors (葛󠄀) or kanji beyond the basic plane (𠮷): one letter to a reader, more to a machine."""
    return bool(_VARIATION.search(text)) or any(0x20000 <= ord(letter) <= 0x3FFFF for letter in text)


def has_halfwidth_kana(text: str) -> bool:
    """ｶﾄｳ, or a sound mark standing by itself (タ゛)."""
    return bool(_HALFWIDTH_KANA.search(text) or _SPLIT_SOUND_MARK.search(text))


def has_decomposed_kana(text: str) -> bool:
    """か + U+3099, as macOS writes file names and some exports their cells."""
    return bool(_DECOMPOSED.search(text))


def has_fullwidth_digits(text: str) -> bool:
    """０-９ or Ａ-Ｚ where half width is expected."""
    return bool(_FULLWIDTH_ALNUM.search(text))


def has_hyphen_variant(text: str) -> bool:
    """1−2−3, １－２ or 1ー2: between digits something that only looks like a hyphen."""
    return bool(_HYPHEN_VARIANT.search(text))


def fold_hyphens(text: str) -> str:
    """Whatever stands for a hyphen between digits as a hyphen; a ー behind kana stays one."""
    return _HYPHEN_VARIANT.sub("-", text)


def has_control_characters(text: str) -> bool:
    """C0 and C1 controls other than tab and line ends, and signs nobody sees that turn the direction of writing."""
    return bool(_CONTROL.search(text))


def drop_control_characters(text: str) -> str:
    """Without what has_control_characters finds."""
    return _CONTROL.sub("", text)


def fold_mark(text: str) -> str:
    """A mark cell as one of ○ ◎ △ × -, whatever look-alike was typed (〇 ◯ O …); other text as it is."""
    trimmed = text.strip(_BLANKS)
    return _MARK_OF.get(trimmed, trimmed)


def visible_length(text: str) -> int:
    """Letters as a reader counts them: variation selectors and combining marks do not count."""
    return sum(1 for letter in _VARIATION.sub("", text) if not unicodedata.combining(letter))
