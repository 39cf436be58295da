"""What a person decides about a draft before confirming it: where a column goes, what a code means, who holds a new source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tsunagu.base.dates import read_date
from tsunagu.base.errors import RefusedError
from tsunagu.catalog import CodeList, SourceColumn
from tsunagu.drafting.codes import meaning_of, of_the_same_values
from tsunagu.drafting.declaring import PURPOSE_FIELDS
from tsunagu.drafting.items import Candidate, Item
from tsunagu.drafting.matching import Match, Matcher
from tsunagu.drafting.model import TO_CONFIRM, AddedCode, ColumnDraft, Draft
from tsunagu.drafting.own_columns import LONGEST, NO_KEY, OwnColumn, decide_own, kind_of_own
from tsunagu.drafting.proposing import as_item, what_follows, with_widths
from tsunagu.drafting.values import fit_of
from tsunagu.intake import UnknownColumn, looks_like_my_number


@dataclass(frozen=True)
class Choices:
    """What was chosen. `targets` and `meanings` by the column's place; a target is the first of the item, '' for none (of a new
    source any target means that the column is received)."""

    by: str
    targets: Mapping[int, str] = field(default_factory=dict)
    meanings: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """By column: code of the file → code of the list, '' while nobody knows."""
    spellings: Mapping[int, str] = field(default_factory=dict)
    """By column: how its dates are written."""
    lists: Mapping[int, str] = field(default_factory=dict)
    """By column: the code list that explains it."""
    same_everywhere: bool = False
    """What a code was said to mean in one column, it means in every other with the same code list."""
    owner: str | None = None
    purpose: Mapping[str, str] = field(default_factory=dict)


def choosable(draft: Draft, matcher: Matcher) -> dict[str, str]:
    """Target → name of the items a column of the draft can go to; none for a new source, whose table is its own."""
    candidate = candidate_of(draft, matcher)
    return {item.to[0]: item.label for item in candidate.items} if candidate else {}


def revise(draft: Draft, matcher: Matcher, choices: Choices) -> Draft:
    """The draft as the person wants it; unknown targets change nothing. Raises RefusedError (Y017, Y021)."""
    changed = _revised(draft, matcher, choices)
    widths = [column.column.bytes_wide for column in draft.columns]
    columns = with_widths(changed.columns, widths)
    decided = tuple(_decided(before, after, choices.by) for before, after in zip(draft.columns, columns, strict=True))
    return changed.model_copy(update={"columns": decided})


def _decided(before: ColumnDraft, after: ColumnDraft, by: str) -> ColumnDraft:
    """The column with the name of who changed it; a reason told anew changes nothing."""
    same = after.model_copy(update={"codes_reason": before.codes_reason, "decided_by": before.decided_by}) == before
    return after.model_copy(update={"decided_by": before.decided_by if same else by})


def _revised(draft: Draft, matcher: Matcher, choices: Choices) -> Draft:
    candidate = candidate_of(draft, matcher)
    if candidate is None:
        return _new_source(draft, choices)
    items = {item.to[0]: item for item in candidate.items}
    columns = list(draft.columns)
    for place, target in _moved(draft, items, choices).items():
        chosen = items.get(target)
        columns[place] = (
            _chosen(columns[place], chosen, matcher, choices.by) if chosen else _unread(columns[place], choices.by)
        )
    for place, name in choices.lists.items():
        if name in lists_of(draft, matcher, place):
            columns[place] = _by_list(columns[place], name)
    for place, spelling in choices.spellings.items():
        columns[place] = _spelled(columns[place], matcher, spelling)
    for place, meanings in choices.meanings.items():
        columns[place] = _with_meanings(columns[place], matcher, meanings)
    if choices.same_everywhere:
        columns = _with_the_same_meanings(columns)
    columns = [_told_by(column, choices.by) for column in columns]
    lacking, key, key_reason = what_follows(candidate, (*(column.column for column in columns), *draft.from_name))
    changed = draft.model_copy(update={"columns": tuple(columns), "lacking": lacking})
    have = {target.split(".", 1)[1] for column in changed.declared for target in column.to}
    if draft.key_by and set(draft.key) <= have:
        return changed
    return changed.model_copy(update={"key": key, "key_reason": key_reason, "key_by": ""})


def _moved(draft: Draft, items: Mapping[str, Item], choices: Choices) -> dict[int, str]:
    """Place → target of the columns the person moved. Raises RefusedError (Y021) where two columns would feed one item: which of
    them is right only the person knows, and neither may lose it unasked."""
    before = {place: column.to[0] if column.to else "" for place, column in enumerate(draft.columns)}
    moved = {
        place: target
        for place, target in choices.targets.items()
        if target != before[place] and (not target or target in items)
    }
    after = before | moved
    for target in dict.fromkeys(filter(None, moved.values())):
        both = [draft.columns[place].heading for place, to in after.items() if to == target]
        if len(both) > 1:
            raise RefusedError(
                "Y021",
                f"「{items[target].label}」を、{len(both)}つの列（{'、'.join(both)}）から受け取ることになります",
                "受け取る列を1つにして、ほかの列は「使わない」にしてください。まだ、なにも変えていません",
            )
    return moved


DAYS = ("starts_on", "ends_on")


def _new_source(draft: Draft, choices: Choices) -> Draft:
    """Owner, purpose and the columns to be received."""
    purpose = {name: choices.purpose.get(name, draft.purpose.get(name, "")).strip() for name in PURPOSE_FIELDS}
    for name in DAYS:
        purpose[name] = _day(PURPOSE_FIELDS[name], purpose[name])
    owner = draft.owner if choices.owner is None else choices.owner.strip() or TO_CONFIRM
    own = tuple(_received(draft, place, choices) for place in range(len(draft.columns)))
    targets = [target for column in own for target in column.to] + [to for one in draft.from_name for to in one.to]
    have = {target.split(".", 1)[1] for target in targets}
    told = {"owner": owner, "purpose": {name: text for name, text in purpose.items() if text}, "columns": own}
    return draft.model_copy(update=told if set(draft.key) <= have else told | {"key": (), "key_reason": NO_KEY})


def _received(draft: Draft, place: int, choices: Choices) -> ColumnDraft:
    """A column of a new source as it is received or not: what is not needed is not asked for."""
    column = draft.columns[place]
    wanted = choices.targets.get(place)
    if wanted is None or bool(wanted) == bool(column.to) or column.becomes is None:
        return column
    if not wanted:
        unread = _unread(column, choices.by)
        return column.model_copy(update={"column": unread.column, "reason": unread.reason, "confidence": "sure"})
    own = OwnColumn(choices.by, True, kind_of_own(column), column.label, column.column.written, column.own_codes)
    taken = decide_own(draft, place, own).columns[place]
    return taken.model_copy(
        update={"confidence": column.confidence, "reason": f"{choices.by}が「受け取る」と決めました"}
    )


def _day(label: str, text: str) -> str:
    """A day as YYYY-MM-DD, however people write it."""
    if not text:
        return ""
    read = read_date(text, "iso")
    if read.value is None:
        raise RefusedError(
            "Y017",
            f"「{label}」の「{text}」は、日付として読めません",
            "2026-04-01 か 令和8年4月1日 のように書いてください",
        )
    return read.value.isoformat()


def lists_of(draft: Draft, matcher: Matcher, place: int) -> dict[str, str]:
    """Code list → what its codes mean, of those that say the same things as the column's; empty for no coded column."""
    column, candidate = draft.columns[place].column, candidate_of(draft, matcher)
    if column.codes is None or candidate is None:
        return {}
    own = next((item for item in candidate.items if item.to == column.to), None)
    ways = [way.column.codes for way in own.written] if own else []
    names = dict.fromkeys(name for name in (column.codes, *ways) if name)
    names |= dict.fromkeys(of_the_same_values(matcher.pack, column.codes))
    return {name: _in_words(matcher.pack.code_lists[name]) for name in names}


