"""The data dictionary, made from the catalog: nothing in it is written a second time."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path

from tsunagu.catalog import KEY_WORDS, TYPE_WORDS, Pack, PurposeRow, Source, Table, load_pack
from tsunagu.indicators import Indicator, load_indicators
from tsunagu_web.access import Field
from tsunagu_web.town import home_folder, home_settings

ABSENT = {"register": "名簿：行がない人は「該当しない」", "record": "記録：行がない人は「わからない」"}
HELD = {"full": "町が保有", "via": "経由（ほかの機関から町に届く）", "partial": "一部保有"}
KNOWN_ON = {"delivery": "ファイルを受け取った日", "month_end": "その月の末日"}


@dataclass(frozen=True)
class Origin:
    """From which file and heading a column comes, and how its codes read."""

    source: str
    header: str
    codes: list[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """One column of a standard table."""

    name: str
    label: str
    kind: str
    sensitivity: str
    origins: list[Origin]


def current_pack() -> Pack:
    """The home's pack with the town's own declarations over it; kaisei where there is no home yet."""
    own = home_folder() / "pack"
    return _load(str(home_settings().get("pack", "kaisei")), own if own.is_dir() and any(own.iterdir()) else None)


@functools.lru_cache(maxsize=2)
def _load(name: str, own: Path | None) -> Pack:
    return load_pack(name, own)


def current_items() -> tuple[Indicator, ...]:
    """The items the home's pack judges by: the short name people see, and the name the report gives it."""
    return _items(current_pack().declarations_hash)


@functools.lru_cache(maxsize=2)
def _items(declarations_hash: str) -> tuple[Indicator, ...]:
    """Read again only when the declarations changed."""
    return load_indicators(current_pack())


def field_class_words(code: str) -> str:
    """F4 健診・発達・健康."""
    known = {field.value: field.label for field in Field}
    return f"{code} {known[code]}" if code in known else code


def entries(pack: Pack, table: Table) -> list[Entry]:
    """All columns of a table in their declared order."""
    return [
        Entry(
            name,
            column.label,
            TYPE_WORDS[column.type] + (f"（{KEY_WORDS[column.key]}）" if column.key else ""),
            field_class_words(table.sensitivity_of(name)),
            _origins(pack, f"{table.table}.{name}"),
        )
        for name, column in table.columns.items()
    ]


def _origins(pack: Pack, target: str) -> list[Origin]:
    found = []
    for source in pack.sources.values():
        if target in source.consts:
            found.append(Origin(source.label, f"（いつも「{source.consts[target]}」）", []))
        for column in source.columns:
            if target in column.to:
                codes = pack.code_lists[column.codes].codes if column.codes else ()
                found.append(Origin(source.label, column.header, [(code.code, code.label) for code in codes]))
    return found


def sources_of(pack: Pack, table: Table) -> list[Source]:
    """The files a table is fed from."""
    return [pack.sources[name] for name in pack.sources_of(table.table)]


def purposes_of(pack: Pack, sources: list[Source]) -> list[PurposeRow]:
    """Ledger rows as the pack proposes them, for these files and their items."""
    names = {source.source for source in sources}
    return [row for row in pack.purposes if any(item.split(".", 1)[0] in names for item in row.items)]


def item_words(pack: Pack, item: str) -> str:
    """出欠（月別）, or 出欠（月別）の備考: an item of the ledger as people call it."""
    name, _, column = item.partition(".")
    label = pack.sources[name].label if name in pack.sources else name
    return f"{label}の{column}" if column else label
