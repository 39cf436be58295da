"""Fold the parts of names. A town has far fewer family and given names than people: each distinct one is folded once.

What is folded leaves the engine and comes back as one long text a column: to hand that over costs nothing, and folding it
costs a third of folding many short ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tsunagu.base.text import kana_key
from tsunagu.engines import Engine
from tsunagu.identity.normalising import (
    coded,
    fold_variants,
    kana_of_latin,
    latin_key,
    loose_key,
    mask_lost_letters,
    tokens_key,
    without_long_vowels,
    without_sound_marks,
)

_APART = "\0"
_KANJI = re.compile("[々〆_\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PART_KINDS = {
    "kana": (("kana_1", "kana_2"), ("key", "search", "loose", "coded")),
    "name": (("name_1", "name_2"), ("key", "spoken")),
    "guardian": (("guardian_1", "guardian_2"), ("search",)),
    "town": (("town",), ("key",)),
}
"""The columns with parts of each kind, and which of their keys are asked for."""


class Folded(NamedTuple):
    """The keys of many parts, in their order: K1 of kana and J1 of kanji alike; and of parts without kanji the search key, K2
    and one byte a letter. `spoken`: "1" for those without kanji, else "".
    """

    key: list[str]
    search: list[str]
    loose: list[str]
    coded: list[str]
    spoken: list[str]


def fold_parts(engine: Engine, tables: tuple[str, ...]) -> None:
    """matching.<kind>_part for each of PART_KINDS: text and the keys of that kind — each distinct text in its columns of `tables`.

    A text with a NUL, which no file we read can hold, has no keys.
    """
    for kind, (columns, keys) in PART_KINDS.items():
        texts = " UNION ".join(f"SELECT {column} AS t FROM {table}" for table in tables for column in columns)
        found = engine.execute(f"SELECT string_agg(t, chr(0)) FROM ({texts}) WHERE NOT contains(t, chr(0))").fetchone()
        parts = found[0].split(_APART) if found and found[0] is not None else []
        folded = _fold(parts)._asdict()
        _take_back(engine, f"matching.{kind}_part", {"text": parts, **{key: folded[key] for key in keys}})


def fold_in_any_order(engine: Engine, tables: tuple[str, ...]) -> None:
    """matching.any_order: side (place in `tables`), place (the row's rowid), for rows whose in_any_order is set, NULL: not of that
    kind. several and latin: the parts of a name in order of the alphabet. read and read_turned: K2 of a name in Latin
    letters beside no kana, as written and with its last part first.
    """
    listed = " UNION ALL ".join(
        f"SELECT {side}, rowid, kana_1 || ' ' || kana_2, name_1 || ' ' || name_2, roman FROM {table} WHERE in_any_order"
        for side, table in enumerate(tables)
    )
    names = ("side", "place", "several", "latin", "read", "read_turned")
    columns: dict[str, list[str]] = {name: [] for name in names}
    for side, place, kana, written, roman in engine.execute(listed).fetchall():
        in_latin = latin_key(kana)
        read = "" if kana.strip() and not in_latin else kana_of_latin(kana) or kana_of_latin(roman or written)
        *first, last = map(loose_key, read.split(" "))
        several = "" if in_latin else tokens_key(kana)
        latin = latin_key(roman or "") or latin_key(written) or in_latin
        row = (str(side), str(place), several, latin, "".join([*first, last]), "".join([last, *first]))
        for name, value in zip(names, row, strict=True):
            columns[name].append(value)
    _take_back(engine, "matching.any_order_text", columns)
    keys = ", ".join(f"nullif({name}, '') AS {name}" for name in names[2:])
    engine.execute(f"""
        CREATE TABLE matching.any_order AS
        SELECT side::TINYINT AS side, place::BIGINT AS place, {keys} FROM matching.any_order_text""")


def _take_back(engine: Engine, table: str, columns: dict[str, list[str]]) -> None:
    """Make `table` of columns of texts, all equally long."""
    # By way of a table of one row: of a constant the planner would make a value of each part.
    placed = ", ".join(f"? AS {name}" for name in columns)
    engine.execute(f"CREATE TABLE {table}_joined AS SELECT {placed}", [_APART.join(one) for one in columns.values()])
    split = ", ".join(f"unnest(string_split({name}, chr(0))) AS {name}" for name in columns)
    some = "" if next(iter(columns.values())) else " LIMIT 0"
    engine.execute(f"CREATE TABLE {table} AS SELECT {split} FROM {table}_joined{some}")


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
    return Folded(keys, search_keys, loose_keys, codes, ["1" if kana else "" for kana in without_kanji])


def _put_back(keys: list[str], folded: list[bool], values: Iterator[str]) -> list[str]:
    """`values` at the places that were folded, the keys themselves elsewhere."""
    return [next(values) if here else key for key, here in zip(keys, folded, strict=True)]
