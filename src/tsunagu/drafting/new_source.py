"""A file that is like nothing in the catalogue: a source and a table of its own, with what only people know left open.

What a column is for, nobody has said yet: only columns whose kind is plain are proposed to be received, all others are left
out until a person takes them in.
"""

from __future__ import annotations

import re
from typing import Literal

from tsunagu.catalog import Column, ColumnType, SourceColumn
from tsunagu.drafting.likeness import Words
from tsunagu.drafting.matching import Matcher
from tsunagu.drafting.model import ColumnDraft, Confidence, Draft, Resemblance, UnknownCode
from tsunagu.drafting.values import kind_of, signs_of, spelling_of
from tsunagu.intake import UnknownColumn, UnknownFile

_KINDS = {
    "date": "日付",
    "month": "年月",
    "mark": "印（○など）",
    "int": "整数",
    "decimal": "数",
    "kana": "カナ",
    "words": "決まった言葉",
    "code": "番号かコード",
    "text": "文字",
    "empty": "空欄だけ",
    "resident_no": "人ごとの番号",
}
STRICTEST = "F5"
"""Until somebody has said how sensitive it is, an unknown table is shown to those only who may see the most."""
RESIDENT_NO: Literal["resident_no"] = "resident_no"
RESIDENT_NO_DIGITS = 15
_PLAIN = ("date", "month", "kana", "decimal", RESIDENT_NO)
"""Kinds that the values themselves prove."""
LEFT_OUT = "。何の値か決め手がないので、使わないことにしました"
"""A column nobody can say the use of is not received: data minimisation."""
ONE_NUMBER = (
    "。どの行にも、個人番号（マイナンバー）とみられる同じ番号が入っています。ひとりの子どもの個人番号なら、この下書きは"
    "使わず、番号を除いたファイルを課にもらってください。業者のコードなら「使わない」にします"
)


def new_source(unknown: UnknownFile, matcher: Matcher, like: tuple[Resemblance, ...], name: str) -> Draft:
    """The draft: types by the values, texts kept as they stand, no code guessed."""
    source = name or "own_source"
    number = _resident_column(unknown, matcher.words)
    columns = tuple(
        with_counts(_column(source, place, column, unknown.rows, is_number=place == number), column)
        for place, column in enumerate(unknown.columns)
    )
    stem, _, ending = unknown.name.rpartition(".")
    key = _key(unknown, columns, number)
    nearest = f"（いちばん近い『{like[0].label}』でも{like[0].share:.0%}）" if like else ""
    return Draft(
        name=source,
        label=re.sub(r"[_\- ]*20\d{2,6}.*$", "", stem) or stem,
        confidence="likely",
        reason=f"カタログのどの提供データとも似ていません{nearest}。新しい提供データとして提案します",
        like=like,
        file=unknown.name,
        rows=unknown.rows,
        title_rows=unknown.title_rows,
        sheets=unknown.sheets,
        unread_sheets=unknown.unread_sheets,
        doubled=unknown.doubled,
        whole=unknown.whole,
        layout=unknown.layout.model_copy(
            update={"file_names": (f"{re.sub(r'[_-]*20[0-9]{2,6}', '', stem)}*.{ending}",)}
        ),
        key=key,
        key_reason=_why_key(key, columns),
        columns=columns,
    )


def with_counts(told: ColumnDraft, column: UnknownColumn) -> ColumnDraft:
    """The column with what may be kept of its values: counts, and the texts themselves where they are a few short signs."""
    signs = tuple(UnknownCode(code=text, rows=rows) for text, rows in signs_of(column.texts, column.distinct))
    counted = {"signs": signs, "filled": column.filled, "distinct": column.distinct}
    return told.model_copy(update=counted | {"reason": told.reason + (ONE_NUMBER if column.one_my_number else "")})


def _why_key(key: tuple[str, ...], columns: tuple[ColumnDraft, ...]) -> str:
    named = [column.label for column in columns if set(key) & {target.split(".", 1)[1] for target in column.to}]
    return (
        f"{'・'.join(named)}（同じ値の行はありませんでした）"
        if key
        else "なし（受け取る項目のどれにも同じ値の行があります）"
    )


def _resident_column(unknown: UnknownFile, words: Words) -> int | None:
    """The column of resident numbers: its heading says so, and its values are such numbers."""
    wanted = words.said("宛名番号")
    found = [
        place
        for place, column in enumerate(unknown.columns)
        if wanted in words.said(column.heading) and _kind(column, unknown.rows) in ("resident_no", "int", "code")
    ]
    return found[0] if found else None


def _kind(column: UnknownColumn, rows: int) -> str:
    return kind_of(column.texts, rows, column.distinct)


def _column(source: str, place: int, column: UnknownColumn, rows: int, *, is_number: bool) -> ColumnDraft:
    kind = _kind(column, rows)
    kind = RESIDENT_NO if is_number else "code" if kind == RESIDENT_NO else kind
    target = RESIDENT_NO if is_number else f"c{place + 1:02d}"
    declared = SourceColumn(header=column.heading, to=(f"{source}.{target}",))
    if kind in ("date", "month"):
        written = spelling_of(column.texts, declared, kind)
        declared = declared.model_copy(update={"written": written})
    if is_number:
        declared = declared.model_copy(update={"width": RESIDENT_NO_DIGITS, "required": True})
    confidence: Confidence = "likely" if kind in _PLAIN else "unsure"
    reason = f"値は{_KINDS[kind]}です"
    if kind in ("words", "code", "mark"):
        reason += "。受け取るなら、意味は決めず、書かれているとおりに受け取ります"
    if is_number:
        reason = "見出しと値から、宛名番号とみられます。この番号で個人にひも付けます"
    if confidence == "unsure":
        reason += LEFT_OUT
        declared = SourceColumn(header=column.heading)
    return ColumnDraft(
        heading=column.heading,
        label=column.heading,
        confidence=confidence,
        reason=reason,
        column=declared,
        becomes=_becomes(column.heading, kind),
    )


def _becomes(heading: str, kind: str) -> Column:
    """The column of the new table."""
    if kind == RESIDENT_NO:
        return Column(type="key", label=heading, key=RESIDENT_NO)
    known: tuple[ColumnType, ...] = ("date", "month", "int", "decimal", "kana")
    return Column(type=next((one for one in known if one == kind), "text"), label=heading)


def _key(unknown: UnknownFile, columns: tuple[ColumnDraft, ...], number: int | None) -> tuple[str, ...]:
    """The first single received column whose every row has a value of its own, the number of the person before others."""
    order = sorted(range(len(columns)), key=lambda place: place != number)
    for place in order:
        column = unknown.columns[place]
        if columns[place].to and unknown.whole and column.filled == column.distinct == unknown.rows > 1:
            return (columns[place].to[0].split(".", 1)[1],)
    return ()
