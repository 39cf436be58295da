"""One source, several layouts: whatever a file looks like, its columns become the same items under the same purposes."""

from __future__ import annotations

from typing import Literal

from tsunagu.catalog.model import FurtherLayout, Layout, Source, SourceColumn, Table

SHEET_LAYOUT = "sheet"
SHEET_PREFIX = "入力シート_"
NOTES_SHEET, CHOICES_SHEET = "書き方", "選択肢"


def in_layout(source: Source, further: FurtherLayout) -> Source:
    """The source as a file of a further layout shows it. A column is the item that the first layout's column with the same
    target is, so that a vendor's spelling never takes it out of its purpose."""
    items = {target: column for column in source.columns for target in column.to}
    columns = tuple(_as_item(column, items) for column in further.columns)
    return source.model_copy(
        update={
            "layout": further.layout,
            "layout_name": further.name,
            "layout_label": further.label,
            "key": further.key or source.key,
            "consts": source.consts | further.consts,
            "columns": columns,
            "pages": (),
            "mark_groups": further.mark_groups,
            "not_examined": further.not_examined,
            "sums": further.sums,
            "empty_tokens": further.empty_tokens,
        }
    )


def _as_item(column: SourceColumn, items: dict[str, SourceColumn]) -> SourceColumn:
    first = next((items[target] for target in column.to if target in items), None)
    return column if first is None else column.model_copy(update={"item": first.header})


def entry_sheet_name(source: Source) -> str:
    """File name of the source's entry sheet, without what a clerk adds behind it."""
    return f"{SHEET_PREFIX}{source.label.replace('/', '／')}"


def in_entry_sheet(source: Source, tables: dict[str, Table]) -> Source:
    """The source as its batch-entry sheet shows it: an Excel with the same headings, words for codes, dates in any spelling.

    What nobody reads is not asked for either.
    """
    layout = Layout(
        format="xlsx",
        file_names=(f"{entry_sheet_name(source)}*.xlsx",),
        left_unread=(NOTES_SHEET, CHOICES_SHEET),
        per=source.layout.per,
        part_from=source.layout.part_from,
    )
    needed = {(c.page, heading) for c in source.columns for heading in (*c.joined, *c.otherwise)}
    columns = tuple(
        column.model_copy(
            update={
                "written": _written(column, tables),
                "taken_from": "cell",
                "bytes_wide": None,
                "repeats_above": False,
            }
        )
        for column in source.columns
        if column.to or (column.page, column.in_file) in needed
    )
    return source.model_copy(
        update={
            "layout": layout,
            "layout_name": SHEET_LAYOUT,
            "layout_label": "入力シート",
            "columns": columns,
        }
    )


def _written(column: SourceColumn, tables: dict[str, Table]) -> Literal["plain", "ym"]:
    kinds = {tables[table].columns[name].type for table, name in (target.split(".", 1) for target in column.to)}
    return "ym" if "month" in kinds else "plain"
