"""A pack, read and checked: everything a town has declared, in one object that never changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tsunagu.base.errors import DeclarationError
from tsunagu.catalog.checks import check_coverage, check_pack
from tsunagu.catalog.declarations import Document, Model, parse, read_document
from tsunagu.catalog.intake_limits import IntakeLimits
from tsunagu.catalog.layers import Layers, PackDeclaration, find_layers
from tsunagu.catalog.layouts import in_entry_sheet, in_layout
from tsunagu.catalog.lists import read_code_list, read_fault_kinds, read_heading_words, read_kinds_of_dirt
from tsunagu.catalog.model import (
    CodeList,
    Column,
    CoverageList,
    FaultKind,
    FurtherLayout,
    KindOfDirt,
    PurposeRow,
    Source,
    SourceColumn,
    Table,
)

PACKS_KEPT = 8
"""Packs held once read: a server shows one or two, a proof with its twins a few more."""


@dataclass(frozen=True)
class Pack:
    """What exists in one town. `sources` holds those the town selects, in the order of the pack, and `purposes` the rows
    about them; `tables` and `code_lists` are all there are, since steps behind the intake count on every table."""

    name: str
    label: str
    version: str
    municipality: str
    population: int
    tables: dict[str, Table]
    sources: dict[str, Source]
    layouts: dict[str, tuple[Source, ...]]
    """By source, the source as its further layouts show it; the last is the entry sheet."""
    further_layouts: tuple[FurtherLayout, ...]
    """The further layouts as declared, of the selected sources."""
    code_lists: dict[str, CodeList]
    faults: dict[str, FaultKind]
    dirt: dict[int, KindOfDirt]
    purposes: tuple[PurposeRow, ...]
    coverage: tuple[CoverageList, ...]
    """Which declared column each item of the national list and of the towns before us comes from."""
    heading_words: dict[str, str]
    """Words of other systems' headings, for telling what an unknown file holds. They never decide how a known file is read."""
    notes: tuple[str, ...]
    declarations_hash: str
    layers: Layers
    limits: IntakeLimits = IntakeLimits()
    """受領の上限; a home sets its own."""

    def documents(self, folder_or_file: str) -> list[Document]:
        """YAML documents of a folder (`indicators`) or one file (`worklist.yaml`), later layers hiding earlier names."""
        if not folder_or_file.endswith(".yaml"):
            return [read_document(path) for path in self.layers.files(folder_or_file, ".yaml")]
        parent, _, name = folder_or_file.rpartition("/")
        return [read_document(path) for path in self.layers.files(parent, ".yaml") if path.name == name]

    def codes_of_dirt(self, kind: int) -> tuple[str, ...]:
        """The fault codes that tell of a kind of dirt."""
        return tuple(code for code, fault in self.faults.items() if fault.dirt == str(kind))

    def column(self, target: str) -> Column:
        """The declared column of `table.column`."""
        table, name = target.split(".", 1)
        return self.tables[table].columns[name]

    def readings(self, source: str) -> tuple[Source, ...]:
        """A source in every layout its files may have, the first layout first."""
        return (self.sources[source], *self.layouts[source])

    def written(self, source: str) -> Source:
        """A source in the layout that the town says its department writes."""
        name = self.layers.declaration.layouts.get(source, "")
        return next(reading for reading in self.readings(source) if reading.layout_name == name)

    def sources_of(self, table: str) -> tuple[str, ...]:
        """Active sources that feed a table."""
        return tuple(name for name, source in self.sources.items() if table in source.tables())

    def fed_tables(self) -> dict[str, Table]:
        """The tables that some selected source feeds."""
        fed = {table for source in self.sources.values() for table in source.tables()}
        return {name: table for name, table in self.tables.items() if name in fed}

    def used_code_lists(self) -> dict[str, CodeList]:
        """The code lists of the selected sources' columns."""
        readings = [reading for name in self.sources for reading in self.readings(name)]
        used = {column.codes for reading in readings for column in reading.columns}
        return {name: codes for name, codes in self.code_lists.items() if name in used}

    def partly_held(self, source: str, columns: Iterable[str]) -> bool:
        """一部保有: the whole source, or any of its columns that feed one of these table columns (names without table)."""
        declared = self.sources[source]
        asked = set(columns)
        return declared.held == "partial" or any(
            column.held == "partial" and asked & {target.split(".", 1)[1] for target in column.to}
            for column in declared.columns
        )

    def school_names(self) -> dict[str, str]:
        """Code of a school → its name, as far as the town declares them."""
        names = self.code_lists.get("school_names")
        return {code.value: code.label for code in names.codes} if names is not None else {}

    def owners(self) -> dict[str, str]:
        """The owning section of every active source."""
        return {name: source.owner for name, source in self.sources.items()}


_READ: dict[tuple[tuple[Path, ...], str], Pack] = {}


def load_pack(name_or_path: str | Path, town_folder: Path | None = None) -> Pack:
    """Read a pack by name or folder, the town's own declarations laid over it, and check it across files.

    As long as no byte of its declarations changes it is read once: a page asks for it several times.

    Raises DeclarationError (D…) with file and line at the first file that is wrong, RefusedError (P002) for no such pack.
    """
    layers = find_layers(name_or_path, town_folder)
    key = (layers.folders, layers.fingerprint())
    pack = _READ.get(key)
    if pack is None:
        pack = _read(layers)
        # Where a file changed while it was read, what was read is not what the key says.
        if pack.declarations_hash == key[1]:
            if len(_READ) >= PACKS_KEPT:
                _READ.clear()
            _READ[key] = pack
    return pack


