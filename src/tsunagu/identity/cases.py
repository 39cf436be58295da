"""Rule `kana_birth` for 生活保護: the independent field is the family itself — two members of one case, one household."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.rows import still_open


def link_cases_by_family(engine: Engine) -> None:
    """Decide the open 生活保護 rows: kana and birth date name one person, and another member of the case lives with them.

    A case of one person cannot be proved so and waits. The same name in two cases at the same time is not unique.
    """
    engine.execute(f"""
        CREATE TABLE case_row AS
        SELECT r.row_id, [r.office_code, ltrim(r.case_no, '0')] AS case_no, r.member_no, f.folded AS kana_key, r.birth_date,
            coalesce(r.starts_on, DATE '0001-01-01') AS from_on, coalesce(r.ends_on, DATE '9999-12-31') AS to_on,
            coalesce(l.person_id, CASE WHEN s.persons = 1 THEN s.person_id END) AS person_id, s.persons,
            l.person_id IS NOT NULL AS proved, {still_open("public_assistance")} AS open
        FROM known_public_assistance AS r LEFT JOIN folded_kana AS f ON f.text = r.kana
        LEFT JOIN sole_person AS s ON s.kana_key = f.folded AND s.birth_date = r.birth_date
        LEFT JOIN link AS l ON l.table_name = 'public_assistance' AND l.row_id = r.row_id""")
    engine.execute("""
        INSERT INTO link
        WITH twice AS (
            SELECT a.row_id FROM case_row AS a JOIN case_row AS b ON a.kana_key = b.kana_key AND a.birth_date = b.birth_date
            WHERE row(a.case_no, a.member_no) IS DISTINCT FROM row(b.case_no, b.member_no)
              AND a.from_on < b.to_on AND b.from_on < a.to_on),
        home AS (
            SELECT c.row_id, c.case_no, c.person_id, p.household_id FROM case_row AS c JOIN person AS p USING (person_id)
            WHERE p.household_id IS NOT NULL),
        together AS (
            SELECT a.row_id FROM home AS a JOIN home AS b ON a.case_no = b.case_no AND a.household_id = b.household_id
            WHERE a.person_id <> b.person_id),
        judged AS (
            SELECT row_id, person_id,
                CASE WHEN kana_key IS NULL OR birth_date IS NULL THEN 'no_number'
                     WHEN persons IS NULL THEN 'not_resident'
                     WHEN persons > 1 OR row_id IN (FROM twice) THEN 'not_unique'
                     WHEN row_id IN (FROM together) THEN 'kana_birth' ELSE 'no_independent_field' END AS method
            FROM case_row WHERE open)
        SELECT 'public_assistance', row_id, CASE WHEN method = 'kana_birth' THEN person_id END, method FROM judged""")
