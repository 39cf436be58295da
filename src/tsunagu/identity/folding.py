"""Names and addresses folded for comparing. Each DISTINCT text is folded once: a town has far fewer names than rows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from tsunagu.base.text import has_lost_gaiji, has_private_use, kana_key
from tsunagu.engines import Engine, register_columns
from tsunagu.identity.normalising import fold_variants, without_remarks

_BLANK = re.compile(r"\s")
_HYPHENS = re.compile("[‐‑‒–—―−─ー－]")
_LOT_WORDS = re.compile("丁目|番地の|番地|番|号|の(?=[0-9])")
_KANJI_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def name_key(text: str) -> str:
    """A name as it is compared: no blanks, 異体字 and widths folded, remarks in brackets left out. Kana names too.

    A name with a letter that was lost (●田) or means something else on every machine (外字) says nothing: it has no key.
    """
    if has_lost_gaiji(text) or has_private_use(text):
        return ""
    return fold_variants(kana_key(without_remarks(text)))


def address_key(text: str) -> str:
    """An address as it is compared: 一丁目2番3号, １－２－３ and 1-2-3 are one."""
    folded = _HYPHENS.sub("-", _BLANK.sub("", unicodedata.normalize("NFKC", text)))
    folded = re.sub("[一二三四五六七八九](?=丁目)", lambda digit: digit[0].translate(_KANJI_DIGITS), folded)
    return re.sub("-+", "-", _LOT_WORDS.sub("-", folded)).strip("-")


def fold_distinct(engine: Engine, result: str, texts: str, fold: Callable[[str], str]) -> None:
    """Make table `result` (text, folded) of every distinct text the query `texts` (one column) gives; blanks left out."""
    found = [row[0] for row in engine.execute(f"SELECT DISTINCT t FROM ({texts}) AS q(t) WHERE t <> ''").fetchall()]
    register_columns(engine, "folded_rows", {"text": found, "folded": [fold(text) for text in found]})
    engine.execute(f"CREATE OR REPLACE TABLE {result} AS SELECT text, folded FROM folded_rows WHERE folded <> ''")
    engine.unregister("folded_rows")
