"""Rule `crosswalk`: a row without 宛名番号 that carries another system's number, tied to a person in the 番号の対応 file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.proposing import CERTAIN
from tsunagu.identity.rows import known, still_open

if TYPE_CHECKING:
    from tsunagu.catalog import Table

OTHER_NUMBERS = {
    "disability_services": ("beneficiary_no", "受給者証番号"),
    "care_certifications": ("insured_no", "被保険者番号"),
}
"""Tables whose rows may carry only another number: its column, and its kind in the correspondence file."""


def read_crosswalk(engine: Engine) -> None:
    """crosswalk: kind, number (no leading zeros), person_id, from_on, to_on; case_member: number of a 生活保護 case, person_id and
    birth_date of everybody in the household of whoever it belongs to."""
    engine.execute("""
        CREATE TABLE crosswalk AS
        SELECT i.kind, ltrim(i.number, '0') AS number, l.person_id, min(i.valid_from) AS from_on,
            CASE WHEN count(i.valid_to) = count(*) THEN max(i.valid_to) END AS to_on
        FROM known_identifiers AS i JOIN link AS l ON l.table_name = 'identifiers' AND l.row_id = i.row_id
        WHERE l.person_id IS NOT NULL AND i.number IS NOT NULL AND i.kind <> '旧宛名番号'
        GROUP BY ALL""")
    engine.execute("""
        CREATE TABLE case_member AS
        SELECT DISTINCT c.number, m.person_id, m.birth_date FROM crosswalk AS c JOIN person AS p ON p.person_id = c.person_id
        JOIN person AS m ON m.person_id = p.person_id OR m.household_id = p.household_id
        WHERE c.kind = 'ケース番号'""")


def link_by_other_number(engine: Engine, tables: Mapping[str, Table]) -> None:
    """Services by 受給者証番号, care by 被保険者番号. A number given out twice counts for its holder on the row's date."""
    for table, (column, kind) in OTHER_NUMBERS.items():
        if table not in tables:
            continue
        on_date = tables[table].start or "NULL::DATE"
        engine.execute(f"""
            INSERT INTO link
            WITH claim AS (
                SELECT r.row_id, c.person_id,
                    coalesce(r.{on_date} >= c.from_on, TRUE) AND coalesce(r.{on_date} <= c.to_on, TRUE) AS held_then
                FROM {known(table)} AS r JOIN crosswalk AS c ON c.kind = {quoted_text(kind)}
                    AND c.number = ltrim(r.{column}, '0') WHERE {still_open(table)}),
            judged AS (
                SELECT row_id, count(DISTINCT person_id) AS holders, min(person_id) AS holder,
                    count(DISTINCT person_id) FILTER (held_then) AS then_holders, min(person_id) FILTER (held_then) AS then_holder
                FROM claim GROUP BY row_id)
            SELECT {quoted_text(table)}, row_id,
                CASE WHEN holders = 1 THEN holder WHEN then_holders = 1 THEN then_holder END,
                CASE WHEN holders = 1 OR then_holders = 1 THEN 'crosswalk' ELSE 'not_unique' END FROM judged""")


def link_cases(engine: Engine) -> None:
    """生活保護 rows by ケース番号: the person in the household of whoever the case belongs to, by birth date and kana.

    A row whose birth date is missing is only proposed: a name by itself links nobody, in a household neither.
    """
    engine.execute(f"""
        CREATE TABLE case_claim AS
        SELECT DISTINCT r.row_id, k.person_id, r.birth_date IS NOT NULL AS dated
        FROM known_public_assistance AS r JOIN folded_kana AS f ON f.text = r.kana
        JOIN case_member AS o ON o.number = ltrim(r.case_no, '0')
        JOIN person_kana AS k ON k.person_id = o.person_id AND k.kana_key = f.folded
            AND coalesce(k.birth_date = r.birth_date, r.birth_date IS NULL)
        WHERE {still_open("public_assistance")}""")
    engine.execute("""
        INSERT INTO link
        SELECT 'public_assistance', row_id, min(person_id), 'crosswalk' FROM case_claim WHERE dated
        GROUP BY row_id HAVING count(*) = 1""")
    engine.execute(f"""
        INSERT INTO proposal
        SELECT 'public_assistance', row_id, person_id, row_number() OVER (PARTITION BY row_id ORDER BY person_id),
            'name_in_the_case', {CERTAIN}, ['kana'], []
        FROM case_claim WHERE NOT dated""")
    engine.execute("DROP TABLE case_claim")
