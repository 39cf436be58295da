"""Rule `matched`: whatever the rules of a table left waiting goes through the matching core, which links or proposes.

Linked is what the core's steps take by what the row itself says, if nobody else is that person on this table in that 年度.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.enrolment import school_key
from tsunagu.identity.judging import KEY_COLUMNS
from tsunagu.identity.matching import FIELDS, STEPS, match
from tsunagu.identity.matching.columns import RECORD_COLUMNS
from tsunagu.identity.outcomes import LinkMethod
from tsunagu.identity.rows import known

if TYPE_CHECKING:
    from tsunagu.catalog import Table

PROPOSAL = """
    CREATE TABLE proposal (table_name VARCHAR, row_id BIGINT, person_id BIGINT, rank INTEGER, step VARCHAR, weight DOUBLE,
        agrees VARCHAR[], differs VARCHAR[])"""
"""Whom a waiting row may mean, best first; the words of agrees and differs are matching.FIELDS."""
SHEETS = tuple(KEY_COLUMNS)
"""Tables whose rows name a person by kana and birth date (就学援助: by kana, school and 学年)."""
GUARDIAN_COLUMNS = {
    "consultations": "guardian",
    "support_cases": "household_text",
    "school_register": "guardian_name",
    "school_aid": "guardian_name",
}
"""Tables whose rows name somebody of the family, and in which column."""
ONLY_PROPOSED = ("school_aid",)
"""Sheets without a birth date: what agrees is too little for a link that nobody looks at."""
OF_SCHOOLS = ("attendance", "school_health", "school_screenings")
"""Tables in which a child has one seat in a 年度."""
DECIDED = ("not_unique", "number_conflict")
"""Reasons the core cannot lift: it knows no more than the rule that found two pupils, or another holder of a number."""
ROWS_OF_A_TABLE = 1 << 50
"""More than any row_id."""
CERTAIN = 99.0
"""Weight of a proposal that the core would have linked."""


def match_waiting_rows(engine: Engine, tables: Mapping[str, Table]) -> None:
    """Link and propose the waiting rows of SHEETS; fills link and proposal.

    Sheets with seats go through the core together, and so do the others: what a call costs hardly depends on its rows.
    """
    present = [name for name in SHEETS if name in tables]
    for seated in (True, False):
        _match_sheets(engine, [tables[name] for name in present if (name in OF_SCHOOLS) == seated])
    engine.execute("DROP VIEW matching_register")
    for table in ("waiting_record", "matched", "proposed", "asks_care", "newly_linked", "unsafe"):
        engine.execute(f"DROP TABLE IF EXISTS {table}")


def _match_sheets(engine: Engine, sheets: list[Table]) -> None:
    records = " UNION ALL ".join(waiting(table, place) for place, table in enumerate(sheets))
    if not sheets:
        return
    engine.execute(f"CREATE OR REPLACE TABLE waiting_record AS {records}")
    if engine.execute("FROM waiting_record LIMIT 1").fetchone() is None:
        return
    match(engine, "waiting_record", "matching_register", complete=False)
    told = ", ".join(f"{quoted_text(step.name)}: {[word for word in step.agree if word in FIELDS]}" for step in STEPS)
    for place, table in enumerate(sheets):
        name = quoted_text(table.table)
        of_table = f"record_id // {ROWS_OF_A_TABLE} = {place}"
        row_id = f"record_id % {ROWS_OF_A_TABLE}"
        engine.execute(f"CREATE OR REPLACE TABLE newly_linked AS {_safe(table, place)}")
        engine.execute(f"""
            UPDATE link SET person_id = n.person_id, method = 'matched' FROM newly_linked AS n
            WHERE link.table_name = {name} AND link.row_id = n.row_id""")
        engine.execute(f"""
            INSERT INTO proposal
            SELECT {name}, {row_id}, person_id, rank, step, weight, agrees, differs FROM proposed WHERE {of_table}
            UNION ALL SELECT {name}, {row_id}, person_id, 1, step, {CERTAIN}, MAP {{{told}}}[step], []
            FROM matched WHERE {of_table} AND {row_id} NOT IN (SELECT row_id FROM newly_linked)""")


def waiting(table: Table, place: int) -> str:
    """SQL: the waiting rows of a table as the core reads them; record_id tells the table's place and the row."""
    return _records(table, place, "l.person_id IS NULL")


def found_by_rule(table: Table, place: int) -> str:
    """SQL: the same of the rows that a rule of the sheet linked by kana and birth date."""
    return _records(table, place, f"l.method = {quoted_text(LinkMethod.KANA_BIRTH)}")


def _records(table: Table, place: int, which: str) -> str:
    name = table.table
    written = {column: f"r.{column}::VARCHAR" if column in table.columns else "NULL" for column in RECORD_COLUMNS}
    written["fiscal_year"] = _year(table)
    written["guardian_kana"] = f"r.{GUARDIAN_COLUMNS[name]}" if name in GUARDIAN_COLUMNS else "NULL"
    written["told"] = "l.person_id"
    listed = ", ".join(f"{sql} AS {column}" for column, sql in written.items() if column != "record_id")
    return f"""
        SELECT {place} * {ROWS_OF_A_TABLE} + r.row_id AS record_id, {listed} FROM {known(name)} AS r
        JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = r.row_id AND {which}"""


def _year(table: Table) -> str:
    return "r.fiscal_year" if "fiscal_year" in table.columns else "r.load_year"


def _safe(table: Table, place: int) -> str:
    """SQL: the matched rows that wait for a reason the core can lift, and whose person has no other seat in that 年度."""
    name = table.table
    decided = ", ".join(map(quoted_text, DECIDED))
    lifted = f"""
        SELECT m.row_id, m.person_id FROM (
            SELECT record_id % {ROWS_OF_A_TABLE} AS row_id, person_id FROM matched
            WHERE record_id // {ROWS_OF_A_TABLE} = {place}) AS m
        JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = m.row_id AND l.method NOT IN ({decided})"""
    if name in ONLY_PROPOSED:
        return f"{lifted} WHERE FALSE"
    if name not in OF_SCHOOLS:
        return lifted
    seat = ", ".join(f"r.{column}" for column in ("grade", "class", "number") if column in table.columns)
    return f"""
        WITH lifted AS ({lifted}),
        seated AS (
            SELECT l.person_id, {_year(table)} AS year, concat_ws('/', {school_key("r.school")}, {seat}) AS seat
            FROM {known(name)} AS r JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = r.row_id
            WHERE l.person_id IN (SELECT person_id FROM lifted)),
        own AS (
            SELECT n.*, {_year(table)} AS year, concat_ws('/', {school_key("r.school")}, {seat}) AS seat
            FROM lifted AS n JOIN {known(name)} AS r ON r.row_id = n.row_id)
        SELECT o.row_id, o.person_id FROM own AS o
        ANTI JOIN seated AS s ON s.person_id = o.person_id AND s.year = o.year AND s.seat <> o.seat"""
