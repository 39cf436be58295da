"""Who a child's relatives are, wherever in the town they live: mother, father, guardian, brothers and sisters, with dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.kinship import HUSBANDS, LEAST_YEARS_BETWEEN, SIBLINGS, WIVES
from tsunagu.identity.rows import known

if TYPE_CHECKING:
    from tsunagu.catalog import Table


def find_kin(engine: Engine, tables: Mapping[str, Table], as_of: str) -> None:
    """kin, sibling_gone and parent_missing.

    kin: person_id (no grown-up on the day), relative_id (who lives here), relation, from_on, to_on.

    relation: 'mother', 'father', 'guardian', or one of a brother or sister: 'full_sibling' both parents the same,
    'half_sibling' one of them the same and the other not, 'sibling' one of them the same and the other not known. A pair has
    one tie of each kind. `from_on` to `to_on` is when they lived in one household: from NULL where nobody wrote it down, to
    NULL while they do, from the first time to the last.
    """
    _find_siblings(engine)
    _find_guardians(engine, tables, as_of)
    _say_what_is_not_known(engine)
    engine.execute("""
        CREATE TABLE kin AS
        WITH tie AS (
            SELECT person_id, parent_id AS relative_id, relation, seen_on FROM parentage
            UNION ALL FROM sibling_tie
            UNION ALL
            SELECT g.person_id, g.guardian_id, 'guardian', max(p.seen_on) FROM guardian_tie AS g
            LEFT JOIN parentage AS p ON p.person_id = g.person_id AND p.parent_id = g.guardian_id GROUP BY ALL),
        living AS (
            SELECT t.*, y.household_id IS NOT DISTINCT FROM p.household_id AS together
            FROM tie AS t JOIN young AS y USING (person_id) JOIN person AS p ON p.person_id = t.relative_id
            WHERE p.resident),
        shared AS (
            SELECT t.person_id, t.relative_id,
                min(CASE WHEN a.from_on IS NULL OR b.from_on IS NULL THEN DATE '0001-01-01'
                         ELSE greatest(a.from_on, b.from_on) END) AS from_on,
                max(least(coalesce(a.to_on, DATE '9999-12-31'), coalesce(b.to_on, DATE '9999-12-31'))) AS to_on
            FROM (SELECT DISTINCT person_id, relative_id FROM living) AS t
            JOIN household_edge AS a ON a.person_id = t.person_id
            JOIN household_edge AS b ON b.person_id = t.relative_id AND b.household_id = a.household_id
                AND coalesce(a.from_on < b.to_on, TRUE) AND coalesce(b.from_on < a.to_on, TRUE)
            GROUP BY ALL)
        SELECT l.person_id, l.relative_id, l.relation, nullif(s.from_on, DATE '0001-01-01') AS from_on,
            CASE WHEN NOT l.together THEN coalesce(nullif(s.to_on, DATE '9999-12-31'), l.seen_on) END AS to_on
        FROM living AS l LEFT JOIN shared AS s USING (person_id, relative_id)
        ORDER BY person_id, relation DESC, relative_id""")


def _say_what_is_not_known(engine: Engine) -> None:
    """sibling_gone: person_id, relative_id — a brother or sister who lives here no more, and is not dead.
    parent_missing: person_id — nobody ever told who the mother is, or who the father is.

    Both of the people of kin: a child without brothers and sisters in kin may have some, if it stands in either.
    """
    engine.execute("""
        CREATE TABLE sibling_gone AS
        SELECT t.person_id, t.relative_id FROM sibling_tie AS t JOIN young USING (person_id)
        JOIN person AS p ON p.person_id = t.relative_id WHERE NOT p.resident AND NOT p.died""")
    engine.execute("""
        CREATE TABLE parent_missing AS
        SELECT person_id FROM young LEFT JOIN parentage USING (person_id)
        GROUP BY person_id HAVING count(DISTINCT relation) < 2""")


def _find_siblings(engine: Engine) -> None:
    """sibling_tie: person_id, relative_id, relation, seen_on — both ways, also of those who are grown up or gone.

    They have the mother or the father in common, or one is the head of the household and the other 兄, 弟, 姉 or 妹.
    """
    listed = ", ".join(f"'{code}'" for code in SIBLINGS)
    engine.execute(f"""
        CREATE TABLE sibling_tie AS
        WITH parents AS (
            SELECT person_id, max(parent_id) FILTER (relation = 'mother') AS mother,
                max(parent_id) FILTER (relation = 'father') AS father FROM parentage GROUP BY person_id),
        in_common AS (
            SELECT a.person_id, b.person_id AS relative_id, max(greatest(a.seen_on, b.seen_on)) AS seen_on
            FROM parentage AS a JOIN parentage AS b USING (parent_id) WHERE a.person_id <> b.person_id GROUP BY ALL),
        by_parents AS (
            SELECT c.person_id, c.relative_id, c.seen_on,
                CASE WHEN a.mother = b.mother AND a.father = b.father THEN 'full_sibling'
                     WHEN a.mother <> b.mother OR a.father <> b.father THEN 'half_sibling'
                     WHEN EXISTS (FROM not_parent AS n WHERE n.person_id = c.person_id AND n.other_id IN (b.mother, b.father))
                       OR EXISTS (FROM not_parent AS n WHERE n.person_id = c.relative_id AND n.other_id IN (a.mother, a.father))
                     THEN 'half_sibling' ELSE 'sibling' END AS relation
            FROM in_common AS c JOIN parents AS a ON a.person_id = c.person_id
            JOIN parents AS b ON b.person_id = c.relative_id),
        by_head AS (
            SELECT h.person_id AS head_id, s.person_id AS sibling_id, max(s.seen_on) AS seen_on, bool_or(s.sheet = 0) AS now
            FROM chained AS h JOIN chained AS s ON s.sheet = h.sheet AND s.household_id = h.household_id
            WHERE len(h.chain) = 0 AND len(s.chain) = 1 AND s.chain[1] IN ({listed}) GROUP BY ALL),
        both_ways AS (
            SELECT head_id AS person_id, sibling_id AS relative_id, CASE WHEN NOT now THEN seen_on END AS seen_on FROM by_head
            UNION SELECT sibling_id, head_id, CASE WHEN NOT now THEN seen_on END FROM by_head)
        SELECT person_id, relative_id, relation, seen_on FROM by_parents
        UNION ALL
        SELECT person_id, relative_id, 'sibling', min(seen_on) FROM both_ways AS w
        WHERE NOT EXISTS (FROM by_parents AS p WHERE p.person_id = w.person_id AND p.relative_id = w.relative_id)
        GROUP BY person_id, relative_id""")


def _find_guardians(engine: Engine, tables: Mapping[str, Table], as_of: str) -> None:
    """guardian_tie: person_id, guardian_id — the one person a table names whom kinship confirms.

    The tables that name guardians are believed in their declared order (`guardian_place`). Kinship confirms a mother or
    father wherever they live, and whoever stands above the child in the chains of its own household. A table that names two
    people, or somebody kinship does not confirm, is passed over.
    """
    asked = [
        _named_in(table, as_of)
        for table in sorted(tables.values(), key=lambda table: table.guardian_place or 0)
        if table.guardian is not None
    ]
    spouses = ", ".join(f"'{code}'" for code in HUSBANDS + WIVES)
    engine.execute(f"""
        CREATE TABLE guardian_tie AS
        WITH named AS ({" UNION ALL ".join(asked) or "SELECT NULL::BIGINT AS person_id, NULL::BIGINT AS guardian_id, 0 AS place WHERE FALSE"}),
        one AS (
            SELECT person_id, place, min(guardian_id) AS guardian_id FROM named
            GROUP BY person_id, place HAVING count(DISTINCT guardian_id) = 1),
        above AS (
            SELECT c.person_id, u.person_id AS elder_id FROM chained AS c
            JOIN chained AS u ON u.household_id = c.household_id AND u.sheet = 0
            WHERE c.sheet = 0 AND c.person_id <> u.person_id AND len(u.chain) <= len(c.chain)
              AND (list_slice(c.chain, 1, len(u.chain)) = u.chain AND len(u.chain) < len(c.chain)
                OR u.chain[-1] IN ({spouses}) AND list_slice(c.chain, 1, len(u.chain) - 1) = list_slice(u.chain, 1, -2))
              AND coalesce(u.birth_date + INTERVAL {LEAST_YEARS_BETWEEN} YEAR <= c.birth_date, TRUE)),
        confirmed AS (
            SELECT person_id, parent_id AS relative_id FROM parentage UNION SELECT person_id, elder_id FROM above)
        SELECT o.person_id, arg_min(o.guardian_id, o.place) AS guardian_id
        FROM one AS o JOIN confirmed AS c ON c.person_id = o.person_id AND c.relative_id = o.guardian_id
        GROUP BY o.person_id""")


def _named_in(table: Table, as_of: str) -> str:
    """SELECT child, guardian and the table's place for every row in force on the day."""
    terms = [f"coalesce(r.{table.start} <= {as_of}, TRUE)"] if table.start else []
    terms += [f"coalesce(r.{table.end} > {as_of}, TRUE)"] if table.end else []
    return (
        f"SELECT l.person_id, h.person_id AS guardian_id, {table.guardian_place} AS place"
        f" FROM {known(table.table)} AS r JOIN link AS l ON l.table_name = {quoted_text(table.table)} AND l.row_id = r.row_id"
        f" JOIN sole_holder AS h ON h.number = TRY_CAST(r.{table.guardian} AS BIGINT)"
        f" WHERE {' AND '.join(['l.person_id IS NOT NULL', *terms])}"
    )
