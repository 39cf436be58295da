"""From an unknown file to a draft: which source it is like, what each column is, the key, the codes — each with a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from tsunagu.catalog import Pack, SourceColumn
from tsunagu.drafting.codes import Meaning, meaning_of
from tsunagu.drafting.items import Candidate, Item
from tsunagu.drafting.matching import Match, Matched, Matcher
from tsunagu.drafting.model import ColumnDraft, Confidence, Draft, Resemblance
from tsunagu.drafting.new_source import new_source, with_counts
from tsunagu.drafting.values import spelling_of
from tsunagu.intake import NOTHING_KNOWN, Hints, UnknownColumn, UnknownFile, look_into

ENOUGH = 0.28
"""A source of which less was found is not what the file is."""
NEW = "new"
"""In place of a source's name: a person says that the file is like none of them."""
CLEARLY = 0.05
"""By so much the likest source must lead to be sure."""
_DIGITS_OF_A_DAY = re.compile(
    r"[_\- ]*(?:20\d{2}(?:[01]\d(?:[0-3]\d)?)?|[RＲ令]\w{0,1}\d{1,2}(?:年度?)?\d{0,2}(?:月分?)?|\d{1,2}月分?)"
)


def draft_of(file: Path, matcher: Matcher, place: Path, *, of: str = "", name: str = "", file_name: str = "") -> Draft:
    """As drafts_of, for a file that is one table."""
    return drafts_of(file, matcher, place, of=of, name=name, file_name=file_name)[0]


def drafts_of(
    file: Path,
    matcher: Matcher,
    place: Path,
    *,
    of: str = "",
    name: str = "",
    file_name: str = "",
    hints: Hints = NOTHING_KNOWN,
) -> list[Draft]:
    """Look at a file, or at each of those in a zip, and propose what it is. `of` is the source where a person knows it already
    (NEW: none); `place` is the home.

    Raises RefusedError Y001: the intake would not take such bytes.
    """
    found = look_into(file, matcher.is_known, place, name=file_name, hints=hints)
    return [propose(unknown, matcher, of=of, name=name) for unknown in found]


def propose(unknown: UnknownFile, matcher: Matcher, *, of: str = "", name: str = "") -> Draft:
    """The draft of a file already looked at."""
    ranked = matcher.best(unknown.columns, unknown.name, of)
    best = ranked[0]
    if of == NEW or (not of and best.share < ENOUGH):
        found = new_source(unknown, matcher, _like(ranked), name)
    else:
        found = _variant(unknown, matcher, best, ranked, chosen=bool(of), name=name)
    widths = [column.bytes_wide for column in unknown.columns]
    told = {"picture": unknown.picture, "may_hold_numbers": unknown.may_hold_numbers}
    return found.model_copy(update=told | {"columns": with_widths(found.columns, widths)})


def with_widths(columns: Sequence[ColumnDraft], widths: Sequence[int | None]) -> tuple[ColumnDraft, ...]:
    """The columns with the width each has in a file of fixed width, whatever else was decided about them."""
    return tuple(
        one.model_copy(update={"column": one.column.model_copy(update={"bytes_wide": width})})
        for one, width in zip(columns, widths, strict=True)
    )


def merged(drafts: Sequence[Draft]) -> list[Draft]:
    """Files of one layout (other months, other schools) make one draft, whose patterns fit the name of each."""
    found: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        same = (draft.of, draft.page, draft.layout.format, tuple(column.heading for column in draft.columns))
        first = found.setdefault(same, draft)
        names = tuple(dict.fromkeys((*first.layout.file_names, *draft.layout.file_names)))
        if first is not draft:
            layout = first.layout.model_copy(update={"file_names": names})
            told = {"layout": layout, "more_files": (*first.more_files, draft.file)}
            doubt = first.may_hold_numbers or draft.may_hold_numbers
            found[same] = first.model_copy(update=told | {"may_hold_numbers": doubt})
    return list(found.values())


