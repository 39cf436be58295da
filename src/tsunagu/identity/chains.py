"""Every member of a household with the chain of 続柄 that ties them to its head: today, and as earlier registers tell."""

from __future__ import annotations

from tsunagu.engines import Engine

HEAD = "02"
NOT_SAID = ("", "XX")


def lay_chains(engine: Engine) -> None:
    """chained: sheet, seen_on, household_id, person_id, birth_date, sex, chain (the head's is empty).

    Sheet 0 is today, seen_on NULL. Every other sheet is a former composition of a household that lives together so no
    more, on the last day it was seen. Without any 続柄 a member has no chain. A chain speaks of its own sheet only: when
    the head changes, everybody's 続柄 is named anew.
    """
    _remember_former_homes(engine)
    listed = ", ".join(f"'{code}'" for code in NOT_SAID)
    engine.execute(f"""
        CREATE TABLE chained AS
        SELECT sheet, seen_on, household_id, person_id, birth_date, sex,
            CASE WHEN relation_1 = '{HEAD}' THEN []::VARCHAR[]
                 ELSE list_filter([relation_1, relation_2, relation_3, relation_4], lambda code: code NOT IN ({listed}))
            END AS chain
        FROM (
            SELECT 0 AS sheet, NULL::DATE AS seen_on, household_id, person_id, birth_date, sex,
                relation_1, relation_2, relation_3, relation_4 FROM person WHERE resident
            UNION ALL SELECT * FROM former_member)
        WHERE relation_1 IS NOT NULL AND relation_1 NOT IN ({listed})""")


def _remember_former_homes(engine: Engine) -> None:
    """former_member: as chained, of every composition of a household in a register held that is not the one of today.

    A number two people held in turn is the one's whose birth date stands beside it; in doubt it is nobody's.
    """
    engine.execute("""
        CREATE TABLE former_row AS
        WITH standing AS (
            SELECT tells_of, row_id, TRY_CAST(resident_no AS BIGINT) AS number, TRY_CAST(household_no AS BIGINT) AS household_id,
                CASE WHEN birth_date_unknown THEN NULL ELSE birth_date END AS birth_date,
                [relation_1, relation_2, relation_3, relation_4] AS relations
            FROM known_registers WHERE resident_state = '住登者'),
        told AS (
            SELECT s.tells_of, s.household_id, h.person_id, s.relations
            FROM standing AS s JOIN holder AS h USING (number) JOIN person AS p ON p.person_id = h.person_id
            WHERE s.household_id IS NOT NULL AND coalesce(s.birth_date = p.birth_date, TRUE)
            QUALIFY count(DISTINCT h.person_id) OVER (PARTITION BY s.row_id) = 1)
        SELECT tells_of, household_id, person_id, min(relations) AS relations FROM told
        GROUP BY tells_of, household_id, person_id HAVING count(DISTINCT relations) = 1""")
    engine.execute("""
        CREATE TABLE former_member AS
        WITH home AS (
            SELECT tells_of, household_id, bit_xor(hash(person_id, relations)) AS composition FROM former_row GROUP BY ALL),
        today AS (
            SELECT household_id, bit_xor(hash(person_id, [relation_1, relation_2, relation_3, relation_4])) AS composition
            FROM person WHERE resident GROUP BY household_id),
        former AS (
            SELECT household_id, max(tells_of) AS tells_of FROM home AS h
            WHERE NOT EXISTS (FROM today AS t WHERE t.household_id = h.household_id AND t.composition = h.composition)
            GROUP BY household_id, composition),
        numbered AS (SELECT *, row_number() OVER (ORDER BY tells_of, household_id)::INTEGER AS sheet FROM former)
        SELECT n.sheet, n.tells_of AS seen_on, n.household_id, r.person_id, p.birth_date, p.sex,
            r.relations[1] AS relation_1, r.relations[2] AS relation_2, r.relations[3] AS relation_3,
            r.relations[4] AS relation_4
        FROM numbered AS n JOIN former_row AS r USING (household_id, tells_of) JOIN person AS p USING (person_id)""")
