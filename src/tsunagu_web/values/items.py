"""The items of a source as a form shows them: drawn from its declaration, kept to what may be seen of this child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from tsunagu.catalog import Pack, Source, screen_items, screen_table
from tsunagu.intake import Slot, read_cell, screen_slots, takes_a_reason
from tsunagu.purpose import LiveItems
from tsunagu_web.access import Decision, Field, Form, Scope

CLOSED_TYPES = frozenset({"int", "decimal", "date", "month", "flag", "code"})
"""What a form holds of a protected child: no words or numbers somebody could be found by."""


@dataclass(frozen=True)
class Item:
    """One item of the form: the heading it has in the source, how to write it, and the words to choose from."""

    heading: str
    how: str
    example: str
    words: tuple[tuple[str, str], ...]
    required: bool
    long: bool
    has_reason: bool
    """An empty value has a reason beside it."""
    free: bool
    """Words may be written that the list does not hold."""

    @property
    def mark(self) -> str:
        """The field's name on a form: by its heading, so that a form opened before items came or went fills no other."""
        return sha256(self.heading.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Sheet:
    """A source ready to be entered: its items for this person and child, and how its cells are read."""

    source: Source
    table: str
    items: tuple[Item, ...]
    slots: tuple[Slot, ...]

    def item(self, heading: str) -> Item | None:
        """The item under a heading; None where this person may not see it."""
        return next((item for item in self.items if item.heading == heading), None)


def sheet_of(pack: Pack, name: str, decision: Decision, live: LiveItems, *, protected: bool, unsure: bool) -> Sheet:
    """The source `name` as this decision lets it be entered. An address (F6) is there only with its class, and neither it nor
    a place while it is `unsure` who is protected; of a protected child there are no words or numbers at all. The number of
    whom the row is about is never there."""
    source, table = pack.sources[name], screen_table(pack.sources[name]) or ""
    slots = screen_slots(pack, source)
    declared = pack.tables[table]
    items = []
    for entry in screen_items(pack, name):
        columns = [target.split(".", 1)[1] for target in entry.written.to]
        classes = {declared.sensitivity_of(column) for column in columns}
        kinds = {declared.columns[column].type for column in columns}
        barred = bool(columns) and not live.allows(name, entry.written.ledger_item)
        places = any(declared.columns[column].place or declared.columns[column].key == "school" for column in columns)
        hidden = ("F6" in classes and Field.ADDRESS not in decision.grants) or (
            (protected or unsure) and ("F6" in classes or places)
        )
        closed = protected and not (columns and kinds <= CLOSED_TYPES)
        if barred or hidden or closed or declared.subject in columns or not _reads(decision, classes - {"F6"}):
            continue
        items.append(
            Item(
                entry.written.header,
                entry.how,
                entry.example,
                tuple((word, word if word == label else f"{word}（{label}）") for word, label in entry.labels.items()),
                entry.written.required,
                bool(kinds & {"long_text"}),
                takes_a_reason(slots, entry.written.header),
                bool(kinds & {"text"}),
            )
        )
    return Sheet(source, table, tuple(items), slots)


def _reads(decision: Decision, classes: AbstractSet[str]) -> bool:
    """Whoever keeps the section's files reads all of its own; others the field classes they read in full anyway."""
    if decision.role is not None and decision.role.files is Scope.SECTION:
        return True
    forms = {str(name): grant.form for name, grant in decision.grants.items()}
    return all(forms.get(one) in (Form.FULL, Form.SCHOOL_ONLY) for one in classes)


def cells_of(sheet: Sheet, row: Mapping[str, Any]) -> dict[str, str]:
    """Heading → the cell that reads as the row's values; empty where it has none. `row`: by column of the table."""
    return {
        item.heading: _cell(item, [s for s in sheet.slots if s.written.header == item.heading], row)
        for item in sheet.items
    }


def _cell(item: Item, slots: Iterable[Slot], row: Mapping[str, Any]) -> str:
    fed = list(slots)
    if not fed:
        return ""
    if fed[0].piece is not None:
        pieces = ["" if row.get(slot.name) is None else str(row[slot.name]) for slot in fed]
        return (fed[0].written.split or "").join(pieces) if any(pieces) else ""
    coded = next((slot for slot in fed if slot.looked_up), fed[0])
    value = row.get(coded.name)
    if value is None:
        return ""
    word = next((word for word, _ in item.words if read_cell(word, coded).value == value), None)
    return word if word is not None else _written(value, coded)


def _written(value: Any, slot: Slot) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, date):
        return f"{value:%Y-%m}" if slot.column.type == "month" else value.isoformat()
    return f"{value:g}" if isinstance(value, float) else str(value)