def _in_words(codes: CodeList) -> str:
    told = [code.label if code.code == code.label else f"{code.code}＝{code.label}" for code in codes.codes[:6]]
    return "、".join(told) + ("、ほか" if len(codes.codes) > 6 else "")


def _by_list(column: ColumnDraft, name: str) -> ColumnDraft:
    """The column explained by another list: meanings said for the one before no longer hold."""
    if name == column.column.codes:
        return column
    told = {"column": column.column.model_copy(update={"codes": name}), "added_codes": (), "codes_reason": ""}
    return column.model_copy(update=told)


def _spelled(column: ColumnDraft, matcher: Matcher, spelling: str) -> ColumnDraft:
    if spelling not in SPELLINGS or not is_dated(column, matcher):
        return column
    return column.model_copy(update={"column": column.column.model_copy(update={"written": spelling})})


SPELLINGS: dict[str, str] = {
    "plain": "決まっていない（読めるものはどれも読む）",
    "iso": "2026-04-01、2026/4/1",
    "ymd8": "20260401",
    "wareki": "令和8年4月1日、R8.4.1",
    "wareki7": "5080401（元号の番号と6桁）",
    "ym": "2026-04、2026年4月",
    "ym6": "202604",
    "wareki_month": "令和8年4月、R8.4",
}
"""How dates are written, with an example. Other spellings are still read, and noted in the receipt."""


def is_dated(column: ColumnDraft, matcher: Matcher) -> bool:
    """Whether the column goes to a date or a month."""
    if column.becomes is not None:
        return column.becomes.type in ("date", "month")
    return bool(column.to) and matcher.pack.column(column.to[0]).type in ("date", "month")


def candidate_of(draft: Draft, matcher: Matcher) -> Candidate | None:
    """The source a draft is a variant of, as files are compared with it; None for a new source."""
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
    known = {code.code: code.code for code in matcher.pack.code_lists[column.column.codes].codes}
    said = {one.code: one.means for one in column.added_codes} | {
        code.strip(): means for code, means in meanings.items() if _is_a_code(code)
    }
    added = tuple(
        AddedCode(code=code, means=means)
        for code, means in said.items()
        if means in known and (known.get(code) != means)
    )
    return column.model_copy(update={"added_codes": added})


def _is_a_code(code: str) -> bool:
    return 0 < len(code.strip()) <= LONGEST and not looks_like_my_number(code)


def _told_by(column: ColumnDraft, by: str) -> ColumnDraft:
    """The column with the meanings people gave in its reason."""
    if not column.added_codes:
        return column
    said = "、".join(f"{one.code}＝{one.means}" for one in column.added_codes)
    told = {one.code for one in column.added_codes}
    left = column.more_unknown + sum(one.code not in told for one in column.unknown_codes)
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
