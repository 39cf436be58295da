"""Every member of a household with the chain of 続柄 that ties them to its head: today, and as earlier registers tell."""

from __future__ import annotations

from tsunagu.engines import Engine

HEAD = "02"
NOT_SAID = ("", "XX")
GROWN_UP_YEARS = 20
RELATIONS = "relation_1, relation_2, relation_3, relation_4"


def lay_chains(engine: Engine, as_of: str) -> None:
    """young: the columns of person, of whoever lives here and is no grown-up on the day. chained: sheet, seen_on,
    household_id, person_id, birth_date, sex, chain (the head's is empty).

    Sheet 0 is today, seen_on NULL. Every other sheet is a former composition of a household that lives together so no
    more, on the last day it was seen. Without any 続柄 a member has no chain. A chain speaks of its own sheet only: when
    the head changes, everybody's 続柄 is named anew.
    """
    engine.execute(f"""
        CREATE VIEW young AS
        SELECT * FROM person WHERE resident AND coalesce(birth_date > {as_of} - INTERVAL {GROWN_UP_YEARS} YEAR, TRUE)""")
    _find_changed_homes(engine)
    _remember_former_homes(engine)
    listed = ", ".join(f"'{code}'" for code in NOT_SAID)
    engine.execute(f"""
        CREATE TABLE chained AS
        SELECT sheet, seen_on, household_id, person_id, birth_date, sex,
            CASE WHEN relation_1 = '{HEAD}' THEN []::VARCHAR[]
                 ELSE list_filter([relation_1, relation_2, relation_3, relation_4], lambda code: code NOT IN ({listed}))
            END AS chain
        FROM (
            SELECT 0 AS sheet, NULL::DATE AS seen_on, household_id, person_id, birth_date, sex, {RELATIONS} FROM person WHERE resident
            UNION ALL SELECT * FROM former_member)
        WHERE relation_1 IS NOT NULL AND relation_1 NOT IN ({listed})""")


def _find_changed_homes(engine: Engine) -> None:
    """changed_home: the households in which a child of today or somebody of its household ever stood, and which some
    register tells otherwise than another. Few are; of all others there is nothing to remember."""
    engine.execute("""
        CREATE VIEW standing AS
        SELECT load_id, tells_of, row_id, TRY_CAST(resident_no AS BIGINT) AS number,
            TRY_CAST(household_no AS BIGINT) AS household_id, birth_date, birth_date_unknown,
            relation_1, relation_2, relation_3, relation_4
        FROM known_registers WHERE resident_state = '住登者' AND household_no IS NOT NULL""")
    engine.execute(f"""
        CREATE TABLE changed_home AS
        WITH family AS (
            SELECT number FROM holder WHERE person_id IN (
                SELECT person_id FROM person WHERE household_id IN (SELECT household_id FROM young))),
        family_home AS (SELECT DISTINCT household_id FROM standing WHERE number IN (FROM family)),
        told AS (
            SELECT household_id, count(*) AS registers FROM standing WHERE household_id IN (FROM family_home)
            GROUP BY household_id, number, {RELATIONS})
        SELECT DISTINCT household_id FROM told
        WHERE registers <> (SELECT count(DISTINCT load_id) FROM known_registers)""")


def _remember_former_homes(engine: Engine) -> None:
    """former_member: as chained, of every composition of a household in a register held that is not the one of today.

    A number two people held in turn is the one's whose birth date stands beside it; in doubt it is nobody's.
    """
    engine.execute(f"""
        CREATE TABLE former_row AS
        WITH told AS (
            SELECT s.tells_of, s.household_id, h.person_id, [{RELATIONS.replace("relation", "s.relation")}] AS relations
            FROM standing AS s JOIN holder AS h USING (number) JOIN person AS p ON p.person_id = h.person_id
            WHERE s.household_id IN (FROM changed_home)
              AND coalesce(s.birth_date = p.birth_date, s.birth_date_unknown, TRUE)
            QUALIFY count(DISTINCT h.person_id) OVER (PARTITION BY s.row_id) = 1)
        SELECT tells_of, household_id, person_id, min(relations) AS relations FROM told
        GROUP BY tells_of, household_id, person_id HAVING count(DISTINCT relations) = 1""")
    engine.execute(f"""
        CREATE TABLE former_member AS
        WITH home AS (
            SELECT tells_of, household_id, bit_xor(hash(person_id, relations)) AS composition FROM former_row GROUP BY ALL),
        today AS (
            SELECT household_id, bit_xor(hash(person_id, [{RELATIONS}])) AS composition
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
