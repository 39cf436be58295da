"""What a pack declares, as far as questions need to know it."""

from __future__ import annotations

from tsunagu.catalog import Pack, Source, Table
from tsunagu.indicators.model import PERSONS, ColumnFacts, Schema, SourceFacts, TableFacts

REGISTER = "residents"
"""The table the register of members (`persons`) is made from: its sources must have arrived for questions to members."""

PERSONS_COLUMNS = {
    "birth_date": ("date", "生年月日"), "sex": ("code", "性別"), "foreign": ("flag", "外国人住民"),
    "resident": ("flag", "住民"), "resident_since": ("date", "住民となった日"), "left_on": ("date", "転出した日"),
    "protected": ("flag", "支援措置"), "relation_1": ("code", "続柄1"), "relation_2": ("code", "続柄2"),
    "relation_3": ("code", "続柄3"), "relation_4": ("code", "続柄4"),
}  # fmt: skip


def schema_of(pack: Pack) -> Schema:
    """Tables, columns with the values their code lists allow, and sources of a pack; with the register as `persons`."""
    tables = {
        name: _table(pack, table) for name, table in pack.tables.items() if name != REGISTER and table.about == "person"
    }
    tables[PERSONS] = _persons(pack)
    return Schema(tables=tables, sources={name: _source(source) for name, source in pack.sources.items()})


def _table(pack: Pack, table: Table) -> TableFacts:
    columns = {
        name: ColumnFacts(
            type=column.type,
            label=column.label,
            values=_values(pack, table.table, name),
            not_negative=column.min is not None and column.min >= 0,
        )
        for name, column in table.columns.items()
    }
    return TableFacts(
        name=table.table,
        label=table.label,
        is_record=table.absent_row == "record",
        start=table.start,
        end=table.end,
        whole_months=table.known_on == "month_end",
        columns=columns,
        sources=pack.sources_of(table.table),
        names_guardian=table.guardian is not None,
        limited_by=table.limited_by,
    )


def _persons(pack: Pack) -> TableFacts:
    columns = {
        name: ColumnFacts(type=kind, label=label, values=_values(pack, REGISTER, name))
        for name, (kind, label) in PERSONS_COLUMNS.items()
    }
    return TableFacts(name=PERSONS, label="世帯員", columns=columns, sources=pack.sources_of(REGISTER))


def _values(pack: Pack, table: str, column: str) -> tuple[str, ...] | None:
    """Values the code lists of the active sources can put into a code column; None for a column without code lists."""
    declared = pack.tables[table].columns.get(column)
    if declared is None or declared.type != "code":
        return None
    target = f"{table}.{column}"
    values: dict[str, None] = {}
    for source in pack.sources.values():
        if target in source.consts:
            values[source.consts[target]] = None
        for source_column in source.columns:
            if target in source_column.to and source_column.codes is not None:
                codes = pack.code_lists[source_column.codes].codes
                values.update({code.value: None for code in codes if code.meaning == "value"})
    return tuple(values) or None


def _source(source: Source) -> SourceFacts:
    partial = {target for column in source.columns if column.held == "partial" for target in column.to}
    return SourceFacts(
        label=source.label,
        owner=source.owner,
        per_school=source.layout.per == "school",
        partial=source.held == "partial",
        partial_columns=frozenset(partial),
    )
