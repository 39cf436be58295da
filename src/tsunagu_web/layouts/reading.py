"""What the pages show of drafts: each column with what it may become, each unknown code with what it may mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tsunagu.base.errors import TsunaguError
from tsunagu.catalog import Code, Pack, load_pack
from tsunagu.drafting import (
    KINDS,
    PURPOSE_FIELDS,
    TO_CONFIRM,
    BrokenConfirmationsError,
    ColumnDraft,
    Confirmation,
    Draft,
    Matcher,
    choosable,
    confirmations,
    confirmed,
    drafts,
    kind_of_own,
)
from tsunagu.month import Home

NOBODY_KNOWS = "分からない（不明コードのままにする）"


@dataclass(frozen=True)
class Choice:
    """One line of a list to choose from."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class CodeShown:
    """A code no list holds: how many rows have it, and what it may be said to mean."""

    code: str
    rows: int
    field: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ColumnShown:
    """One column of a draft."""

    place: int
    number: int
    """Counted from 1."""
    heading: str
    label: str
    received: bool
    kind: str
    """Its type in words, for a new source."""
    confidence: str
    confidence_label: str
    reason: str
    codes_reason: str
    field: str
    near: tuple[Choice, ...]
    """The item proposed and those that fit nearly as well."""
    choices: tuple[Choice, ...]
    codes: tuple[CodeShown, ...]
    more_unknown: int


@dataclass(frozen=True)
class OpenField:
    """What only a person knows of a new source."""

    name: str
    label: str
    value: str


@lru_cache(maxsize=1)
def _matcher_of(declarations: str, home: Path) -> Matcher:
    return Matcher(Home(home).pack())


def matcher(home: Path) -> Matcher:
    """What files are compared with; made anew only when the declarations of the home have changed."""
    own = home / "pack"
    pack = load_pack(str(Home(home).settings()["pack"]), own if own.is_dir() else None)
    return _matcher_of(pack.declarations_hash, home)


def columns_shown(draft: Draft, known: Matcher, typed: Mapping[str, str]) -> list[ColumnShown]:
    """Every column of a draft, as the form has it: as `typed` where that was refused. An item that another column feeds says so."""
    items = choosable(draft, known)
    fed = {column.to[0]: column.heading for column in draft.columns if column.to}
    shown = []
    for place, column in enumerate(draft.columns):
        own = column.to[0] if column.to else ""
        named = {
            to: f"{label}（いまは「{fed[to]}」の列）" if to in fed and to != own else label
            for to, label in items.items()
        }
        shown.append(_shown(place, column, named, known.pack, typed))
    return shown


def _shown(place: int, column: ColumnDraft, items: dict[str, str], pack: Pack, typed: Mapping[str, str]) -> ColumnShown:
    now = typed.get(f"to_{place}", column.to[0] if column.to else "")
    near = list(dict.fromkeys([*([now] if now in items else []), *(other[0] for other in column.others)]))
    return ColumnShown(
        place=place,
        number=place + 1,
        heading=column.heading,
        label=column.label,
        received=bool(now),
        kind=KINDS[kind_of_own(column)].partition("。")[0] if column.becomes and column.to else "",
        confidence=column.confidence,
        confidence_label=column.confidence_label,
        reason=column.reason,
        codes_reason=column.codes_reason,
        field=f"to_{place}",
        near=tuple(Choice(target, items[target], target == now) for target in near if target in items),
        choices=tuple(Choice(target, label, False) for target, label in items.items() if target not in near),
        codes=tuple(_code(place, number, column, pack, typed) for number in range(len(column.unknown_codes))),
        more_unknown=column.more_unknown,
    )


def _code(place: int, number: int, column: ColumnDraft, pack: Pack, typed: Mapping[str, str]) -> CodeShown:
    unknown = column.unknown_codes[number]
    said = {one.code: one.means for one in column.added_codes}.get(unknown.code, "")
    said = typed.get(f"means_{place}_{number}", said)
    listed = pack.code_lists[column.column.codes].codes if column.column.codes else ()
    looks = examples_of(column, pack)
    choices = [Choice("", NOBODY_KNOWS, not said)]
    choices += [Choice(code.code, in_words(code, looks), code.code == said) for code in listed]
    return CodeShown(unknown.code, unknown.rows, f"means_{place}_{number}", tuple(choices))


def examples_of(column: ColumnDraft, pack: Pack) -> dict[str, str]:
    """What each mark of the town's sheet looks like, for the item a column goes to; empty where there are no marks."""
    sources = [pack.sources[name] for name in pack.sources] if column.to else []
    return next((one.examples for source in sources for one in source.columns if one.to == column.to), {})


def in_words(code: Code, looks: Mapping[str, str]) -> str:
    """A code as a line to choose, with the example of the town's sheet beside a mark."""
    said = code.label if code.label == code.code else f"{code.code}　{code.label}"
    return f"{said}（例：{looks[code.code]}）" if code.code in looks else said


def open_fields(draft: Draft, typed: Mapping[str, str]) -> list[OpenField]:
    """The owner and the purpose row of a new source, as `typed` where that was refused; nothing for a layout of a source that
    is there."""
    if not draft.is_new_source:
        return []
    owner = "" if draft.owner == TO_CONFIRM else draft.owner
    return [
        OpenField("owner", "保有する課", typed.get("owner", owner)),
        *(
            OpenField(name, label, typed.get(name, draft.purpose.get(name, "")))
            for name, label in PURPOSE_FIELDS.items()
        ),
    ]


def waiting_drafts(home: Path) -> list[Draft]:
    """Drafts that wait for a person."""
    return drafts(home)


def problem_of_the_log(home: Path) -> TsunaguError | None:
    """What is wrong with the record of who confirmed, told on the page that shows it."""
    try:
        confirmations(home)
    except BrokenConfirmationsError as error:
        return error
    return None


def in_force(home: Path) -> list[tuple[Draft, Confirmation | None]]:
    """Layouts in force, each with who confirmed it last."""
    try:
        said = {line.name: line for line in confirmations(home) if line.what == "confirmed"}
    except BrokenConfirmationsError:
        said = {}
    return [(draft, said.get(draft.name)) for draft in confirmed(home)]
