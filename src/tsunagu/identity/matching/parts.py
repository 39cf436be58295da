"""Fold the parts of names. A town has far fewer family and given names than people: each distinct one is folded once.

What is folded leaves the engine and comes back as one long text a column: to hand that over costs nothing, and folding it
costs a third of folding many short ones.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress

from tsunagu.base.text import kana_key
from tsunagu.engines import Engine
from tsunagu.identity.normalising import (
    REMEMBERED,
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
_loose_part = lru_cache(maxsize=REMEMBERED)(loose_key)
_KANJI = re.compile("[々〆_\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
PART_KINDS = {
    "kana": (("kana_1", "kana_2"), ("key", "search", "loose", "coded")),
    "name": (("name_1", "name_2"), ("key", "spoken")),
    "guardian": (("guardian_1", "guardian_2"), ("search",)),
    "town": (("town",), ("key",)),
}
"""The columns with parts of each kind, and which of their keys are asked for."""


def fold_parts(engine: Engine, tables: tuple[str, ...]) -> None:
    """matching.<kind>_part for each of PART_KINDS: text and the keys of that kind — each distinct text in its columns of `tables`.

    A text with a NUL, which no file we read can hold, has no keys.
    """
    for kind, (columns, keys) in PART_KINDS.items():
        texts = " UNION ".join(f"SELECT {column} AS t FROM {table}" for table in tables for column in columns)
        found = engine.execute(f"SELECT string_agg(t, chr(0)) FROM ({texts}) WHERE NOT contains(t, chr(0))").fetchone()
        parts = found[0].split(_APART) if found and found[0] is not None else []
        _take_back(engine, f"matching.{kind}_part", {"text": parts, **_fold(parts, keys)})


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
        *first, last = map(_loose_part, read.split(" "))
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
    # By way of a relation of one row: of a constant the planner would make a value of each part.
    placed = ", ".join(f"? AS {name}" for name in columns)
    split = ", ".join(f"unnest(string_split({name}, chr(0))) AS {name}" for name in columns)
    some = "" if next(iter(columns.values())) else " LIMIT 0"
    engine.execute(
        f"CREATE TABLE {table} AS WITH joined AS MATERIALIZED (SELECT {placed}) SELECT {split} FROM joined{some}",
        [_APART.join(one) for one in columns.values()],
    )


def _fold(parts: list[str], asked: tuple[str, ...]) -> dict[str, list[str]]:
    """The keys asked for of many parts, in their order: `key`, K1 of kana and J1 of kanji alike; and of parts without kanji
    `search`, the search key, `loose`, K2, `coded`, one byte a letter, and `spoken`, "1" (else "").

    All parts are folded in one go: one long text costs a third of many short ones.
    """
    if not parts:
        return {name: [] for name in asked}
    keys = fold_variants(kana_key(mask_lost_letters(_APART.join(parts)))).split(_APART)
    without_kanji = [_KANJI.search(key) is None for key in keys]
    folded = {"key": keys, "spoken": ["1" if kana else "" for kana in without_kanji]}
    if {"search", "loose", "coded"} & {*asked}:
        spoken = _APART.join(compress(keys, without_kanji))
        search = without_sound_marks(spoken)
        folded["search"] = _put_back(keys, without_kanji, search)
        if "loose" in asked:
            folded["loose"] = _put_back(keys, without_kanji, without_long_vowels(search))
        if "coded" in asked:
            folded["coded"] = _put_back(keys, without_kanji, coded(spoken, keep=_APART))
    return {name: folded[name] for name in asked}


def _put_back(keys: list[str], folded: list[bool], values: str) -> list[str]:
    """`values`, apart by _APART, at the places that were folded, the keys themselves elsewhere."""
    value = iter(values.split(_APART))
    return [next(value) if here else key for key, here in zip(keys, folded, strict=True)]
