"""すぐに知らせる印 among the values people entered: which cells are one, and which of them stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tsunagu.catalog import Pack, Source
from tsunagu.intake import Slot, alarm_values, read_cell, screen_slots
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.values.models import SELF, EnteredVersion


@dataclass(frozen=True)
class EnteredMark:
    """A mark that somebody entered and nobody took back. `item`: 希死念慮◎; `since`: when the newest version was entered."""

    item: str
    since: datetime


def marks_in(pack: Pack, source: Source, slots: Sequence[Slot], cells: Mapping[str, str]) -> dict[str, str]:
    """Heading → the mark in words, of the cells that are one."""
    wanted, found = alarm_values(pack, source), dict[str, str]()
    for slot in slots:
        heading, values = slot.written.header, wanted.get((slot.table, slot.name))
        cell = cells.get(heading)
        if cell and values and str(read_cell(cell, slot).value) in values:
            found[heading] = f"{slot.column.label}{cell}"
    return found


def entered_marks(children: Iterable[str]) -> list[EnteredMark]:
    """The marks that stand in what was entered of these children, newest first, until their section takes the value back. What the
    newest file says against it does not take it back: of two that disagree about a danger neither is left out."""
    pack, newest = current_pack(), dict[int, EnteredVersion]()
    rows = EnteredVersion.objects.filter(entered__child_code__in=list(children), entered__about=SELF)
    for version in rows.select_related("entered").order_by("seq"):
        newest[version.entered_id] = version
    found = []
    for version in newest.values():
        source = pack.sources.get(version.entered.source)
        if source is not None and version.act not in (EnteredVersion.WITHDRAW, EnteredVersion.END):
            marks = marks_in(pack, source, screen_slots(pack, source), version.cells)
            found += [EnteredMark(mark, version.at) for mark in marks.values()]
    return sorted(found, key=lambda one: one.since, reverse=True)
