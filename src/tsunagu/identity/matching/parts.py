"""Fold the parts of names. A town has far fewer family and given names than people: each distinct one is folded once."""

from __future__ import annotations

import re
from typing import NamedTuple

import pyarrow

from tsunagu.base.text import kana_key
from tsunagu.identity.normalising import (
    coded,
    fold_variants,
    latin_key,
    loose_key,
    mask_lost_letters,
    search_key,
    tokens_key,
)

_APART = "\0"
_KANJI = re.compile("[々〆_\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PART_COLUMNS = ("kana_1", "kana_2", "name_1", "name_2", "guardian_1", "guardian_2", "town")


class Folded(NamedTuple):
    """The keys of one part: K1 of kana and J1 of kanji alike; the search key; K2; one byte a letter; whether it has no kanji in it."""

    key: str
    search: str
    loose: str
    coded: str
    without_kanji: bool


_NOTHING = Folded("", "", "", "", True)


def fold_parts(rows: pyarrow.Table) -> pyarrow.Table:
    """`rows` with each of PART_COLUMNS as its key, and loose_1, loose_2, coded_1, coded_2 (of kana), without_kanji_1, without_kanji_2 (of the name).

    Also `several` and `latin`: the parts in order of the alphabet, for rows whose in_any_order is set, else NULL.
    """
    encoded = {column: rows[column].combine_chunks().dictionary_encode() for column in PART_COLUMNS}
    folded = _fold({text for column in encoded.values() for text in column.dictionary.to_pylist()})
    columns = {name: rows[name] for name in rows.column_names if name not in PART_COLUMNS}
    for name, column in encoded.items():
        columns[name] = _mapped(column, folded, "key", pyarrow.string())
    for place in ("1", "2"):
        columns[f"search_{place}"] = _mapped(encoded[f"kana_{place}"], folded, "search", pyarrow.string())
        columns[f"guardian_{place}"] = _mapped(encoded[f"guardian_{place}"], folded, "search", pyarrow.string())
        columns[f"loose_{place}"] = _mapped(encoded[f"kana_{place}"], folded, "loose", pyarrow.string())
        columns[f"coded_{place}"] = _mapped(encoded[f"kana_{place}"], folded, "coded", pyarrow.string())
        columns[f"without_kanji_{place}"] = _mapped(encoded[f"name_{place}"], folded, "without_kanji", pyarrow.bool_())
    several, latin = _in_any_order(rows)
    columns["several"], columns["latin"] = (
        pyarrow.array(several, pyarrow.string()),
        pyarrow.array(latin, pyarrow.string()),
    )
    return pyarrow.table(columns)


def _mapped(
    column: pyarrow.DictionaryArray, folded: dict[str, Folded], key: str, kind: pyarrow.DataType
) -> pyarrow.Array:
    values = pyarrow.array([getattr(folded[text], key) for text in column.dictionary.to_pylist()], kind)
    return (
        values.take(column.indices)
        if kind == pyarrow.bool_()
        else pyarrow.DictionaryArray.from_arrays(column.indices, values)
    )


def _fold(texts: set[str]) -> dict[str, Folded]:
    """Every text with its keys. All are folded in one go: one long text costs a third of many short ones."""
    parts = sorted(texts - {""})
    keys = fold_variants(kana_key(_APART.join(map(mask_lost_letters, parts)))).split(_APART) if parts else []
    loose = loose_key(_APART.join(keys)).split(_APART)
    without_kanji = [not _KANJI.search(key) for key in keys]
    search = search_key(_APART.join(keys)).split(_APART)
    folded = zip(keys, search, loose, map(coded, keys), without_kanji, strict=True) if parts else ()
    return {"": _NOTHING} | {part: Folded(*keys) for part, keys in zip(parts, folded, strict=True)}


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
