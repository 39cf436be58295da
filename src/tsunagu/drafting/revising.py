"""What a person decides about a draft before confirming it: where a column goes, what a code means, who holds a new source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tsunagu.catalog import SourceColumn
from tsunagu.drafting.codes import meaning_of
from tsunagu.drafting.declaring import PURPOSE_FIELDS
from tsunagu.drafting.items import Candidate, Item
from tsunagu.drafting.matching import Match, Matcher
from tsunagu.drafting.model import TO_CONFIRM, AddedCode, ColumnDraft, Draft
from tsunagu.drafting.proposing import as_item, what_follows
from tsunagu.drafting.values import fit_of
from tsunagu.intake import UnknownColumn


@dataclass(frozen=True)
class Choices:
    """What was chosen. `targets` and `meanings` by the column's place; a target is the first of the item, '' for none."""

    by: str
    targets: Mapping[int, str] = field(default_factory=dict)
    meanings: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """By column: code of the file → code of the list, '' while nobody knows."""
    owner: str | None = None
    purpose: Mapping[str, str] = field(default_factory=dict)


def choosable(draft: Draft, matcher: Matcher) -> dict[str, str]:
    """Target → name of the items a column of the draft can go to; none for a new source, whose table is its own."""
    candidate = _candidate(draft, matcher)
    return {item.to[0]: item.label for item in candidate.items} if candidate else {}


def revise(draft: Draft, matcher: Matcher, choices: Choices) -> Draft:
    """The draft as the person wants it. An item chosen for two columns goes to the one chosen last; unknown targets change nothing."""
    candidate = _candidate(draft, matcher)
    if candidate is None:
        kept = {name: choices.purpose.get(name, draft.purpose.get(name, "")).strip() for name in PURPOSE_FIELDS}
        owner = draft.owner if choices.owner is None else choices.owner.strip() or TO_CONFIRM
        return draft.model_copy(update={"owner": owner, "purpose": {n: text for n, text in kept.items() if text}})
    items = {item.to[0]: item for item in candidate.items}
    columns = list(draft.columns)
    for place, target in choices.targets.items():
        now = columns[place].to[0] if columns[place].to else ""
        if target == now or (target and target not in items):
            continue
        for other, column in enumerate(columns):
            if target and column.to[:1] == (target,):
                columns[other] = _unread(column, choices.by)
        chosen = items.get(target)
        columns[place] = (
            _chosen(columns[place], chosen, matcher, choices.by) if chosen else _unread(columns[place], choices.by)
        )
    for place, meanings in choices.meanings.items():
        columns[place] = _with_meanings(columns[place], matcher, meanings)
    lacking, key, key_reason = what_follows(candidate, (*(column.column for column in columns), *draft.from_name))
    return draft.model_copy(
        update={"columns": tuple(columns), "lacking": lacking, "key": key, "key_reason": key_reason}
    )


def _candidate(draft: Draft, matcher: Matcher) -> Candidate | None:
    return next((one for one in matcher.candidates if one.source.source == draft.of and one.page == draft.page), None)


def _unread(column: ColumnDraft, by: str) -> ColumnDraft:
    return ColumnDraft(
        heading=column.heading,
        confidence="sure",
        reason=f"{by}が「使わない」と決めました",
        column=SourceColumn(header=column.heading),
        signs=column.signs,
        others=column.others,
    )


def _chosen(column: ColumnDraft, item: Item, matcher: Matcher, by: str) -> ColumnDraft:
    """The column as the item, its codes by the list that explains most of its signs."""
    texts = tuple((sign.code, sign.rows) for sign in column.signs)
    seen = UnknownColumn(column.heading, texts, sum(rows for _, rows in texts), len(texts))
    fits = [(fit_of(texts, way.slot), way) for way in item.written]
    fit, way = max(fits, key=lambda pair: pair[0].share or 0.0)
    meaning = meaning_of(matcher.pack, item, Match(0, 0, 1.0, fit, way, 1.0), seen)
    told = as_item(column.heading, item, way.column, "sure", f"{by}が選びました", meaning, column.others, None)
    return told.model_copy(update={"signs": column.signs})


def _with_meanings(column: ColumnDraft, matcher: Matcher, meanings: Mapping[str, str]) -> ColumnDraft:
    """Meanings for codes the list does not hold; a code nobody knows stays unknown."""
    if column.column.codes is None:
        return column
    known = {code.code for code in matcher.pack.code_lists[column.column.codes].codes}
    unknown = {code.code for code in column.unknown_codes}
    added = tuple(
        AddedCode(code=code, means=means) for code, means in meanings.items() if code in unknown and means in known
    )
    return column.model_copy(update={"added_codes": added})
