"""Whom a waiting row may mean: everybody of its kana and birth date. Proposed to people, never linked."""

from __future__ import annotations

from collections.abc import Mapping

from tsunagu.catalog import Table
from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.rows import known

SHEETS = (
    "attendance",
    "school_health",
    "consultations",
    "support_cases",
    "public_assistance",
    "school_register",
)
"""Tables whose rows name a child by kana and birth date."""


def propose_namesakes(engine: Engine, tables: Mapping[str, Table]) -> None:
    """Add to proposal (see linkage.PROPOSAL) the waiting rows of SHEETS. One person alone weighs more than one of several."""
    for table in SHEETS:
        if table not in tables:
            continue
        sex = "r.sex" if "sex" in tables[table].columns else "NULL"
        engine.execute(f"""
            INSERT INTO proposal
            WITH meant AS (
                SELECT r.row_id, k.person_id, {sex} = p.sex AS same_sex, count(*) OVER (PARTITION BY r.row_id) AS persons
                FROM {known(table)} AS r
                JOIN link AS l ON l.table_name = {quoted_text(table)} AND l.row_id = r.row_id AND l.person_id IS NULL
                JOIN folded_kana AS f ON f.text = r.kana
                JOIN person_kana AS k ON k.kana_key = f.folded AND k.birth_date = r.birth_date
                JOIN person AS p ON p.person_id = k.person_id)
            SELECT {quoted_text(table)}, row_id, person_id,
                row_number() OVER (PARTITION BY row_id ORDER BY same_sex DESC NULLS LAST, person_id), 'kana_birth',
                1.0 / persons + CASE WHEN same_sex THEN 0.5 WHEN same_sex IS FALSE THEN -0.5 ELSE 0 END,
                list_filter(['kana', 'birth_date', CASE WHEN same_sex THEN 'sex' END], lambda word: word IS NOT NULL),
                list_filter([CASE WHEN same_sex IS FALSE THEN 'sex' END], lambda word: word IS NOT NULL)
            FROM meant""")
