"""proposed_links.parquet: every record of a child that waits for a person, with the people it may mean, for the review desk;
linked_records.parquet: every record that found its person, so that a wrong link can be shown to people and contradicted.
"""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.catalog import Table
from tsunagu.engines import quoted_text
from tsunagu.identity import GUARDIAN_COLUMNS, KEY_COLUMNS, record_key_sql

WORDS = ("school", "grade", "class", "number", "pupil_no", "name", "kana", "birth_date", "sex", "guardian")
"""What a record says of whom it is about, as the desk shows it. An address is never among it."""
_OTHER_NAMES = {
    **{(table, "guardian"): column for table, column in GUARDIAN_COLUMNS.items()},
    ("consultations", "school"): "affiliation",
    ("support_cases", "school"): "affiliation",
}
ABUSE = "F5"


def holds_abuse_data(table: Table) -> bool:
    """Whether the table's rows are of the class of abuse and consultations, as those of 要対協 and 相談の記録 are."""
    return table.sensitivity == ABUSE


def proposed_links_sql(tables: Mapping[str, Table]) -> str:
    """One row per waiting record (rows with the same record_key are one) and proposed person, best first; person_id is NULL
    where nobody is proposed. `two_people`: abuse data hangs on the record or on the person, so two people must decide.
    """
    listed = _sensitive(tables)
    rows = _rows(tables, "l.person_id IS NULL")
    words = ", ".join(f'arg_min("{word}", row_id) AS "{word}"' for word in WORDS)
    return f"""
        WITH waiting AS ({rows}),
        record AS (
            SELECT table_name, record_key, min(row_id) AS row_id, count(*) AS rows, arg_min(source, row_id) AS source,
                arg_min(file, row_id) AS file, arg_min(sheet, row_id) AS sheet, arg_min(line, row_id) AS line,
                arg_min(method, row_id) AS reason, {words}
            FROM waiting GROUP BY table_name, record_key),
        meant AS (
            SELECT w.table_name, w.record_key, p.person_id, max(p.weight) AS weight, arg_max(p.step, p.weight) AS step,
                arg_max(p.agrees, p.weight) AS agrees, arg_max(p.differs, p.weight) AS differs
            FROM proposal AS p JOIN waiting AS w ON w.table_name = p.table_name AND w.row_id = p.row_id
            GROUP BY w.table_name, w.record_key, p.person_id),
        abused AS (SELECT DISTINCT person_id FROM link WHERE table_name IN ({listed}) AND person_id IS NOT NULL)
        SELECT r.* EXCLUDE (row_id), m.person_id,
            CASE WHEN m.person_id IS NOT NULL THEN row_number() OVER (
                PARTITION BY r.table_name, r.record_key ORDER BY m.weight DESC, m.person_id)::INTEGER END AS rank,
            m.step, m.weight, m.agrees, m.differs,
            r.table_name IN ({listed}) OR coalesce(m.person_id IN (FROM abused), FALSE) AS two_people
        FROM record AS r LEFT JOIN meant AS m ON m.table_name = r.table_name AND m.record_key = r.record_key
        ORDER BY r.table_name, r.row_id, rank"""


def linked_records_sql(tables: Mapping[str, Table]) -> str:
    """One row per record and the person it is linked to: table_name, record_key, person_id, method, rows, the words and the
    place of its first row, two_people (as above), and `spots`: source, file, sheet and line of every row of it.
    """
    listed = _sensitive(tables)
    words = ", ".join(f'arg_min("{word}", row_id) AS "{word}"' for word in WORDS)
    return f"""
        WITH linked AS ({_rows(tables, "l.person_id IS NOT NULL")}),
        abused AS (SELECT DISTINCT person_id FROM link WHERE table_name IN ({listed}) AND person_id IS NOT NULL)
        SELECT table_name, record_key, person_id, arg_min(method, row_id) AS method, count(*) AS rows,
            arg_min(source, row_id) AS source, arg_min(file, row_id) AS file, arg_min(sheet, row_id) AS sheet,
            arg_min(line, row_id) AS line, {words},
            table_name IN ({listed}) OR person_id IN (FROM abused) AS two_people,
            list({{source: source, file: file, sheet: sheet, line: line}} ORDER BY row_id) AS spots
        FROM linked GROUP BY table_name, record_key, person_id ORDER BY table_name, min(row_id), person_id"""


def _sensitive(tables: Mapping[str, Table]) -> str:
    """SQL: the names of the tables with abuse data, listed."""
    names = [name for name in sorted(tables) if tables[name].about == "person" and holds_abuse_data(tables[name])]
    return ", ".join(quoted_text(name) for name in names) or "NULL"


def _rows(tables: Mapping[str, Table], which: str) -> str:
    judgeable = sorted(name for name in KEY_COLUMNS if name in tables)
    return " UNION ALL ".join(_rows_of(tables[name], which) for name in judgeable)


def _rows_of(table: Table, which: str) -> str:
    name = table.table
    words = []
    for word in WORDS:
        column = _OTHER_NAMES.get((name, word), word)
        kind = "DATE" if word == "birth_date" else "VARCHAR"
        words.append(f'{f"r.{column}" if column in table.columns else "NULL"}::{kind} AS "{word}"')
    return f"""
        SELECT {quoted_text(name)} AS table_name, {record_key_sql(name)} AS record_key, r.row_id, r.source::VARCHAR AS source,
            r.file::VARCHAR AS file, r.sheet, r.line, l.method::VARCHAR AS method, l.person_id, {", ".join(words)}
        FROM known_{name} AS r JOIN link AS l ON l.table_name = {quoted_text(name)} AND l.row_id = r.row_id
        WHERE {which}"""
