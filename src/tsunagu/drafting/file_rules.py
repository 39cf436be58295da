"""What a person decides about the files of a draft: what they are called, what their names tell, which rows are one, when they come."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import Expected, Pack, SourceColumn
from tsunagu.drafting.matching import Matcher
from tsunagu.drafting.model import Draft
from tsunagu.intake import month_in_name, named_in, named_sources

SCHOOLS = "school_names"
"""The code list of the town's schools."""
ENDINGS = {"csv": (".csv", ".txt", ".dat"), "fixed": (".txt", ".dat", ".csv"), "xlsx": (".xlsx",), "json": (".json",)}
"""Of a format, what a file's name may end with; the file's own ending always may."""
MOST_TITLE_ROWS = 30
Encoding = Literal["utf-8", "utf-8-sig", "cp932"]


@dataclass(frozen=True)
class FileRules:
    """The decision. `key`: table columns that together tell rows apart; `expected` holds for a new source alone."""

    by: str
    label: str
    file_names: tuple[str, ...]
    school_from_name: bool
    key: tuple[str, ...]
    encoding: Encoding = "utf-8"
    title_rows: int = 0
    expected: Expected = Expected()


@dataclass(frozen=True)
class NameRead:
    """What the name of one file tells under the patterns of a draft. `taken_for`: other sources that would claim the file."""

    name: str
    fits: bool
    school: str
    month: str
    taken_for: tuple[str, ...]


def names_read(draft: Draft, pack: Pack) -> list[NameRead]:
    """The draft's own files as the intake would understand their names."""
    return [
        NameRead(
            name,
            _fits(draft.layout.file_names, name),
            _school(pack, named_in(draft.layout.file_names, name)) if draft.from_name else "",
            month_in_name(name) or "",
            tuple(pack.sources[one].label for one in named_sources(pack, name) if one != draft.of),
        )
        for name in (draft.file, *draft.more_files)
    ]


def may_name_a_school(draft: Draft, matcher: Matcher) -> bool:
    """Whether the school can be taken from the file's name: the source has such an item, or is a new one."""
    return bool(_school_columns(draft, matcher))


def key_choices(draft: Draft) -> dict[str, str]:
    """Table column → its name for people, of everything the draft receives."""
    found = {one.to[0].split(".", 1)[1]: "学校（ファイル名から）" for one in draft.from_name}
    for column in draft.columns:
        for target in column.to:
            found.setdefault(target.split(".", 1)[1], column.label or column.heading)
    return found


def decide_file(draft: Draft, matcher: Matcher, wanted: FileRules) -> Draft:
    """The draft under these rules.

    Raises RefusedError Y013 (no name), Y015 (a pattern that does not fit, or tells nothing), Y016 (a key of what is not received).
    """
    if not wanted.label.strip():
        raise RefusedError("Y013", "呼び名が書かれていません", "ほかのデータと見分けられる呼び名を書いてください")
    patterns = _patterns(draft, wanted.file_names)
    from_name = _school_columns(draft, matcher) if wanted.school_from_name else ()
    _school_must_be_told(draft, matcher.pack, patterns, from_name)
    layout = draft.layout.model_copy(
        update={
            "file_names": patterns,
            "encoding": wanted.encoding if draft.layout.format in ("csv", "fixed") else draft.layout.encoding,
            "max_title_rows": max(0, min(wanted.title_rows, MOST_TITLE_ROWS)),
            **(_per(draft, from_name) if draft.is_new_source else {}),
        }
    )
    changed = draft.model_copy(update={"label": wanted.label.strip(), "layout": layout, "from_name": from_name})
    key = tuple(dict.fromkeys(wanted.key))
    known = key_choices(changed)
    lost = [name for name in key if name not in known]
    if lost:
        raise RefusedError(
            "Y016", "行を見分ける項目に、受け取らない項目があります", "受け取る項目の中から選びなおしてください"
        )
    told: dict[str, object] = {"expected": wanted.expected} if draft.is_new_source else {}
    if key != draft.key:
        told |= {"key": key, "key_by": wanted.by, "key_reason": _why_key(changed, key, known, wanted.by)}
    return changed.model_copy(update=told)


