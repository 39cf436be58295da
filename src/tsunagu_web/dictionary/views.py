"""データ項目の説明: which tables and columns exist, from which file, whose, for what, since when known."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import PageObject, Refused
from tsunagu_web.dictionary.entries import (
    ABSENT,
    HELD,
    KNOWN_ON,
    current_items,
    current_pack,
    entries,
    field_class_words,
    item_words,
    purposes_of,
    sources_of,
)
from tsunagu_web.pages.showing import show


def dictionary(request: HttpRequest) -> HttpResponse:
    """All tables of the pack that at least one file feeds."""
    pack = current_pack()
    tables = []
    for table in pack.tables.values():
        sources = sources_of(pack, table)
        if sources:
            tables.append(
                {
                    "name": table.table,
                    "label": table.label,
                    "columns": len(table.columns),
                    "sensitivity": field_class_words(table.sensitivity),
                    "sources": "、".join(source.label for source in sources),
                    "owners": "、".join(dict.fromkeys(source.owner for source in sources)),
                }
            )
    columns = sum(int(str(table["columns"])) for table in tables)
    return show(
        request,
        "dictionary/dictionary.html",
        {"pack": pack, "tables": tables, "columns": columns, "items": current_items()},
    )


def dictionary_table(request: HttpRequest, table: str) -> HttpResponse:
    """One table: every column, where it comes from, and on what ground it is used."""
    pack = current_pack()
    declared = pack.tables.get(table)
    if declared is None:
        raise Refused("dictionary_table.look", PageObject("dictionary_table"), request.decision)  # type: ignore[attr-defined]
    sources = sources_of(pack, declared)
    context = {
        "pack": pack,
        "table": declared,
        "entries": entries(pack, declared),
        "absent": ABSENT[declared.absent_row],
        "known_on": KNOWN_ON.get(declared.known_on) or f"「{declared.columns[declared.known_on].label}」の日",
        "sources": [(source, HELD[source.held]) for source in sources],
        "purposes": [([item_words(pack, item) for item in row.items], row) for row in purposes_of(pack, sources)],
    }
    return show(request, "dictionary/table.html", context)
