"""支援措置: whose address nobody may see on the day."""

from __future__ import annotations

from tsunagu.engines import Engine

IN_FORCE = ("支援措置", "仮支援措置")
OVER = "終了"


def mark_protected(engine: Engine, as_of: str) -> None:
    """protected_person: person_id; sheltered: person_id — they and everyone in their households.

    In force: 支援措置 or 仮支援措置 not ended before the day; a state nobody could read counts as in force. Whoever is marked
    併せて支援を求める者 is protected with the person they live with. The last day still counts.
    """
    states = ", ".join(f"'{state}'" for state in IN_FORCE)
    engine.execute(f"""
        CREATE TABLE protected_person AS
        WITH listed AS (
            SELECT l.person_id, p.household_id, coalesce(r.also_for, FALSE) AS also_for,
                coalesce(r.state IN ({states}), TRUE) AS in_force
            FROM known_protection AS r JOIN link AS l ON l.table_name = 'protection' AND l.row_id = r.row_id
            JOIN person AS p USING (person_id)
            WHERE coalesce(r.starts_on <= {as_of}, TRUE) AND coalesce(r.ends_on >= {as_of}, TRUE)
              AND r.state IS DISTINCT FROM '{OVER}')
        SELECT person_id FROM listed WHERE in_force
        UNION
        SELECT a.person_id FROM listed AS a JOIN listed AS b ON a.household_id = b.household_id
        WHERE a.also_for AND b.in_force""")
    engine.execute("""
        CREATE TABLE sheltered AS
        SELECT person_id FROM protected_person
        UNION
        SELECT b.person_id FROM protected_person AS a JOIN person AS p USING (person_id)
        JOIN person AS b ON b.household_id = p.household_id""")
