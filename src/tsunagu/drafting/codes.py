"""What the codes of a column may mean: the item's own lists first, then every list of the catalogue that says the same things."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.catalog import CodeList, Pack
from tsunagu.drafting.items import Item
from tsunagu.drafting.matching import Match
from tsunagu.drafting.model import UnknownCode
from tsunagu.drafting.values import SAMPLE, fit_of, is_code
from tsunagu.intake import Slot, UnknownColumn, slots_of

MOST_CODES = 40


@dataclass(frozen=True)
class Meaning:
    """The list proposed, why, whether its meaning is sure, and what it does not hold."""

    codes: str
    reason: str
    sure: bool
    unknown: tuple[UnknownCode, ...] = ()
    more_unknown: int = 0


def meaning_of(pack: Pack, item: Item, match: Match, column: UnknownColumn) -> Meaning | None:
    """Which list explains a coded column; None where its cells are no codes."""
    own = match.written.column.codes
    if own is None:
        return None
    lists = dict.fromkeys([own, *(way.column.codes for way in item.written if way.column.codes)])
    best, slot, share = own, match.written.slot, match.fit.share
    if share is not None and share < 1.0:
        for name in [*lists, *of_the_same_values(pack, own)]:
            other = _slot_with(pack, match, name)
            found = fit_of(column.texts, other).share
            if found is not None and found > (share or 0.0) + 0.02:
                best, slot, share = name, other, found
    unread = fit_of(column.texts, slot).unread if column.filled else ()
    listed = _words_listed(pack)
    shown = tuple(UnknownCode(code=text, rows=rows) for text, rows in unread if is_code(text, rows, listed))[
        :MOST_CODES
    ]
    return Meaning(best, *_why(pack.code_lists[best], column, bool(unread)), shown, len(unread) - len(shown))


def _words_listed(pack: Pack) -> frozenset[str]:
    """Every code and label of every code list: words that are nobody's name."""
    return frozenset(
        word for codes in pack.code_lists.values() for code in codes.codes for word in (code.code, code.label) if word
    )


def of_the_same_values(pack: Pack, own: str) -> list[str]:
    """Lists whose every value the item's own list has too: they say the same things with other codes."""
    values = {(code.meaning, code.value) for code in pack.code_lists[own].codes if code.value}
    return [
        name
        for name, codes in pack.code_lists.items()
        if name != own and {(c.meaning, c.value) for c in codes.codes if c.value} <= values
    ]


def _slot_with(pack: Pack, match: Match, codes: str) -> Slot:
    """The item's slot as it would be with another code list."""
    way = match.written
    column = way.column.model_copy(update={"codes": codes, "joined": (), "otherwise": (), "page": ""})
    name = way.slot.table
    source = pack.sources[next(iter(pack.sources))].model_copy(update={"columns": (column,), "pages": ()})
    slots = slots_of(source, pack.tables, pack.code_lists)
    return next(slot for slot in slots if (slot.table, slot.name) == (name, way.slot.name))


def _why(codes: CodeList, column: UnknownColumn, some_unread: bool) -> tuple[str, bool]:
    """A sentence about the meaning, and whether it can be relied on: a bare number means what its vendor says it means."""
    label = "・".join(dict.fromkeys(code.label for code in codes.codes[:4]))
    if not column.filled:
        return f"値では確かめていません。コード表（{label}など）は、見出しから選びました", False
    seen = [text for text, _ in column.texts[:SAMPLE]]
    listed = {word for code in codes.codes for word in (code.code, code.label)}
    if some_unread:
        return f"コード表（{label}など）にない値があります。意味を課に確かめるまで、不明コードとして保留します", False
    if any(not text.isascii() for text in seen):
        named = "・".join([text for text in seen if text in listed][:4]) or label
        return f"書かれている言葉や印（{named}など）は、コード表にあります", True
    read = [code for code in codes.codes if code.code in seen or code.code.lstrip("0") in seen]
    if read and all(code.code == code.label for code in read):
        return f"{'・'.join(code.code for code in read[:4])}など、書かれているとおりに読みます", True
    told = "、".join(f"{code.code}＝{code.label}" for code in read)
    return f"番号だけでは意味を確かめられません。{told or label} と読みます。課のコード表と照らしてください", False
