"""What a person decides about a column of a new source: whether it is received, of which type it is, what its codes mean."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Column, ColumnType, SourceColumn
from tsunagu.drafting.model import ColumnDraft, Draft, OwnCode
from tsunagu.drafting.new_source import RESIDENT_NO, RESIDENT_NO_DIGITS
from tsunagu.intake import looks_like_my_number

OTHER_NO = "other_no"
KINDS: dict[str, str] = {
    RESIDENT_NO: "人ごとの番号（宛名番号）。この番号で個人にひも付けます",
    OTHER_NO: "そのほかの番号",
    "text": "文字",
    "long_text": "文章",
    "kana": "カナ",
    "int": "整数",
    "decimal": "小数のある数",
    "date": "日付",
    "month": "年月",
    "code": "決まった言葉・印・コード",
    "flag": "はい・いいえ",
}
"""Types of a column, as people choose them."""
CODED = ("code", "flag")
DATED = ("date", "month")
LONGEST = 60


@dataclass(frozen=True)
class OwnColumn:
    """The decision about one column. `written` is how dates are spelled."""

    by: str
    received: bool
    kind: str
    label: str
    written: str = "plain"
    codes: tuple[OwnCode, ...] = ()


def kind_of_own(column: ColumnDraft) -> str:
    """Which of KINDS a column of a new source is."""
    if column.becomes is None or column.becomes.type != "key":
        return column.becomes.type if column.becomes else "text"
    return RESIDENT_NO if column.becomes.key == RESIDENT_NO else OTHER_NO


def decide_own(draft: Draft, place: int, wanted: OwnColumn) -> Draft:
    """The draft with one column as the person wants it. Two columns cannot both be the number of the person: the one chosen
    last is.

    Raises RefusedError Y013 (no name, no such type), Y014 (a column of codes without a code, or one code twice).
    """
    _must_hold(draft, place, wanted)
    columns = list(draft.columns)
    if wanted.kind == RESIDENT_NO:
        for other, column in enumerate(columns):
            if other != place and kind_of_own(column) == RESIDENT_NO:
                no_longer = as_own(draft, other, column, OTHER_NO, bool(column.to), column.label, "plain")
                columns[other] = no_longer.model_copy(update={"decided_by": wanted.by})
    codes = wanted.codes if wanted.kind in CODED else ()
    changed = as_own(draft, place, columns[place], wanted.kind, wanted.received, wanted.label.strip(), wanted.written)
    told = f"{wanted.by}が「{_short(wanted.kind)}」として受け取ると決めました" if wanted.received else _NOT_USED
    columns[place] = changed.model_copy(
        update={
            "own_codes": codes,
            "confidence": "sure",
            "reason": told.format(by=wanted.by),
            "decided_by": wanted.by,
        }
    )
    renamed = {
        _name(before): _name(after)
        for before, after in zip(draft.columns, columns, strict=True)
        if before.to and after.to
    }
    have = {_name(column) for column in columns if column.to} | {_name_of(one) for one in draft.from_name}
    key = tuple(renamed.get(name, name) for name in draft.key)
    kept = {"columns": tuple(columns), "key": key}
    return draft.model_copy(update=kept if set(key) <= have else kept | {"key": (), "key_reason": NO_KEY})


NO_KEY = "なし（行を見分けていた項目を使わないことにしました）"
_NOT_USED = "{by}が「使わない」と決めました"


def _short(kind: str) -> str:
    return KINDS[kind].partition("。")[0]


def _name(column: ColumnDraft) -> str:
    return _name_of(column.column) if column.to else ""


def _name_of(column: SourceColumn) -> str:
    return column.to[0].split(".", 1)[1]


def as_own(
    draft: Draft, place: int, column: ColumnDraft, kind: str, received: bool, label: str, written: str
) -> ColumnDraft:
    """The column as one of a kind."""
    name = RESIDENT_NO if kind == RESIDENT_NO else f"c{place + 1:02d}"
    said = SourceColumn.model_validate(
        {
            "header": column.heading,
            "to": (f"{draft.name}.{name}",) if received else (),
            "written": written if kind in DATED and received else "plain",
            "width": RESIDENT_NO_DIGITS if kind == RESIDENT_NO and received else None,
            "required": kind == RESIDENT_NO and received,
            "bytes_wide": column.column.bytes_wide,
        }
    )
    return column.model_copy(update={"column": said, "label": label, "becomes": own_column(kind, label)})


def own_column(kind: str, label: str) -> Column:
    """The column of the new table."""
    if kind in (RESIDENT_NO, OTHER_NO):
        return Column(type="key", label=label, key="resident_no" if kind == RESIDENT_NO else "other")
    types: tuple[ColumnType, ...] = ("text", "long_text", "kana", "int", "decimal", "date", "month", "code", "flag")
    return Column(type=next((one for one in types if one == kind), "text"), label=label)


def _must_hold(draft: Draft, place: int, wanted: OwnColumn) -> None:
    label = wanted.label.strip()
    if not label or len(label) > LONGEST or wanted.kind not in KINDS:
        raise RefusedError(
            "Y013", "項目の名前か型が決まっていません", f"名前を{LONGEST}字までで書き、型を一覧から選んでください"
        )
    same = [one.heading for other, one in enumerate(draft.columns) if other != place and one.to and one.label == label]
    if wanted.received and same:
        raise RefusedError("Y013", f"「{label}」という名前は、列「{same[0]}」と同じです", "違う名前を付けてください")
    if not wanted.received or wanted.kind not in CODED:
        return
    codes = [one.code for one in wanted.codes]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if not codes or twice is not None:
        told = f"「{twice}」の意味が二つあります" if twice is not None else "印や言葉の意味が、一つも書かれていません"
        raise RefusedError("Y014", told, "ファイルに書かれている印や言葉を1行に1つ書き、それぞれの意味を書いてください")
    if any(
        looks_like_my_number(code) or len(code) > LONGEST or len(one.label) > LONGEST or not one.label
        for code, one in zip(codes, wanted.codes, strict=True)
    ):
        raise RefusedError(
            "Y014", "印や言葉の意味が書かれていないか、長すぎます", f"それぞれ{LONGEST}字までで書いてください"
        )
    if wanted.kind == "flag" and any(one.meaning == "value" for one in wanted.codes):
        raise RefusedError(
            "Y014",
            "「はい・いいえ」の項目に、どちらとも決まっていない言葉があります",
            "言葉ごとに「はい」「いいえ」「分からない」のどれかを選ぶか、型を「決まった言葉・印・コード」にしてください",
        )
