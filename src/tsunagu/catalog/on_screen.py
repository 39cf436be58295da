"""画面で入力した値: a source as people fill it in on a page — the same items, words for codes, dates in any spelling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from tsunagu.catalog.entry_sheet import Entry, entries
from tsunagu.catalog.layouts import in_entry_sheet
from tsunagu.catalog.model import Layout, Source, Table
from tsunagu.catalog.pack import Pack

ON_SCREEN = "画面で入力した値"
"""Label of the layout, and the part (提供の単位) of what came this way: it never takes the place of a department's file."""
SCREEN_LAYOUT = "screen"
FILE_PREFIX = "画面で入力_"
_FILE_NAME = re.compile(FILE_PREFIX + r"(\w+)_\d{6}\.json")


def in_screen_layout(source: Source, tables: dict[str, Table]) -> Source:
    """The source as the pages write it. A row may hold single items of a file's row, so that no heading is required of it."""
    sheet = in_entry_sheet(source, tables)
    columns = tuple(column.model_copy(update={"required": False}) for column in sheet.columns)
    return sheet.model_copy(
        update={
            "layout": Layout(format="json", file_names=(f"{FILE_PREFIX}{source.source}_*.json",)),
            "layout_name": SCREEN_LAYOUT,
            "layout_label": ON_SCREEN,
            "columns": columns,
            "once_across_parts": (),
            "one_owner": None,
            "one_household": None,
        }
    )


def screen_file_name(source: Source, as_of: date) -> str:
    """画面で入力_jido_teate_202611.json."""
    return f"{FILE_PREFIX}{source.source}_{as_of:%Y%m}.json"


def screen_source_of(file_name: str) -> str | None:
    """Name of the source such a file is of; None for another name."""
    found = _FILE_NAME.fullmatch(file_name)
    return found[1] if found else None


def screen_table(source: Source) -> str | None:
    """The standard table whose rows people may enter on a page; None where the source's rows are entered elsewhere or nowhere."""
    tables = source.tables()
    return tables[0] if source.on_screen and source.enabled and len(tables) == 1 else None


def screen_sources(sources: Mapping[str, Source]) -> dict[str, Source]:
    """Those of the town's sources whose rows people may enter on a page."""
    return {name: source for name, source in sources.items() if screen_table(source) is not None}


def screen_items(pack: Pack, source: str) -> list[Entry]:
    """What a form asks of one row, in the declared order: heading, how to write it, an example, the words to choose from."""
    return entries(pack, source)