def _read(layers: Layers) -> Pack:
    """Every declaration of the layers, read and checked across files."""
    tables = {table.table: (table, document) for table, document in _read_named(Table, layers, "tables", "table")}
    sources = {
        source.source: (source, document) for source, document in _read_named(Source, layers, "sources", "source")
    }
    layouts = {
        layout.name: (layout, document) for layout, document in _read_named(FurtherLayout, layers, "layouts", "name")
    }
    code_lists = {path.stem: read_code_list(path) for path in layers.files("codes", ".csv")}
    faults: dict[str, FaultKind] = {}
    for path in layers.every("faults.csv"):
        faults.update(read_fault_kinds(path))
    dirt: dict[int, KindOfDirt] = {}
    for path in layers.every("dirt.csv"):
        dirt.update(read_kinds_of_dirt(path))
    heading_words: dict[str, str] = {}
    for path in layers.every("heading_words.csv"):
        heading_words.update(read_heading_words(path))
    purposes = _read_listed(PurposeRow, layers, "purposes", "id")
    coverage = _read_listed(CoverageList, layers, "coverage", "name")
    check_pack(layers, tables, sources, layouts, code_lists, purposes)
    check_coverage(coverage, sources)
    declaration = layers.declaration
    declared_tables = {name: table for name, (table, _) in tables.items()}
    held = {name: _as_held_here(sources[name][0], layers) for name in declaration.sources}
    further = [layout for layout, _ in layouts.values()]
    return Pack(
        name=declaration.name,
        label=declaration.label,
        version=declaration.version,
        municipality=declaration.municipality,
        population=declaration.population,
        tables=declared_tables,
        sources=held,
        layouts={name: _in_further_layouts(source, further, declared_tables) for name, source in held.items()},
        further_layouts=tuple(layout for layout in further if layout.of in held),
        code_lists=code_lists,
        faults=faults,
        dirt=dirt,
        purposes=tuple(_as_owned_here(row, layers) for row, _ in purposes.values() if _is_about(row, declaration)),
        coverage=tuple(listed for listed, _ in coverage.values()),
        heading_words=heading_words,
        notes=declaration.notes,
        declarations_hash=layers.fingerprint(),
        layers=layers,
    )


def _read_named(model: type[Model], layers: Layers, folder: str, name_key: str) -> list[tuple[Model, Document]]:
    read: list[tuple[Model, Document]] = []
    for path in layers.files(folder, ".yaml"):
        document = read_document(path)
        declared = parse(model, document)
        name = getattr(declared, name_key)
        if name != path.name.removesuffix(".yaml"):
            raise DeclarationError(
                "D010",
                path,
                document.line_of((name_key,)),
                f"{name_key}: {name} とファイル名 {path.name} が違います",
                "ファイル名と同じ名前にしてください",
            )
        read.append((declared, document))
    return read


def _read_listed(model: type[Model], layers: Layers, name: str, key: str) -> dict[str, tuple[Model, Document]]:
    """Every member of the list in `name`.yaml of every layer, by its key; a later layer's member lies over an earlier one."""
    rows: dict[str, tuple[Model, Document]] = {}
    for path in layers.every(f"{name}.yaml"):
        document = read_document(path)
        for index in range(len(document.value.get(name) or ())):
            part = document.part(name, index)
            row = parse(model, part)
            rows[getattr(row, key)] = (row, part)
    return rows


def _as_held_here(source: Source, layers: Layers) -> Source:
    """The source with the town's owner and what the town says about how far it holds it."""
    declaration = layers.declaration
    name = source.source
    columns = tuple(_column_as_held(name, column, layers) for column in source.columns)
    return source.model_copy(
        update={
            "owner": declaration.owners.get(name, source.owner),
            "held": declaration.held.get(name, source.held),
            "held_note": declaration.held_notes.get(name, source.held_note),
            "expected": declaration.expected.get(name, source.expected),
            "drift": declaration.drift.get(name, source.drift),
            "enabled": source.enabled or name in declaration.enable,
            "columns": columns,
        }
    )


def _in_further_layouts(source: Source, further: list[FurtherLayout], tables: dict[str, Table]) -> tuple[Source, ...]:
    """The source in its further layouts and as an entry sheet; a column is held as the item it is."""
    held = {column.header: column.held for column in source.columns}
    readings = [in_layout(source, layout) for layout in further if layout.of == source.source]
    return (
        *(
            reading.model_copy(
                update={
                    "columns": tuple(
                        column.model_copy(update={"held": held.get(column.item, column.held)})
                        for column in reading.columns
                    )
                }
            )
            for reading in readings
        ),
        in_entry_sheet(source, tables),
    )


def _as_owned_here(row: PurposeRow, layers: Layers) -> PurposeRow:
    """The row with the town's name of the owning section, where all its items have the same; a row for telling of a service
    belongs to the section of its first item, the service's own file."""
    if row.use == "offer":
        owner = layers.declaration.owners.get(row.items[0].partition(".")[0], row.owner)
        return row.model_copy(update={"owner": owner})
    owners = {layers.declaration.owners.get(item.partition(".")[0], row.owner) for item in row.items}
    return row.model_copy(update={"owner": owners.pop()}) if len(owners) == 1 else row


def _is_about(row: PurposeRow, declaration: PackDeclaration) -> bool:
    return all(item.partition(".")[0] in declaration.sources for item in row.items)


def _column_as_held(source: str, column: SourceColumn, layers: Layers) -> SourceColumn:
    held = layers.declaration.held_columns.get(f"{source}.{column.header}")
    return column.model_copy(update={"held": held}) if held else column
