"""An employee's own address is not kept, only a mark of it: enough to notice that somebody looks at the house next door."""

from __future__ import annotations

import hashlib
import hmac
import re

from tsunagu.base.text import fold_hyphens, fold_width
from tsunagu_web.keys import read_or_make
from tsunagu_web.town import home_folder, home_settings

_PARTS = re.compile(r"丁目|番地の|番地|番|号|の(?=\d)")
_KANJI_BLOCK = re.compile(r"([一二三四五六七八九十]+)(?=丁目)")
_LOT = re.compile(r"\D*\d+(?:-\d+)*")
_DIGITS = "一二三四五六七八九"


def mark_of(address: str) -> str:
    """64 hex digits that are the same for the same lot however it is written; nothing can be read back from them.

    Prefecture and municipality may be written or not; what follows the numbers (a building, a room) does not count.
    """
    plain = fold_hyphens(fold_width("".join(address.split())))
    town = str(home_settings().get("municipality", ""))
    if town and town in plain:
        plain = plain.partition(town)[2]
    plain = _KANJI_BLOCK.sub(lambda told: str(_number(told[1])), plain)
    plain = re.sub(r"-+", "-", _PARTS.sub("-", plain)).strip("-")
    lot = _LOT.match(plain)
    plain = lot[0] if lot else plain
    return hmac.new(read_or_make(home_folder(), "address.key"), plain.encode("utf-8"), hashlib.sha256).hexdigest()


def _number(kanji: str) -> int:
    """二十一 → 21; of a block, so below 100."""
    tens, ten, ones = kanji.rpartition("十")
    digit = {sign: value for value, sign in enumerate(_DIGITS, start=1)}
    return (10 * digit.get(tens, 1) if ten else 0) + digit.get(ones, 0)
