"""The fact tables of a snapshot: every linked row with its person, in household order."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.catalog import Table
from tsunagu.engines import quoted_name, quoted_text
from tsunagu.mart.known_rows import declared_columns

REGISTER = "residents"
"""The register becomes persons, members and addresses, and is not repeated as a fact table."""


def fact_tables(tables: Mapping[str, Table]) -> dict[str, Table]:
    """The standard tables a snapshot holds as facts, by name in alphabetical order."""
    return {name: tables[name] for name in sorted(tables) if name != REGISTER}


def facts_sql(table: Table) -> str:
    """<table>.parquet: person_id, household_id, the declared columns, known_on, source, load_id, file, sheet, line.

    row_id follows source, part and line, so rows of one day stand in that order. Rows about things have no person. An address (F6) is left empty where the person or anybody of the household is protected: it must not leave.
    """
    name = table.table
    if table.about == "thing":
        listed = ", ".join(f"r.{quoted_name(column)}" for column in declared_columns(table))
        return (
            f"SELECT NULL::BIGINT AS person_id, NULL::BIGINT AS household_id, {listed}, r.known_on, r.source, r.load_id,"
            f" r.file, r.sheet, r.line FROM known_{name} AS r ORDER BY r.row_id"
        )
    columns = ", ".join(_column(table, column, kind) for column, kind in declared_columns(table).items())
    start = f"{quoted_name(table.start)}, " if table.start else ""
    return f"""
        SELECT l.person_id, p.household_id, {columns}, r.known_on, r.source, r.load_id, r.file, r.sheet, r.line
        FROM known_{name} AS r JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = r.row_id
        JOIN person AS p ON p.person_id = l.person_id LEFT JOIN sheltered AS x ON x.person_id = l.person_id
        ORDER BY p.household_id NULLS LAST, l.person_id, {start}r.row_id"""


def _column(table: Table, column: str, kind: str) -> str:
    declared = table.columns.get(column)
    if declared is not None and table.table != "protection" and table.sensitivity_of(column) == "F6":
        return f"CASE WHEN x.person_id IS NULL THEN r.{quoted_name(column)} END::{kind} AS {quoted_name(column)}"
    return f"r.{quoted_name(column)}"


def links_sql(tables: Mapping[str, Table]) -> str:
    """links.parquet: source, file, sheet, line, person_id, method — one row per known row, waiting ones without a person."""
    selects = [
        f"SELECT r.row_id, r.source, r.file, r.sheet, r.line, l.person_id, l.method FROM known_{name} AS r"
        f" JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = r.row_id"
        for name in sorted(tables)
        if tables[name].about == "person"
    ]
    every = " UNION ALL ".join(selects)
    return f"SELECT * EXCLUDE (row_id) FROM ({every}) ORDER BY row_id, person_id"
