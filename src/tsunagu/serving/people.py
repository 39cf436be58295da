"""Who is who in a child's household, as the pages tell it: 母, 父, 本人, きょうだい, 祖父母, その他."""

from __future__ import annotations

from tsunagu.engines import Engine, quoted_path
from tsunagu.mart import Snapshot

RELATIONS = ("本人", "母", "父", "きょうだい", "祖父母", "その他")
"""In the order in which a household's members are told."""

ELSEWHERE = {
    "mother": "母",
    "father": "父",
    "guardian": "保護者",
    "full_sibling": "きょうだい",
    "half_sibling": "きょうだい（父か母が同じ）",
    "sibling": "きょうだい",
}
"""Relations of the snapshot's kin, as a child's page calls relatives of another household. Who is more than one of them is
told once, by the first."""
_ORDER = "[" + ", ".join(f"'{relation}'" for relation in RELATIONS) + "]"


def make_relatives(engine: Engine) -> None:
    """Make table `relative`: child_code, child_household, person_id (a member of the child's household), relation, rank.

    Kinship comes from the snapshot's kin; where it says nothing, from the 続柄 codes to the head (02 head, 1x spouse,
    2x child, 51 and 52 the head's parents; a chain 20,20 is a child's child). In doubt it is その他.
    """
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE relative AS
        WITH parent AS (SELECT DISTINCT person_id, relative_id FROM kin WHERE relation IN ('mother', 'father')),
        kinship AS (
            SELECT person_id, relative_id, min(relation) AS relation FROM kin WHERE relation IN ('mother', 'father') GROUP BY ALL),
        sibling AS (
            SELECT DISTINCT a.person_id, b.person_id AS other FROM parent AS a JOIN parent AS b USING (relative_id)
            UNION SELECT person_id, relative_id FROM kin WHERE relation LIKE '%sibling'
        ), grandparent AS (
            SELECT DISTINCT a.person_id, b.relative_id AS other FROM parent AS a JOIN parent AS b ON b.person_id = a.relative_id
        ), pair AS (
            SELECT t.child_code, t.household_code, t.person_id AS child, m.person_id,
                CASE WHEN m.person_id = t.person_id THEN '本人'
                     WHEN k.relation = 'mother' THEN '母' WHEN k.relation = 'father' THEN '父'
                     WHEN s.other IS NOT NULL THEN 'きょうだい' WHEN g.other IS NOT NULL THEN '祖父母'
                     WHEN {_is_child("c")} AND {_is_child("p")} THEN 'きょうだい'
                     WHEN {_is_child("c")} AND p.relation_1 IN ('51', '52') THEN '祖父母'
                     WHEN {_is_grandchild("c")} AND (p.relation_1 = '02' OR p.relation_1 LIKE '1%') THEN '祖父母'
                     ELSE 'その他' END AS relation
            FROM target AS t JOIN member AS m USING (household_id)
            JOIN person AS p ON p.person_id = m.person_id JOIN person AS c ON c.person_id = t.person_id
            LEFT JOIN kinship AS k ON k.person_id = t.person_id AND k.relative_id = m.person_id
            LEFT JOIN sibling AS s ON s.person_id = t.person_id AND s.other = m.person_id
            LEFT JOIN grandparent AS g ON g.person_id = t.person_id AND g.other = m.person_id
        )
        SELECT *, list_position({_ORDER}, relation) AS rank FROM pair""")


def make_household_rows(engine: Engine) -> None:
    """Make table `household_row`: household_code, household_id, members (JSON). Every target child is told as 本人."""
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE household_row AS
        WITH closest AS (
            SELECT household_code, person_id, min(rank) AS rank FROM relative GROUP BY ALL
        )
        SELECT household_code, any_value(household_id) AS household_id, to_json(list(
            {{child_code: child_code, relation: {_ORDER}[rank], sex: sex, age: age}}))::VARCHAR AS members
        FROM (
            SELECT h.household_code, p.household_id, t.child_code, h.rank, p.sex, p.age
            FROM closest AS h JOIN person AS p USING (person_id) LEFT JOIN target AS t USING (person_id)
            ORDER BY h.household_code, h.rank, p.birth_date NULLS LAST, h.person_id
        ) GROUP BY household_code""")


