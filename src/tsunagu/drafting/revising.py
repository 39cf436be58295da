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
    """What was chosen. `targets` and `meanings` by the column's place; a target is the first of the item, '' for none (of a new
    source any target means that the column is received)."""

    by: str
    targets: Mapping[int, str] = field(default_factory=dict)
    meanings: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """By column: code of the file → code of the list, '' while nobody knows."""
    same_everywhere: bool = False
    """What a code was said to mean in one column, it means in every other with the same code list."""
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
        own = tuple(_received(draft, place, choices) for place in range(len(draft.columns)))
        have = {target.split(".", 1)[1] for column in own for target in column.to}
        told = {"owner": owner, "purpose": {name: text for name, text in kept.items() if text}, "columns": own}
        return draft.model_copy(update=told if set(draft.key) <= have else told | {"key": (), "key_reason": NO_KEY})
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
    if choices.same_everywhere:
        columns = _with_the_same_meanings(columns)
    columns = [_told_by(column, choices.by) for column in columns]
    lacking, key, key_reason = what_follows(candidate, (*(column.column for column in columns), *draft.from_name))
    return draft.model_copy(
        update={"columns": tuple(columns), "lacking": lacking, "key": key, "key_reason": key_reason}
    )


NO_KEY = "なし（行を見分けていた項目を使わないことにしました）"


def _received(draft: Draft, place: int, choices: Choices) -> ColumnDraft:
    """A column of a new source as it is received or not: what is not needed is not asked for."""
    column = draft.columns[place]
    wanted = choices.targets.get(place)
    if wanted is None or bool(wanted) == bool(column.to) or column.becomes is None:
        return column
    if not wanted:
        unread = _unread(column, choices.by)
        return unread.model_copy(update={"becomes": column.becomes, "label": column.label})
    target = "resident_no" if column.becomes.key == "resident_no" else f"c{place + 1:02d}"
    written = SourceColumn(header=column.heading, to=(f"{draft.name}.{target}",))
    return column.model_copy(update={"column": written, "reason": f"{choices.by}が「受け取る」と決めました"})


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


def _told_by(column: ColumnDraft, by: str) -> ColumnDraft:
    """The column with the meanings people gave in its reason."""
    if not column.added_codes:
        return column
    said = "、".join(f"{one.code}＝{one.means}" for one in column.added_codes)
    left = len(column.unknown_codes) + column.more_unknown - len(column.added_codes)
    rest = f"。ほかの{left}種類は不明コードとして保留します" if left else ""
    return column.model_copy(update={"codes_reason": f"{by}が {said} と決めました{rest}"})


def _with_the_same_meanings(columns: list[ColumnDraft]) -> list[ColumnDraft]:
    said = {(column.column.codes, one.code): one for column in columns for one in column.added_codes}
    spread = []
    for column in columns:
        known = {one.code for one in column.added_codes}
        unknown = (one.code for one in column.unknown_codes if one.code not in known)
        more = tuple(said[column.column.codes, code] for code in unknown if (column.column.codes, code) in said)
        spread.append(column.model_copy(update={"added_codes": (*column.added_codes, *more)}))
    return spread