def _variant(
    unknown: UnknownFile, matcher: Matcher, best: Matched, ranked: Sequence[Matched], *, chosen: bool, name: str
) -> Draft:
    candidate, pack = best.candidate, matcher.pack
    columns = tuple(with_counts(_column(pack, best, place, one), one) for place, one in enumerate(unknown.columns))
    confidence, reason = _why_this_source(best, ranked, columns, chosen=chosen)
    from_name = _from_name(pack, candidate, unknown.name, columns)
    lacking, key, key_reason = what_follows(candidate, (*(one.column for one in columns), *from_name))
    source = candidate.source.source
    layout = unknown.layout.model_copy(
        update={
            "file_names": (_pattern(unknown.name, pack, from_name),),
            "per": candidate.source.layout.per,
            "part_from": candidate.source.layout.part_from,
        }
    )
    return Draft(
        name=name or f"{source}.own",
        of=source,
        page=candidate.page,
        label=f"{candidate.label}の別の様式（{unknown.name.rpartition('.')[0]}）",
        confidence=confidence,
        reason=reason,
        like=_like(ranked),
        file=unknown.name,
        rows=unknown.rows,
        title_rows=unknown.title_rows,
        sheets=unknown.sheets,
        unread_sheets=unknown.unread_sheets,
        doubled=unknown.doubled,
        whole=unknown.whole,
        layout=layout,
        key=key,
        key_reason=key_reason,
        columns=columns,
        from_name=from_name,
        lacking=lacking,
    )


def _like(ranked: Sequence[Matched]) -> tuple[Resemblance, ...]:
    return tuple(
        Resemblance(source=one.candidate.source.source, label=one.candidate.label, share=round(min(one.share, 1.0), 2))
        for one in ranked[:3]
    )


def _why_this_source(
    best: Matched, ranked: Sequence[Matched], columns: Sequence[ColumnDraft], *, chosen: bool
) -> tuple[Confidence, str]:
    found = [column for column in columns if column.to]
    told = f"{len(columns)}列のうち{len(found)}列が『{best.candidate.label}』の項目と合いました"
    open_ones = sum(column.confidence == "unsure" for column in columns)
    told += f"（{open_ones}列は、まだ分かりません）" if open_ones else ""
    if chosen:
        return "sure", f"『{best.candidate.label}』と指定されました。{told}"
    second = next((one for one in ranked[1:] if one.candidate.source is not best.candidate.source), None)
    if second is not None and best.share - second.share < CLEARLY:
        return "likely", f"{told}。『{second.candidate.label}』ともよく似ています。どちらか確かめてください"
    return ("sure" if best.share >= 0.5 else "likely"), told


def _column(pack: Pack, best: Matched, place: int, column: UnknownColumn) -> ColumnDraft:
    match = best.matches.get(place)
    rivals = best.rivals.get(place, [])
    others = tuple(best.candidate.items[rival.item].to for rival in rivals[:3])
    against = best.contradicted.get(place)
    if against is not None and (match is None or against.heading > match.heading):
        named = best.candidate.items[against.item]
        return ColumnDraft(
            heading=column.heading,
            confidence="unsure",
            reason=f"見出しは「{named.heading}」のようですが、値のうち{_kind(named)}らしいものは"
            f"{_percent(against.fit.share or 0.0)}だけです。見出しと中身が合いません",
            column=SourceColumn(header=column.heading),
            others=(named.to, *others)[:3],
        )
    if match is None:
        return ColumnDraft(
            heading=column.heading,
            confidence="unsure",
            reason="似た見出しの項目がありません。使わないなら、このままにします",
            column=SourceColumn(header=column.heading),
            others=others,
        )
    item = best.candidate.items[match.item]
    confidence, reason = _why_this_item(item, match, rivals, column)
    if confidence == "unsure":
        return ColumnDraft(
            heading=column.heading,
            confidence=confidence,
            reason=reason,
            column=SourceColumn(header=column.heading),
            others=(item.to, *others)[:3],
        )
    meaning = meaning_of(pack, item, match, column)
    return as_item(column.heading, item, match.written.column, confidence, reason, meaning, others, column)


def as_item(
    heading: str,
    item: Item,
    written: SourceColumn,
    confidence: Confidence,
    reason: str,
    meaning: Meaning | None,
    others: tuple[tuple[str, ...], ...],
    column: UnknownColumn | None,
) -> ColumnDraft:
    """A column declared as an item is, under its own heading, its dates spelled as the file has them."""
    spelling = spelling_of(column.texts, written, item.table_column.type) if column else written.written
    declared = written.model_copy(
        update={
            **{"header": heading, "heading": "", "page": "", "item": "", "taken_from": "cell", "bytes_wide": None},
            **{
                "joined": (),
                "otherwise": (),
                "examples": {},
                "written": spelling,
                "to": item.to,
                "required": item.required,
            },
            "codes": meaning.codes if meaning else written.codes,
        }
    )
    return ColumnDraft(
        heading=heading,
        label=item.label,
        confidence=confidence,
        reason=reason,
        column=declared,
        codes_reason=meaning.reason if meaning else "",
        unknown_codes=meaning.unknown if meaning else (),
        more_unknown=meaning.more_unknown if meaning else 0,
        others=others,
    )


