"""What the catalogue's sources hold, item by item: every heading an item has in any layout, and every way it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tsunagu.catalog import SHEET_LAYOUT, Column, Pack, Source, SourceColumn
from tsunagu.drafting.likeness import Words
from tsunagu.intake import Slot, fold_heading, slots_of


@dataclass(frozen=True)
class Written:
    """One way an item is written: the column of some layout, ready for reading cells."""

    column: SourceColumn
    slot: Slot
    layout: str


@dataclass(frozen=True)
class Item:
    """One item of a source: where it goes, its names in our words, and the ways it is written, the first layout's first."""

    heading: str
    """As the source's first layout has it: by this the purpose ledger knows the item."""
    to: tuple[str, ...]
    names: frozenset[str]
    headings: frozenset[str]
    """As they stand in files, folded."""
    written: tuple[Written, ...]
    table_column: Column

    @property
    def label(self) -> str:
        """Its name as people read it, without the page it stands on."""
        return self.written[0].column.in_file

    @property
    def required(self) -> bool:
        """Whether a row without it is refused."""
        return self.written[0].column.required


@dataclass(frozen=True)
class Candidate:
    """A source (or one page of it) that a file may be a layout of. `by_name` are items taken from the file's name."""

    source: Source
    page: str
    items: tuple[Item, ...]
    by_name: tuple[SourceColumn, ...] = ()

    @property
    def label(self) -> str:
        """The source as people call it."""
        return f"{self.source.label}（{self.page.rsplit('.', 1)[0]}）" if self.page else self.source.label

    @property
    def key(self) -> tuple[str, ...]:
        """Table columns that must be unique."""
        if not self.page:
            return self.source.key
        return next(page.key for page in self.source.pages if page.page == self.page)


def candidates(pack: Pack, words: Words) -> tuple[Candidate, ...]:
    """Every source of the pack, in its order."""
    found = []
    for name, source in pack.sources.items():
        readings = [(source, ""), *((one, one.layout_name) for one in pack.layouts[name] if _is_a_layout(one))]
        ways = [list(_ways(reading, pack, layout)) for reading, layout in readings]
        for page in [page.page for page in source.pages] or [""]:
            items = tuple(_items(pack, page, ways, words))
            by_name = tuple(column for column in source.columns if column.taken_from == "file_name")
            found.append(Candidate(source, page, items, by_name))
    return tuple(found)


def _is_a_layout(reading: Source) -> bool:
    return reading.layout_name != SHEET_LAYOUT


def _ways(reading: Source, pack: Pack, layout: str) -> Iterator[Written]:
    """The columns of a layout that go somewhere, each with the slot of its first target."""
    by_place: dict[int, Slot] = {}
    for slot in slots_of(reading, pack.tables, pack.code_lists):
        by_place.setdefault(slot.place, slot)
    for place, slot in by_place.items():
        yield Written(reading.columns[place], slot, layout)


def _items(pack: Pack, page: str, ways: list[list[Written]], words: Words) -> Iterator[Item]:
    for way in ways[0]:
        column = way.column
        if column.page != page:
            continue
        same = [way] + [other for layout in ways[1:] for other in layout if set(other.column.to) & set(column.to)]
        table_column = pack.column(column.to[0])
        names = {words.said(other.column.in_file) for other in same} | {words.said(table_column.label)}
        headings = frozenset(fold_heading(other.column.in_file) for other in same)
        yield Item(column.header, column.to, frozenset(names), headings, tuple(same), table_column)
