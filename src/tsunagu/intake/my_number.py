"""個人番号 must never be stored here (番号法): twelve digits whose check digit fits are kept out, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

DIGIT = "[0-9０-９]"
DASHES = r"\-‐‑‒–—―−－ー─━ｰ"
BETWEEN = f"[ \u00a0\u3000{DASHES}]?"
"""What stands between the fours, as a pattern of Python's and of Arrow's alike."""
IN_FOURS = f"{DIGIT}{{4}}{BETWEEN}{DIGIT}{{4}}{BETWEEN}{DIGIT}{{4}}"
ENDS = " \t\r\n\x1a\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff"
"""Signs around a number that fill no cell."""
_SHAPE = re.compile(f"[{ENDS}]*{IN_FOURS}[{ENDS}]*")
LEAST = 3
"""Fewer numbers together may be there by chance."""
SHARE = 0.5
_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def looks_like_my_number(text: str) -> bool:
    """Whether a cell is twelve digits (also in fours) with a valid check digit. One in eleven does so by chance."""
    return len(text) >= 12 and _SHAPE.fullmatch(text) is not None and passes(digits_of(text))


def digits_of(text: str) -> str:
    """The digits of a text in half width, without what stands between and around them."""
    if text.isascii() and text.isdecimal():
        return text
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def passes(number: str) -> bool:
    """Whether the check digit of twelve half-width digits fits."""
    digits = [int(sign) for sign in number]
    return digits[11] == check_digit(digits[:11])


def most_are_my_numbers(texts: Iterable[str]) -> bool:
    """Whether, of the distinct texts that are twelve digits, three or more and most are Individual Numbers.

    For cells without a column of their own, where a number of another kind may stand many times.
    """
    shaped = {text for text in texts if _SHAPE.fullmatch(text)}
    hits = sum(map(looks_like_my_number, shaped))
    return hits >= LEAST and hits > SHARE * len(shaped)


def different_numbers(texts: Iterable[str]) -> set[str]:
    """The different Individual Numbers among the texts, without what stands between their digits.

    One number in eleven of another kind passes the check digit, and a column may hold one such number on every row (a vendor's
    code): only different ones make a column of Individual Numbers.
    """
    return {digits_of(text) for text in texts if looks_like_my_number(text)}


def check_digit(digits: list[int]) -> int:
    """The 12th digit of an Individual Number from its first eleven (総務省令第85号 第5条)."""
    rest = sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest
