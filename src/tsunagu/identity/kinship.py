"""Mother and father by 続柄: the chain that ties each member to the head of the household (子の子 = 20,20; 妻の子 = 12,20)."""

from __future__ import annotations

from tsunagu.engines import Engine

HEAD = "02"
HUSBANDS = ("11", "13")
WIVES = ("12", "14")
FATHER = "51"
MOTHER = "52"
SIBLINGS = ("71", "74", "81", "84")
GROWN_UP_YEARS = 20
LEAST_YEARS_BETWEEN = 14
"""A parent is at least so many years older than the child."""


def find_parents(engine: Engine, as_of: str) -> None:
    """kin: person_id, relative_id, relation ('mother' or 'father'), for whoever is no grown-up on the day.

    A place two people could fill stays empty.

    The child 20 of the head has the head and the head's spouse as parents; the child 12,20 has the wife only; the
    grandchild 20,20 has the one child of the head who can be its parent, and that child's spouse.
    """
    _lay_chains(engine)
    engine.execute(f"""
        CREATE VIEW young AS FROM chained WHERE coalesce(birth_date > {as_of} - INTERVAL {GROWN_UP_YEARS} YEAR, TRUE)""")
    spouses = ", ".join(f"'{code}'" for code in HUSBANDS + WIVES)
    siblings = ", ".join(f"'{code}'" for code in SIBLINGS)
    engine.execute(f"""
        CREATE TABLE parent_seat AS
        SELECT household_id, person_id, birth_date, list_slice(chain, 1, -2) AS seat, 'parent' AS role
        FROM young WHERE starts_with(chain[-1], '2')
        UNION ALL
        SELECT c.household_id, c.person_id, c.birth_date, list_append(list_slice(c.chain, 1, -2), s.code), s.role
        FROM young AS c, (VALUES ('11', 'father'), ('13', 'father'), ('12', 'mother'), ('14', 'mother')) AS s(code, role)
        WHERE starts_with(c.chain[-1], '2') AND coalesce(list_slice(c.chain, 1, -2)[-1] NOT IN ({spouses}), TRUE)
        UNION ALL
        SELECT c.household_id, c.person_id, c.birth_date,
            list_append(CASE WHEN c.chain[-1] IN ({siblings}) THEN list_slice(c.chain, 1, -2) ELSE c.chain END, p.code), p.role
        FROM young AS c, (VALUES ('{FATHER}', 'father'), ('{MOTHER}', 'mother')) AS p(code, role)
        WHERE NOT starts_with(coalesce(c.chain[-1], ''), '2')""")
    engine.execute(f"""
        CREATE TABLE kin AS
        WITH claim AS (
            SELECT s.person_id, c.person_id AS relative_id, s.role = 'parent' AS by_blood, s.seat,
                CASE WHEN s.role <> 'parent' THEN s.role WHEN c.sex = '女' THEN 'mother' WHEN c.sex = '男' THEN 'father' END
                    AS relation
            FROM parent_seat AS s JOIN chained AS c ON c.household_id = s.household_id AND c.chain = s.seat
            WHERE c.person_id <> s.person_id
              AND coalesce(c.birth_date + INTERVAL {LEAST_YEARS_BETWEEN} YEAR <= s.birth_date, TRUE)),
        clear AS (SELECT person_id FROM claim GROUP BY person_id HAVING count(*) FILTER (by_blood) <= 1)
        SELECT person_id, min(relative_id) AS relative_id, relation
        FROM claim WHERE relation IS NOT NULL AND person_id IN (FROM clear)
        GROUP BY person_id, relation HAVING count(DISTINCT relative_id) = 1
        ORDER BY person_id, relation DESC""")


def _lay_chains(engine: Engine) -> None:
    """chained: each member with their chain as a list; the head's is empty. Without any 続柄 a member has no chain."""
    engine.execute(f"""
        CREATE TABLE chained AS
        SELECT household_id, person_id, birth_date, sex,
            CASE WHEN relation_1 = '{HEAD}' THEN []::VARCHAR[]
                 ELSE list_filter([relation_1, relation_2, relation_3, relation_4], lambda code: code NOT IN ('', 'XX'))
            END AS chain
        FROM person WHERE resident AND relation_1 IS NOT NULL AND relation_1 NOT IN ('', 'XX')""")