def _patterns(draft: Draft, given: tuple[str, ...]) -> tuple[str, ...]:
    patterns = tuple(dict.fromkeys(unicodedata.normalize("NFC", one.strip()).replace("＊", "*") for one in given))
    patterns = tuple(one for one in patterns if one)
    if not patterns:
        raise RefusedError("Y015", "受け取るファイル名がありません", "1行に1つ、ファイル名の形を書いてください")
    ending = draft.file.rpartition(".")[2].lower()
    for pattern in patterns:
        if any(sign in pattern for sign in "/\\[]?"):
            raise RefusedError(
                "Y015", f"「{pattern}」に、使えない記号があります", "変わるところには＊だけを使ってください"
            )
        if not pattern.lower().endswith((f".{ending}", *ENDINGS.get(draft.layout.format, ()))):
            raise RefusedError(
                "Y015", f"「{pattern}」の終わりが「.{ending}」ではありません", f".{ending} で終わる形にしてください"
            )
        if not pattern.rpartition(".")[0].strip("*_- \u3000"):
            raise RefusedError(
                "Y015", f"「{pattern}」は、どのファイルにも当てはまります", "このデータだと分かる言葉を入れてください"
            )
    outside = [name for name in (draft.file, *draft.more_files) if not _fits(patterns, name)]
    if outside:
        raise RefusedError(
            "Y015",
            f"調べたファイル『{outside[0]}』が、書かれたどの形にも当てはまりません",
            "変わるところを＊にしてください",
        )
    return patterns


def _fits(patterns: tuple[str, ...], name: str) -> bool:
    plain = unicodedata.normalize("NFC", name)
    return any(fnmatchcase(plain, pattern) for pattern in patterns)


def _school_columns(draft: Draft, matcher: Matcher) -> tuple[SourceColumn, ...]:
    if not draft.is_new_source:
        by_name = [one.by_name for one in matcher.candidates if (one.source.source, one.page) == (draft.of, draft.page)]
        taken = {target for column in draft.columns for target in column.to}
        return tuple(column for column in (by_name[0] if by_name else ()) if not set(column.to) & taken)
    if SCHOOLS not in matcher.pack.code_lists:
        return ()
    told = {"header": "学校（ファイル名）", "to": f"{draft.name}.school", "codes": SCHOOLS, "taken_from": "file_name"}
    return (SourceColumn.model_validate(told | {"required": True}),)


def _school_must_be_told(
    draft: Draft, pack: Pack, patterns: tuple[str, ...], from_name: tuple[SourceColumn, ...]
) -> None:
    """A file whose name gives no school would be refused row by row: better said now."""
    for name in (draft.file, *draft.more_files) if from_name else ():
        word = named_in(patterns, name)
        if not _school(pack, word):
            told = f"「{word}」は学校の一覧にありません" if word else "最後の＊のところに、月のほかの言葉がありません"
            raise RefusedError(
                "Y015",
                f"『{name}』の名前から学校が決まりません（{told}）",
                "学校の名前のところが最後の＊になるように書くか、学校をファイル名から取らないことにしてください",
            )


def _school(pack: Pack, word: str) -> str:
    """The school a word stands for, by its code or its name."""
    codes = pack.code_lists[SCHOOLS].codes if SCHOOLS in pack.code_lists else ()
    return next((code.label for code in codes if word and word in (code.code, code.label, code.value)), "")


def _per(draft: Draft, from_name: tuple[SourceColumn, ...]) -> dict[str, object]:
    return {"per": "school", "part_from": "school"} if from_name else {"per": "town", "part_from": None}


def _why_key(draft: Draft, key: tuple[str, ...], known: dict[str, str], by: str) -> str:
    """The key in words, and what is known of it: of one column alone, whether two rows agreed in it."""
    if not key:
        return f"なし（{by}が決めました。同じ行が二度あっても気づけません）"
    told = f"{'・'.join(known[name] for name in key)}（{by}が決めました"
    alone = [one for one in draft.columns if len(key) == 1 and any(to.split(".", 1)[1] in key for to in one.to)]
    if alone and draft.whole and alone[0].filled:
        same = draft.rows - alone[0].distinct
        told += (
            f"。調べたファイルでは、値が同じか空の行が{same}行あります" if same else "。同じ値の行はありませんでした"
        )
    return f"{told}）"
