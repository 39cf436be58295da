"""The rows identity works on, as the mart lays them out, and the few columns of each that decide who it is about.

For every standard table there is a relation `known_<table>`: the rows known on the day, with the declared columns and
row_id BIGINT (unique in the table), source, load_id, part, file, sheet, line, known_on, delivered_on DATE, tells_of DATE
(the last day of the delivery's month, or when it came if earlier) and load_year INTEGER (its 年度). `known_roster` has the
attendance columns of every delivery still held, `known_registers` those of 住民.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.outcomes import LinkMethod, WaitingReason

if TYPE_CHECKING:
    from tsunagu.catalog import Table


def known(table: str) -> str:
    """Name of the relation with the rows of `table` known on the day."""
    return f"known_{table}"


def gather_row_keys(engine: Engine, tables: Mapping[str, Table], entered: str | None = None) -> None:
    """row_key: one row per known row of any table about people — table_name, row_id, source, number, numbered, on_date, birth_date.

    `number` is the 宛名番号 as an integer; `numbered` with a NULL number means it was no number at all. The number of a row
    in the relation `entered` is the one named there.
    """
    selects = []
    for name, table in tables.items():
        if table.about == "thing":
            continue
        number = f"TRY_CAST({table.subject} AS BIGINT)" if table.subject else "NULL::BIGINT"
        numbered = f"{table.subject} IS NOT NULL" if table.subject else "FALSE"
        on_date = table.start or "NULL::DATE"
        birth = "birth_date" if "birth_date" in table.columns else "NULL::DATE"
        selects.append(
            f"SELECT {quoted_text(name)}::table_name AS table_name, row_id, source, {number} AS number,"
            f" {numbered} AS numbered, {on_date}::DATE AS on_date, {birth} AS birth_date FROM {known(name)}"
        )
    names = ", ".join(quoted_text(name) for name in tables)
    engine.execute(f"CREATE TYPE table_name AS ENUM ({names})")
    engine.execute("CREATE TABLE row_key AS " + " UNION ALL ".join(selects))
    if entered is not None:
        engine.execute(f"""
            UPDATE row_key SET number = e.number, numbered = true FROM {entered} AS e
            WHERE row_key.table_name::VARCHAR = e.table_name AND row_key.row_id = e.row_id""")
    outcomes = ", ".join(quoted_text(outcome) for outcome in (*LinkMethod, *WaitingReason))
    engine.execute(f"CREATE TYPE outcome AS ENUM ({outcomes})")
    engine.execute("CREATE TABLE link (table_name table_name, row_id BIGINT, person_id BIGINT, method outcome)")


def still_open(table: str) -> str:
    """Condition on an alias `r` with row_id: the row of `table` has neither a person nor a reason to wait yet."""
    return f"NOT EXISTS (FROM link AS l WHERE l.table_name = {quoted_text(table)} AND l.row_id = r.row_id)"