def make_name_records(engine: Engine, snapshot: Snapshot) -> None:
    """Make table `name_record` (child_code, body): the F2 record with the members of the household seen from the child,
    `elsewhere`: parents, guardians, brothers and sisters who live in another household of the town, and `same_address`:
    per other household at the child's address the codes of its children (none for grown-ups alone).

    Whoever lives with somebody protected has neither: the snapshot ties nobody to them, and where they live is not told.
    """
    try:
        shared = f"read_parquet({quoted_path(snapshot.table_path('same_addresses'))})"
    except KeyError:
        # A snapshot from before there were any.
        shared = "(SELECT NULL::BIGINT AS household_id, NULL::BIGINT AS other_id WHERE FALSE)"
    told = ", ".join(f"('{one}', '{label}', {at})" for at, (one, label) in enumerate(ELSEWHERE.items()))
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE name_record AS
        WITH called AS (SELECT * FROM (VALUES {told}) AS c(relation, label, place)),
        apart AS (
            SELECT t.child_code, p.person_id, p.name, p.kana, p.birth_date, p.household_id,
                arg_min(c.label, c.place) AS relation
            FROM target AS t JOIN kin AS k ON k.person_id = t.person_id JOIN called AS c USING (relation)
            JOIN person AS p ON p.person_id = k.relative_id
            WHERE p.household_id <> t.household_id AND NOT t.hidden GROUP BY ALL),
        elsewhere AS (
            SELECT a.child_code, list({{relation: a.relation, name: a.name, kana: a.kana, birth_date: a.birth_date,
                child_code: o.child_code}} ORDER BY a.birth_date NULLS LAST, a.person_id) AS relatives
            FROM apart AS a LEFT JOIN target AS o ON o.person_id = a.person_id GROUP BY a.child_code),
        beside AS (
            SELECT t.child_code, s.other_id,
                coalesce(list(o.child_code ORDER BY o.child_code) FILTER (o.child_code IS NOT NULL), []) AS codes
            FROM target AS t JOIN {shared} AS s ON s.household_id = t.household_id
            LEFT JOIN target AS o ON o.household_id = s.other_id WHERE NOT t.hidden GROUP BY t.child_code, s.other_id),
        same_address AS (
            SELECT child_code, list({{children: codes}} ORDER BY other_id) AS households FROM beside GROUP BY child_code),
        family AS (
            SELECT child_code, list({{relation: relation, name: name, kana: kana, birth_date: birth_date}}) AS members
            FROM (
                SELECT r.child_code, r.relation, p.name, p.kana, p.birth_date FROM relative AS r JOIN person AS p USING (person_id)
                ORDER BY r.child_code, r.rank, p.birth_date NULLS LAST, r.person_id
            ) GROUP BY child_code
        )
        SELECT t.child_code, to_json(
            {{name: p.name, kana: p.kana, birth_date: p.birth_date, members: f.members,
             elsewhere: coalesce(e.relatives, []), same_address: coalesce(s.households, [])}})::VARCHAR AS body
        FROM target AS t JOIN person AS p USING (person_id) JOIN family AS f USING (child_code)
        LEFT JOIN elsewhere AS e USING (child_code) LEFT JOIN same_address AS s USING (child_code)""")


def _is_child(alias: str) -> str:
    second = f"coalesce({alias}.relation_2, 'XX') IN ('XX', '')"
    return f"({alias}.relation_1 LIKE '2%' AND {second})"


def _is_grandchild(alias: str) -> str:
    return f"({alias}.relation_1 LIKE '2%' AND {alias}.relation_2 LIKE '2%')"
