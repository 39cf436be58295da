"""A draft of a file of fixed width cut anew: what people decided about a column stands where its first and last byte stand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from tsunagu.drafting.matching import Matcher
from tsunagu.drafting.model import ColumnDraft, Draft
from tsunagu.drafting.new_source import RESIDENT_NO
from tsunagu.drafting.own_columns import NO_KEY, OTHER_NO, as_own, kind_of_own
from tsunagu.drafting.proposing import what_follows
from tsunagu.drafting.revising import candidate_of

Span = tuple[int, int]
"""Bytes before a column, and bytes up to its end."""


def ends_of(draft: Draft) -> list[int]:
    """The last byte of each column."""
    return list(accumulate(column.column.bytes_wide or 0 for column in draft.columns))


def lost_by(draft: Draft, ends: Sequence[int]) -> list[int]:
    """Places of the columns somebody decided about whose borders would no longer stand."""
    spans = _spans(ends)
    return [
        place
        for place, (span, column) in enumerate(zip(_spans(ends_of(draft)), draft.columns, strict=True))
        if column.decided_by and span not in spans
    ]


def carried_over(old: Draft, found: Draft, matcher: Matcher) -> Draft:
    """What was found under new borders, with what people decided under the old ones: about the columns whose borders stand,
    about the key, about what the file's name tells. A proposal gives way to a decision that goes to the same item."""
    before = dict(zip(_spans(ends_of(old)), old.columns, strict=True))
    now = _spans(ends_of(found))
    columns = [
        _as_decided(found, place, before[span]) if span in before and before[span].decided_by else column
        for place, (span, column) in enumerate(zip(now, found.columns, strict=True))
    ]
    columns = [_giving_way(found, place, columns) for place in range(len(columns))]
    taken = {target for column in columns for target in column.to}
    from_name = tuple(one for one in old.from_name if not set(one.to) & taken)
    layout = found.layout.model_copy(update={"per": old.layout.per, "part_from": old.layout.part_from})
    cut = found.model_copy(update={"columns": tuple(columns), "from_name": from_name, "layout": layout})
    names = {_name(before[span]): _name(column) for span, column in zip(now, columns, strict=True) if span in before}
    return _with_key(old, cut, names, matcher)


def _spans(ends: Sequence[int]) -> list[Span]:
    return list(pairwise((0, *ends)))


def _as_decided(found: Draft, place: int, column: ColumnDraft) -> ColumnDraft:
    """The decision under the column's name and place of now, with what the look counted."""
    seen = found.columns[place]
    told = {"heading": seen.heading, "signs": seen.signs, "filled": seen.filled, "distinct": seen.distinct}
    moved = column.model_copy(
        update=told | {"column": column.column.model_copy(update={"header": seen.heading, "bytes_wide": None})}
    )
    if found.is_new_source:
        label = seen.heading if column.label == column.heading else column.label
        moved = as_own(found, place, moved, kind_of_own(column), bool(column.to), label, column.column.written)
    width = seen.column.bytes_wide
    return moved.model_copy(update={"column": moved.column.model_copy(update={"bytes_wide": width})})


def _giving_way(found: Draft, place: int, columns: Sequence[ColumnDraft]) -> ColumnDraft:
    """The column as it is, or, where it is only proposed and a decided one goes to the same item, without that item."""
    column = columns[place]
    decided = [one for one in columns if one.decided_by]
    if column.decided_by:
        return column
    if found.is_new_source:
        is_second = RESIDENT_NO in map(kind_of_own, decided) and kind_of_own(column) == RESIDENT_NO
        return as_own(found, place, column, OTHER_NO, bool(column.to), column.label, "plain") if is_second else column
    rival = next((one for one in decided if set(one.to) & set(column.to)), None)
    if rival is None:
        return column
    bare = column.column.model_copy(update={"to": (), "codes": None, "written": "plain", "required": False})
    told = {"label": "", "confidence": "unsure", "column": bare, "unknown_codes": (), "codes_reason": ""}
    reason = f"「{rival.label}」は、列「{rival.heading}」に決まっています。使わないなら、このままにします"
    return column.model_copy(update=told | {"more_unknown": 0, "reason": reason})


def _with_key(old: Draft, cut: Draft, names: dict[str, str], matcher: Matcher) -> Draft:
    """The draft with the key a person chose, where all of it is still there, or with the one that follows."""
    have = {target.split(".", 1)[1] for one in cut.declared for target in one.to}
    candidate = candidate_of(cut, matcher)
    if candidate is not None:
        lacking, key, reason = what_follows(candidate, cut.declared)
        cut = cut.model_copy(update={"lacking": lacking, "key": key, "key_reason": reason})
    elif not set(cut.key) <= have:
        cut = cut.model_copy(update={"key": (), "key_reason": NO_KEY})
    chosen = tuple(names.get(name, name if candidate is not None or name == _SCHOOL else "") for name in old.key)
    if not old.key_by or not set(chosen) <= have:
        return cut
    return cut.model_copy(update={"key": chosen, "key_by": old.key_by, "key_reason": old.key_reason})


_SCHOOL = "school"
"""The column of a new table that the file's name tells."""


def _name(column: ColumnDraft) -> str:
    return column.to[0].split(".", 1)[1] if column.to else ""
