"""Children born lately with their mothers, women who expect a child, and who is sheltered: by the numbers of the register, so that a
case that began with a pregnancy finds the child that was born.
"""

from __future__ import annotations

from datetime import date

from tsunagu.engines import quoted_path, quoted_text
from tsunagu.mart import Snapshot

BORN_WITHIN_DAYS = 400
"""How long after a birth the child is still told: the register may be late, and so may a month."""
DUE_AGO_DAYS = 60
"""How long after the day it was due a pregnancy is still told."""


def births_sql(as_of: date) -> str:
    """child_code, mother_id, birth_date (ISO) of each child born lately whose mother the snapshot's kin names for sure."""
    day = f"DATE {quoted_text(as_of.isoformat())}"
    return f"""
        SELECT t.child_code, min(k.relative_id), t.birth_date::VARCHAR
        FROM target AS t JOIN kin AS k ON k.person_id = t.person_id AND k.relation = 'mother'
        WHERE t.birth_date >= {day} - INTERVAL {BORN_WITHIN_DAYS} DAY AND k.relative_id IS NOT NULL
        GROUP BY ALL HAVING count(DISTINCT k.relative_id) = 1 ORDER BY t.child_code"""


def expecting_sql(snapshot: Snapshot, as_of: date) -> str:
    """person_id and body {due_on, notified_on, visits, visited_on}: what 妊娠届 and 妊婦健診 say of the newest
    pregnancy of each woman; nobody where the files never came."""
    nobody = "SELECT NULL::BIGINT AS person_id, NULL::VARCHAR AS body WHERE FALSE"
    try:
        table = quoted_path(snapshot.table_path("pregnancies"))
    except KeyError:
        return nobody
    day = f"DATE {quoted_text(as_of.isoformat())}"
    return f"""
        WITH told AS (
            SELECT person_id, due_on, min(notified_on) AS notified_on, max(visited_on) AS visited_on,
                count(DISTINCT visited_on) AS visits
            FROM read_parquet({table})
            WHERE person_id IS NOT NULL AND due_on >= {day} - INTERVAL {DUE_AGO_DAYS} DAY GROUP BY person_id, due_on
            QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY due_on DESC) = 1)
        SELECT person_id, to_json({{due_on: due_on, notified_on: notified_on, visits: visits, visited_on: visited_on}})::VARCHAR
        FROM told ORDER BY person_id"""


def sheltered_sql() -> str:
    """Everybody under 支援措置 and everybody of their households, by number."""
    return """
        SELECT person_id FROM person WHERE protected
            OR household_id IN (SELECT household_id FROM person WHERE protected AND household_id IS NOT NULL)
        ORDER BY person_id"""
