"""What `match` reads of the two relations. A column a caller's relation does not have is NULL."""

from __future__ import annotations

from tsunagu.engines import Engine, quoted_name

RECORD_COLUMNS = {
    "record_id": "BIGINT",
    "school": "VARCHAR",
    "fiscal_year": "INTEGER",
    "grade": "VARCHAR",
    "class": "VARCHAR",
    "number": "VARCHAR",
    "pupil_no": "VARCHAR",
    "name": "VARCHAR",
    "kana": "VARCHAR",
    "birth_date": "VARCHAR",
    "sex": "VARCHAR",
    "guardian_kana": "VARCHAR",
    "town": "VARCHAR",
    "told": "BIGINT",
}
"""One row each of what is to be matched; birth_date as ISO text, as typed. told: the person_id for whom something else speaks
that the caller knows of the row, such as the months at a school a child left, or the other members of a case.
"""
REGISTER_COLUMNS = {
    "person_id": "BIGINT",
    "household_no": "BIGINT",
    "name": "VARCHAR",
    "kana": "VARCHAR",
    "alias": "VARCHAR",
    "alias_kana": "VARCHAR",
    "name_roman": "VARCHAR",
    "former_name": "VARCHAR",
    "former_kana": "VARCHAR",
    "birth_date": "DATE",
    "sex": "VARCHAR",
    "town": "VARCHAR",
    "protected": "BOOLEAN",
    "school": "VARCHAR",
    "grade": "VARCHAR",
    "fiscal_year": "INTEGER",
    "guardian_kana": "VARCHAR",
}
"""One row for each person; school and grade as in the 年度 fiscal_year (NULL: the newest on the records)."""


def completed(engine: Engine, relation: str, columns: dict[str, str]) -> str:
    """SQL: `relation` with exactly these columns, in these types."""
    present = {row[0] for row in engine.execute(f"DESCRIBE {relation}").fetchall()}
    listed = ", ".join(
        f"{quoted_name(name) if name in present else 'NULL'}::{kind} AS {quoted_name(name)}"
        for name, kind in columns.items()
    )
    return f"SELECT {listed} FROM {relation}"
