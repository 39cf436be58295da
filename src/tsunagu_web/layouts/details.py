"""What the pages for one column and for the files of a draft show: every field with its value, typed or kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tsunagu.drafting import (
    CODED,
    DATED,
    KINDS,
    SPELLINGS,
    ColumnDraft,
    Draft,
    Matcher,
    choosable,
    is_dated,
    key_choices,
    kind_of_own,
    lists_of,
    may_name_a_school,
    names_read,
)
from tsunagu_web.layouts.reading import NOBODY_KNOWS, Choice, examples_of, in_words

MEANINGS = {
    "value": "書いた意味のまま",
    "yes": "はい",
    "no": "いいえ",
    "unknown": "分からない",
    "no_answer": "答えていない",
    "not_asked": "聞いていない",
    "refused": "答えを断った（拒否）",
    "not_examined": "受けていない（未受診）",
    "before_move_in": "転入前のことで分からない",
    "not_obtainable": "手に入らない（取得不可）",
}
"""Every meaning a code can have, in words to choose from."""
ENCODINGS = {
    "cp932": "Shift_JIS（CP932）",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8（BOMつき）",
}
BLANK_ROWS = 3
"""Empty rows for codes that the page could not show because they may be people's."""
AS_LISTED = "コード表のとおり"


@dataclass(frozen=True)
class CodeRow:
    """A code with how often it stands there (None: typed by a person), and what it is said to mean."""

    number: int
    code: str
    rows: int | None
    label: str
    options: tuple[Choice, ...]


def of_column(draft: Draft, place: int, known: Matcher, typed: Any) -> dict[str, Any]:
    """The page for one column; `typed` is what was sent and refused."""
    column = draft.columns[place]
    told = {
        "draft": draft,
        "column": column,
        "number": place + 1,
        "received": "received" in typed if typed else bool(column.to),
        "label": typed.get("label", "") if typed else column.label,
        "dated": is_dated(column, known) or draft.is_new_source,
        "written": _options(SPELLINGS, typed.get("written", "plain") if typed else column.column.written),
        "shown": [one for one in column.signs if one.code],
    }
    if draft.is_new_source:
        kind = typed.get("kind", "") if typed else kind_of_own(column)
        return told | {
            "kinds": _options(KINDS, kind),
            "coded_kinds": " ".join(CODED),
            "dated_kinds": " ".join(DATED),
            "rows": _own_rows(column, typed),
        }
    now = column.to[0] if column.to else ""
    items = choosable(draft, known)
    lists = lists_of(draft, known, place)
    return told | {
        "items": [Choice("", "使わない", not now), *_options(items, now)],
        "lists": _options(lists, column.column.codes or ""),
        "rows": _known_rows(column, known) if column.column.codes else [],
    }


def _options(choices: dict[str, str], now: str) -> list[Choice]:
    return [Choice(value, label, value == now) for value, label in choices.items()]


def _own_rows(column: ColumnDraft, typed: Any) -> list[CodeRow]:
    """The signs that stand in the column, what was said of them, and empty rows."""
    rows = {one.code: one.rows for one in column.signs}
    said = {one.code: (one.label, one.meaning) for one in column.own_codes}
    if typed:
        numbers = [key.removeprefix("code_") for key in typed if key.startswith("code_") and typed[key]]
        said = {typed[f"code_{n}"]: (typed.get(f"label_{n}", ""), typed.get(f"meaning_{n}", "value")) for n in numbers}
    codes = [*dict.fromkeys([*rows, *said]), *[""] * BLANK_ROWS]
    return [
        CodeRow(
            number,
            code,
            rows.get(code),
            said.get(code, ("", ""))[0],
            tuple(_options(MEANINGS, said.get(code, ("", "value"))[1])),
        )
        for number, code in enumerate(codes)
    ]


def _known_rows(column: ColumnDraft, known: Matcher) -> list[CodeRow]:
    """The codes that stand in the column, those nobody knows first, each with what the list or a person says."""
    listed = known.pack.code_lists[column.column.codes or ""].codes
    rows = {one.code: one.rows for one in (*column.unknown_codes, *column.signs)}
    said = {one.code: one.means for one in column.added_codes}
    codes = [*dict.fromkeys([*rows, *said]), *[""] * BLANK_ROWS]
    own = {code.code for code in listed}
    looks = examples_of(column, known.pack)
    found = []
    for number, code in enumerate(codes):
        nobody = AS_LISTED if code in own else NOBODY_KNOWS
        now = said.get(code, "")
        options = [Choice(code if code in own else "", nobody, not now)]
        options += [Choice(one.code, in_words(one, looks), one.code == now) for one in listed if one.code != code]
        found.append(CodeRow(number, code, rows.get(code), "", tuple(options)))
    return found


def of_file(draft: Draft, known: Matcher, typed: Any) -> dict[str, Any]:
    """The page for a draft's files."""
    layout, expected = draft.layout, draft.expected
    key = typed.getlist("key") if typed else list(draft.key)
    months = expected.months
    period = "monthly" if len(months) == 12 else "yearly" if months else "never"
    source = None if draft.is_new_source else known.pack.sources[draft.of]
    return {
        "draft": draft,
        "label": typed.get("label", "") if typed else draft.label,
        "file_names": typed.get("file_names", "") if typed else "\n".join(layout.file_names),
        "names": names_read(draft, known.pack),
        "may_name_a_school": may_name_a_school(draft, known),
        "school_from_name": "school_from_name" in typed if typed else bool(draft.from_name),
        "keys": [Choice(name, label, name in key) for name, label in key_choices(draft).items()],
        "has_encoding": layout.format in ("csv", "fixed"),
        "encodings": _options(ENCODINGS, typed.get("encoding", "") if typed else layout.encoding),
        "has_headings": layout.format in ("csv", "xlsx") and layout.header,
        "title_rows": typed.get("title_rows", "") if typed else layout.max_title_rows,
        "periods": _options(
            {"monthly": "毎月", "yearly": "年に1回", "never": "決まっていない"},
            typed.get("period", "") if typed else period,
        ),
        "months": _options(
            {str(month): f"{month}月分" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)},
            typed.get("month", "") if typed else str(months[0] if len(months) == 1 else 4),
        ),
        "day": typed.get("day", "") if typed else expected.day,
        "source": source,
        "source_period": period_of(source.expected.months) if source else "",
    }


def period_of(months: tuple[int, ...]) -> str:
    """In words, of which months files come."""
    if len(months) == 12:
        return "毎月"
    return f"{'・'.join(f'{month}月' for month in months)}分" if months else "決まっていない"
