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
_POSTAL_CODE = re.compile("^〒?[0-9]{3}-?[0-9]{4}")
_PREFECTURE_AND_COUNTY = "(?:[^市町村区]{2,3}[都道府県])?(?:[^市町村区]{1,5}郡)?"
_SECTION = re.compile("^大?字")
_DIGITS = "[0-9一二三四五六七八九十]{1,2}"
_CLASS_AT_END = re.compile(f"(?:{_DIGITS}(?:年生|学年|年|歳児?(?:クラス)?))?(?:[^校園所年]{{1,6}}組)?$")
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


def home_key(text: str, municipality: str) -> str:
    """An address in the municipality as it is compared, from 町字 on: what stands before it may only be postal code,
    prefecture, county and the municipality's own name. Of another town it keeps the name, and equals nothing here.
    """
    folded = _POSTAL_CODE.sub("", address_key(text))
    return _SECTION.sub("", _without_municipality(folded, municipality))


def place_key(text: str, municipality: str) -> str:
    """A school or facility as it is compared, without 学年 and 組 at the end and the municipality's own 町立 before it."""
    written = _CLASS_AT_END.sub("", _BLANK.sub("", unicodedata.normalize("NFKC", without_remarks(text))))
    place = _without_municipality(written, municipality)
    return name_key(place.removeprefix("立") if place != written else written.removeprefix(f"{municipality[-1:]}立"))


def _without_municipality(text: str, municipality: str) -> str:
    found = re.match(_PREFECTURE_AND_COUNTY + re.escape(municipality), text) if municipality else None
    return text[found.end() :] if found else text


def fold_distinct(engine: Engine, result: str, texts: str, fold: Callable[[str], str]) -> None:
    """Make table `result` (text, folded) of every distinct text the query `texts` (one column) gives; blanks left out."""
    found = [row[0] for row in engine.execute(f"SELECT DISTINCT t FROM ({texts}) AS q(t) WHERE t <> ''").fetchall()]
    register_columns(engine, "folded_rows", {"text": found, "folded": [fold(text) for text in found]})
    engine.execute(f"CREATE OR REPLACE TABLE {result} AS SELECT text, folded FROM folded_rows WHERE folded <> ''")
    engine.unregister("folded_rows")
