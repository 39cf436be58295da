"""Rules of sheets find by kana and birth date and a third field of their own. What they found is held to the steps of the
matching core, so that there is one judge: kanji or sex that differ, a namesake, and a twin or somebody protected of whom not
everything agrees stop a link here as they do there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.matching import match
from tsunagu.identity.proposing import ROWS_OF_A_TABLE, SHEETS, found_by_rule

if TYPE_CHECKING:
    from tsunagu.catalog import Table

REFUSED = "not_unique"
"""Why a row waits whose person the core would not have linked it to."""


def find_unsafe(engine: Engine, records: str) -> None:
    """unsafe: record_id of those `records` (matching.columns) that no step of the core links to whom `told` names."""
    match(engine, records, "matching_register", complete=False)
    engine.execute(f"""
        CREATE OR REPLACE TABLE unsafe AS
        SELECT r.record_id FROM {records} AS r
        ANTI JOIN matched AS m ON m.record_id = r.record_id AND m.person_id = r.told""")


def hold_sheets_to_the_steps(engine: Engine, tables: Mapping[str, Table], names: tuple[str, ...] = SHEETS) -> bool:
    """The rows of these sheets that a rule linked and the core would not wait; whether any rule had linked one.

    Those of attendance are held pupil by pupil instead.
    """
    sheets = [tables[name] for name in names if name in tables and name != "attendance"]
    if not sheets:
        return False
    linked = " UNION ALL ".join(found_by_rule(table, place) for place, table in enumerate(sheets))
    engine.execute(f"CREATE OR REPLACE TABLE found_record AS {linked}")
    some = engine.execute("FROM found_record LIMIT 1").fetchone() is not None
    if some:
        find_unsafe(engine, "found_record")
        for place, table in enumerate(sheets):
            engine.execute(f"""
                UPDATE link SET person_id = NULL, method = {quoted_text(REFUSED)} FROM unsafe AS u
                WHERE link.table_name = {quoted_text(table.table)} AND link.row_id = u.record_id - {place} * {ROWS_OF_A_TABLE}""")
    engine.execute("DROP TABLE found_record")
    return some
