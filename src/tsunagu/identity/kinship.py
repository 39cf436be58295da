"""Mother and father by 続柄: the chain that ties each member to the head of the household (子の子 = 20,20; 妻の子 = 12,20)."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.chains import lay_chains

HUSBANDS = ("11", "13")
WIVES = ("12", "14")
FATHER = "51"
MOTHER = "52"
SIBLINGS = ("71", "74", "81", "84")
LEAST_YEARS_BETWEEN = 14
"""A parent is at least so many years older than the child."""


def find_parents(engine: Engine, as_of: str) -> None:
    """parentage: person_id, parent_id, relation ('mother' or 'father'), seen_on; not_parent: person_id, other_id.

    The child 20 of the head has the head and the head's spouse as parents; the child 12,20 has the wife only, and the head
    is named as no parent of it; the grandchild 20,20 has the one child of the head who can be its parent, and that child's
    spouse. Also grown-ups have parents here, and a parent may have left or died. `seen_on` NULL: so today.
    """
    lay_chains(engine, as_of)
    _lay_seats(engine)
    engine.execute(f"""
        CREATE TABLE parent_claim AS
        WITH claim AS (
            SELECT s.sheet, c.seen_on, s.person_id, c.person_id AS parent_id, s.role = 'parent' AS by_blood,
                CASE WHEN s.role <> 'parent' THEN s.role WHEN c.sex = '女' THEN 'mother' WHEN c.sex = '男' THEN 'father' END
                    AS relation
            FROM parent_seat AS s JOIN chained AS c
                ON c.sheet = s.sheet AND c.household_id = s.household_id AND c.chain = s.seat
            WHERE c.person_id <> s.person_id
              AND coalesce(c.birth_date + INTERVAL {LEAST_YEARS_BETWEEN} YEAR <= s.birth_date, TRUE)),
        clear AS (
            SELECT sheet, person_id FROM claim GROUP BY sheet, person_id HAVING count(*) FILTER (by_blood) <= 1)
        SELECT c.* FROM claim AS c JOIN clear USING (sheet, person_id) WHERE relation IS NOT NULL""")
    _believe_claims(engine)
    spouses = ", ".join(f"'{code}'" for code in HUSBANDS + WIVES)
    engine.execute(f"""
        CREATE TABLE not_parent AS
        SELECT DISTINCT c.person_id, h.person_id AS other_id
        FROM chained AS c JOIN chained AS h ON h.sheet = c.sheet AND h.household_id = c.household_id
            AND h.chain = list_slice(c.chain, 1, -3)
        WHERE starts_with(c.chain[-1], '2') AND c.chain[-2] IN ({spouses})""")


def _lay_seats(engine: Engine) -> None:
    """parent_seat: sheet, household_id, person_id, birth_date, seat (a chain) and role: whoever sits there is the parent."""
    spouses = ", ".join(f"'{code}'" for code in HUSBANDS + WIVES)
    siblings = ", ".join(f"'{code}'" for code in SIBLINGS)
    engine.execute(f"""
        CREATE TABLE parent_seat AS
        SELECT sheet, household_id, person_id, birth_date, list_slice(chain, 1, -2) AS seat, 'parent' AS role
        FROM chained WHERE starts_with(chain[-1], '2')
        UNION ALL
        SELECT c.sheet, c.household_id, c.person_id, c.birth_date, list_append(list_slice(c.chain, 1, -2), s.code), s.role
        FROM chained AS c, (VALUES ('11', 'father'), ('13', 'father'), ('12', 'mother'), ('14', 'mother')) AS s(code, role)
        WHERE starts_with(c.chain[-1], '2') AND coalesce(list_slice(c.chain, 1, -2)[-1] NOT IN ({spouses}), TRUE)
        UNION ALL
        SELECT c.sheet, c.household_id, c.person_id, c.birth_date,
            list_append(CASE WHEN c.chain[-1] IN ({siblings}) THEN list_slice(c.chain, 1, -2) ELSE c.chain END, p.code), p.role
        FROM chained AS c, (VALUES ('{FATHER}', 'father'), ('{MOTHER}', 'mother')) AS p(code, role)
        WHERE NOT starts_with(coalesce(c.chain[-1], ''), '2')""")


def _believe_claims(engine: Engine) -> None:
    """parentage: of all claims to a place the one to be believed. A place two people could fill stays empty.

    Today's register goes first. Whom it ties to the child itself (the child's 続柄 leads there) is the parent, even if it
    was another before: 養子縁組. Whom it ties only as a parent's spouse is the parent unless a former register names
    somebody else: then one of the two is a stepparent, and nobody can say which. Where today names nobody, former registers
    do: the one they tie to the child itself, else the one spouse they know.
    """
    engine.execute("""
        CREATE TABLE parentage AS
        WITH told AS (
            SELECT person_id, relation,
                count(DISTINCT parent_id) FILTER (sheet = 0) AS now, min(parent_id) FILTER (sheet = 0) AS now_id,
                bool_or(by_blood) FILTER (sheet = 0) AS now_by_blood,
                count(DISTINCT parent_id) AS ever, min(parent_id) AS ever_id,
                count(DISTINCT parent_id) FILTER (by_blood) AS ever_by_blood, min(parent_id) FILTER (by_blood) AS by_blood_id
            FROM parent_claim GROUP BY person_id, relation),
        believed AS (
            SELECT person_id, relation, now,
                CASE WHEN now = 1 THEN CASE WHEN now_by_blood OR ever = 1 THEN now_id END
                     WHEN now = 0 THEN CASE WHEN ever_by_blood = 1 THEN by_blood_id
                                            WHEN ever_by_blood = 0 AND ever = 1 THEN ever_id END END AS parent_id
            FROM told)
        SELECT b.person_id, b.parent_id, b.relation, CASE WHEN b.now = 0 THEN max(c.seen_on) END AS seen_on
        FROM believed AS b JOIN parent_claim AS c USING (person_id, parent_id, relation)
        WHERE b.parent_id IS NOT NULL
        GROUP BY b.person_id, b.parent_id, b.relation, b.now""")
