"""Fold the parts of names. A town has far fewer family and given names than people: each distinct one is folded once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pyarrow

from tsunagu.base.text import kana_key
from tsunagu.identity.normalising import (
    coded,
    fold_variants,
    latin_key,
    mask_lost_letters,
    tokens_key,
    without_long_vowels,
    without_sound_marks,
)

_APART = "\0"
_KANJI = re.compile("[々〆_\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PART_COLUMNS = ("kana_1", "kana_2", "name_1", "name_2", "guardian_1", "guardian_2", "town")


class Folded(NamedTuple):
    """The keys of many parts, in their order: K1 of kana and J1 of kanji alike; and of parts without kanji the search key, K2
    and one byte a letter.
    """

    key: list[str]
    search: list[str]
    loose: list[str]
    coded: list[str]
    without_kanji: list[bool]


def fold_parts(rows: pyarrow.Table) -> pyarrow.Table:
    """`rows` with each of PART_COLUMNS as its key (guardian: the search key), and search_1, loose_1, coded_1, without_kanji_1 …

    Also `several` and `latin`: the parts in order of the alphabet, for rows whose in_any_order is set, else NULL.
    """
    texts = pyarrow.concat_arrays([rows[column].combine_chunks() for column in PART_COLUMNS]).dictionary_encode()
    folded = _fold(texts.dictionary.to_pylist())
    text = pyarrow.string()
    key, search = pyarrow.array(folded.key, text), pyarrow.array(folded.search, text)
    loose, coded_ = pyarrow.array(folded.loose, text), pyarrow.array(folded.coded, text)
    without_kanji = pyarrow.array(folded.without_kanji, pyarrow.bool_())
    at = {
        column: texts.indices.slice(place * rows.num_rows, rows.num_rows) for place, column in enumerate(PART_COLUMNS)
    }
    mapped = pyarrow.DictionaryArray.from_arrays
    columns = {name: rows[name] for name in rows.column_names if name not in PART_COLUMNS}
    columns |= {name: mapped(at[name], search if name.startswith("guardian") else key) for name in PART_COLUMNS}
    for place in ("1", "2"):
        columns[f"search_{place}"] = mapped(at[f"kana_{place}"], search)
        columns[f"loose_{place}"] = mapped(at[f"kana_{place}"], loose)
        columns[f"coded_{place}"] = mapped(at[f"kana_{place}"], coded_)
        columns[f"without_kanji_{place}"] = without_kanji.take(at[f"name_{place}"])
    several, latin = _in_any_order(rows)
    columns["several"], columns["latin"] = pyarrow.array(several, text), pyarrow.array(latin, text)
    return pyarrow.table(columns)


def _fold(parts: list[str]) -> Folded:
    """All parts are folded in one go: one long text costs a third of many short ones."""
    if not parts:
        return Folded([], [], [], [], [])
    keys = fold_variants(kana_key(mask_lost_letters(_APART.join(parts)))).split(_APART)
    without_kanji = [_KANJI.search(key) is None for key in keys]
    spoken = _APART.join([key for key, kana in zip(keys, without_kanji, strict=True) if kana])
    search = without_sound_marks(spoken)
    search_keys, loose_keys, codes = (
        _put_back(keys, without_kanji, iter(text.split(_APART)))
        for text in (search, without_long_vowels(search), coded(spoken, keep=_APART))
    )
    return Folded(keys, search_keys, loose_keys, codes, without_kanji)


def _put_back(keys: list[str], folded: list[bool], values: Iterator[str]) -> list[str]:
    """`values` at the places that were folded, the keys themselves elsewhere."""
    return [next(values) if here else key for key, here in zip(keys, folded, strict=True)]


def _in_any_order(rows: pyarrow.Table) -> tuple[list[str | None], list[str | None]]:
    several: list[str | None] = [None] * rows.num_rows
    latin: list[str | None] = [None] * rows.num_rows
    marked = rows["in_any_order"].to_numpy().nonzero()[0]
    names = rows.select(["kana_1", "kana_2", "name_1", "name_2", "roman"]).take(marked).to_pylist()
    for at, name in zip(marked.tolist(), names, strict=True):
        kana, written = f"{name['kana_1']} {name['kana_2']}", f"{name['name_1']} {name['name_2']}"
        latin[at] = latin_key(name["roman"] or "") or latin_key(written) or latin_key(kana) or None
        several[at] = (None if latin_key(kana) else tokens_key(kana)) or None
    return several, latin
