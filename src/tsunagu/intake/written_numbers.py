"""Numbers as people type them: full width, with thousands commas, with a unit or a note behind (dirt 12, 39, 40)."""

from __future__ import annotations

import math
import re

from tsunagu.base.text import fold_width
from tsunagu.catalog import Column

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,12})?")
_THOUSANDS = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d{1,12})?")
_WITH_UNIT = re.compile(
    r"[※約*]?\s*(-?\d[\d,]*(?:\.\d+)?)\s*[^\d\s.,+\-▲△ー－][^\d.,]{0,7}|[※約*]\s*(-?\d[\d,]*(?:\.\d+)?)"
)
GREATEST = 2_147_483_647
"""Neither a whole number nor one with decimals goes beyond: the tables hold no greater one, and sums stay exact."""


def read_number(
    text: str, *, whole: bool, least: float | None, most: float | None
) -> tuple[int | float | None, str | None]:
    """(number, note) or (None, fault code). `text` is trimmed and not empty; `least` and `most` are inclusive.

    Codes: cell.fullwidth_digits and cell.unit_in_number keep the number; cell.not_a_number and cell.out_of_range do not.
    """
    folded = fold_width(text)
    note = "cell.fullwidth_digits" if folded != text else None
    plain = folded.replace(",", "") if _THOUSANDS.fullmatch(folded) else folded
    if not _PLAIN.fullmatch(plain) or not plain.isascii():
        unit = _WITH_UNIT.fullmatch(folded)
        found = (unit[1] or unit[2]).replace(",", "") if unit else ""
        if not _PLAIN.fullmatch(found) or not found.isascii():
            return None, "cell.not_a_number"
        plain, note = found, "cell.unit_in_number"
    number = float(plain)
    if whole and not number.is_integer():
        return None, "cell.not_a_number"
    if (least is not None and number < least) or (most is not None and number > most) or abs(number) > GREATEST:
        return None, "cell.out_of_range"
    return (int(number) if whole else number), note


_SLIPS = (
    (10, "10で割ると範囲に入るので、小数点が抜けているか、cmとmmの違いかもしれません"),
    (1000, "1000で割ると範囲に入るので、kgとgの違いかもしれません"),
    (100, "100で割ると範囲に入るので、小数点が抜けているか、mとcmの違いかもしれません"),
)


def likely_slip(text: str, column: Column) -> str:
    """For a number out of its range, which slip would explain it; '' where none does. A guess to be told, never taken."""
    value, _ = read_number(text.strip(), whole=False, least=None, most=None)
    if value is None or column.min is None and column.max is None:
        return ""
    least, most = (
        column.min if column.min is not None else -math.inf,
        column.max if column.max is not None else math.inf,
    )
    return next((told for by, told in _SLIPS if least <= value / by <= most and value), "")
