"""Households with dates: who lives where today, and who lived where before."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.register import LEAVING_REASONS


def date_households(engine: Engine, as_of: str) -> None:
    """member: household_id, person_id living here on the day; household_edge: household_id, person_id, from_on, to_on.

    The past comes from the moves in the order of their 履歴番号, the present from the register. `to_on` is the first day
    in the next household (or the day of leaving), NULL while it lasts; `from_on` is NULL where nobody wrote it down.
    """
    engine.execute("""
        CREATE TABLE member AS
        SELECT household_id, person_id FROM person WHERE resident ORDER BY household_id, person_id""")
    leaving = ", ".join(f"'{reason}'" for reason in LEAVING_REASONS)
    engine.execute(f"""
        CREATE TABLE household_step AS
        WITH step AS (
            SELECT l.person_id, m.moved_on, coalesce(m.sequence, 0) AS sequence, m.row_id,
                CASE WHEN m.reason IN ({leaving}) THEN NULL ELSE TRY_CAST(m.household_no AS BIGINT) END AS household_id
            FROM known_moves AS m JOIN link AS l ON l.table_name = 'moves' AND l.row_id = m.row_id
            WHERE l.person_id IS NOT NULL AND coalesce(m.moved_on <= {as_of}, TRUE)),
        present AS (
            SELECT person_id, coalesce(changed_on, resident_since) AS moved_on, 2147483647 AS sequence, 0::BIGINT AS row_id,
                household_id FROM person WHERE resident)
        SELECT *, lag(household_id) OVER entries IS DISTINCT FROM household_id AS entered
        FROM (FROM step UNION ALL BY NAME FROM present)
        WINDOW entries AS (PARTITION BY person_id ORDER BY sequence, moved_on NULLS FIRST, row_id)""")
    engine.execute("""
        CREATE TABLE household_edge AS
        SELECT household_id, person_id, from_on, to_on FROM (
            SELECT household_id, person_id, moved_on AS from_on,
                lead(moved_on) OVER (PARTITION BY person_id ORDER BY sequence, moved_on NULLS FIRST, row_id) AS to_on
            FROM household_step WHERE entered)
        WHERE household_id IS NOT NULL ORDER BY household_id, person_id, from_on NULLS FIRST, to_on NULLS LAST""")