def _why_this_item(item: Item, match: Match, rivals: Sequence[Match], column: UnknownColumn) -> tuple[Confidence, str]:
    heading, share = match.heading, match.fit.share
    told = f"見出しが「{item.heading}」と{'同じ意味' if heading >= 0.999 else '似ています' if heading >= 0.5 else '違います'}"
    told += "です" if heading >= 0.999 else ""
    rival = max((one.score for one in rivals), default=0.0)
    if share is None:
        said = f"{told}。値が1つもないので、中身では確かめられません"
        return ("likely" if heading >= 0.6 else "unsure"), said
    read = f"値の{_percent(match.fit.read)}が{_kind(item)}として読めます"
    if "cell.leading_zeros_lost" in match.fit.notes and share >= 0.75:
        read = f"値は{_kind(item)}です。桁が足りないものは頭に0を補って読みます"
    if match.by_values_only:
        return "likely", f"見出しは違いますが、{read}。ほかに合う列がありません"
    close = match.score - rival < 0.06 and heading < 0.999
    all_read = share >= (0.995 if match.written.column.codes else 0.9)
    if heading >= 0.999 and all_read:
        return "sure", f"{told}。{read}"
    if heading >= 0.8 and all_read and match.fit.proof >= 0.5 and not close:
        return "sure", f"{told}。{read}"
    if (heading >= 0.45 and share >= 0.8) or (heading >= 0.999 and share >= 0.7):
        return "likely", f"{told}。{read}" + ("。ほかの項目とも似ています" if close else "")
    return "unsure", f"{told}。{read}が、決め手がありません"


def _percent(share: float) -> str:
    return "すべて" if share >= 0.995 else f"{share:.0%}"


_KINDS = {
    "key": "番号",
    "text": "文字",
    "long_text": "文",
    "kana": "カナ",
    "int": "整数",
    "decimal": "数",
    "date": "日付",
    "month": "年月",
    "flag": "はい・いいえ",
    "code": "コード",
}


def _kind(item: Item) -> str:
    width = item.written[0].column.width
    return f"{width}桁までの番号" if item.table_column.type == "key" and width else _KINDS[item.table_column.type]


def what_follows(candidate: Candidate, columns: Sequence[SourceColumn]) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Of where the columns go: the items every row must have that are lacking, the key, and why it is that one."""
    targets = {target for column in columns for target in column.to}
    lacking = tuple(item.heading for item in candidate.items if item.required and not set(item.to) & targets)
    return lacking, *_key(candidate, targets)


def _key(candidate: Candidate, targets: set[str]) -> tuple[tuple[str, ...], str]:
    """The source's own key, as far as the file has it: rows that agree in it are one row sent twice."""
    have = {target.split(".", 1)[1] for target in targets} | {t.split(".", 1)[1] for t in candidate.source.consts}
    labels = {target.split(".", 1)[1]: item.label for item in candidate.items for target in item.to}
    lost = [labels.get(name, name) for name in candidate.key if name not in have]
    if not lost:
        return candidate.key, f"{'・'.join(labels.get(name, name) for name in candidate.key)}（元の様式と同じです）"
    return (), f"なし（{'・'.join(lost)} が見つからないので、同じ行が二度あっても気づけません）"


def _from_name(
    pack: Pack, candidate: Candidate, file_name: str, columns: Sequence[ColumnDraft]
) -> tuple[SourceColumn, ...]:
    """What the first layout takes from the file's name, where this file's name holds such a word and no column does."""
    found = []
    for column in candidate.by_name:
        if any(set(column.to) & set(one.to) for one in columns):
            continue
        if _word_in_name(pack, column, file_name):
            found.append(column)
    return tuple(found)


def _word_in_name(pack: Pack, column: SourceColumn, file_name: str) -> str:
    """The longest word of the column's code list that stands in the name."""
    words = {word for code in pack.code_lists[column.codes or ""].codes for word in (code.code, code.label)}
    return max((word for word in words if len(word) > 1 and word in file_name), key=len, default="")


def _pattern(file_name: str, pack: Pack, from_name: Sequence[SourceColumn]) -> str:
    """The file's name with a `*` where months and schools change. What stands in the last `*` names the school."""
    stem, _, ending = unicodedata.normalize("NFC", file_name).rpartition(".")
    plain = re.sub(r"[\[\]?]", "*", _DIGITS_OF_A_DAY.sub("*", stem))
    for column in from_name:
        word = _word_in_name(pack, column, plain)
        before, _, after = plain.partition(word)
        plain = f"{before}*" if not after.strip("*_- ") else f"{before}*{after}"
    plain = re.sub(r"\*+", "*", plain)
    return f"{plain if '*' in plain else plain + '*'}.{ending}"
