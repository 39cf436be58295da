"""Rule `kana_birth` for sheets with one row per pupil (保健, スクリーニング): evidence from the 学齢簿 or the school's own attendance."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.enrolment import grade_index, school_key

PUPIL_SHEETS = ("school_health", "school_screenings")
"""A screening sheet without kana and birth date says too little: its rows wait for a person."""


def link_pupil_sheets(engine: Engine) -> None:
    """Decide every row of PUPIL_SHEETS."""
    for table in PUPIL_SHEETS:
        _link_sheet(engine, table)


def _link_sheet(engine: Engine, table: str) -> None:
    """Decide every row of one of them.

    Two rows of one name and birth date are two pupils, unless they stand in different schools and the attendance of each
    school is already tied to the same person (a child who changed school).
    """
    engine.execute(f"""
        CREATE OR REPLACE TABLE checked AS
        SELECT r.row_id, {school_key("r.school")} AS school, {grade_index("r.grade")} - r.load_year AS cohort, r.load_year,
            f.folded AS kana_key, r.birth_date, concat_ws('/', r.school, r.grade, r.class, r.number) AS seat
        FROM known_{table} AS r LEFT JOIN folded_kana AS f ON f.text = r.kana""")
    engine.execute("""
        CREATE OR REPLACE TABLE checked_name AS
        SELECT n.*, s.person_id, s.persons FROM (
            SELECT kana_key, birth_date, load_year, count(DISTINCT seat) AS pupils, count(DISTINCT school) AS schools
            FROM checked WHERE kana_key IS NOT NULL AND birth_date IS NOT NULL GROUP BY ALL) AS n
        LEFT JOIN sole_person AS s USING (kana_key, birth_date)""")
    engine.execute("""
        CREATE OR REPLACE TABLE weighed AS
        SELECT c.row_id, c.kana_key, c.birth_date, c.load_year, n.person_id, n.persons, n.pupils, n.schools,
            coalesce(e.school = c.school AND e.cohort = c.cohort, FALSE) AS enrolled, a.person_id IS NOT NULL AS attends
        FROM checked AS c LEFT JOIN checked_name AS n USING (kana_key, birth_date, load_year)
        LEFT JOIN enrolment AS e ON e.person_id = n.person_id
        LEFT JOIN (SELECT DISTINCT person_id, school, kana_key FROM attended) AS a
            ON a.person_id = n.person_id AND a.school = c.school AND a.kana_key = c.kana_key""")
    engine.execute(f"""
        INSERT INTO link
        WITH moved AS (
            SELECT kana_key, birth_date, load_year FROM weighed WHERE pupils > 1 AND pupils = schools
            GROUP BY ALL HAVING bool_and(attends)),
        judged AS (
            SELECT w.row_id, w.person_id,
                CASE WHEN w.kana_key IS NULL OR w.birth_date IS NULL THEN 'no_number'
                     WHEN w.person_id IS NULL THEN 'not_resident'
                     WHEN w.persons > 1 OR (w.pupils > 1 AND m.kana_key IS NULL) THEN 'not_unique'
                     WHEN w.enrolled OR w.attends THEN 'kana_birth' ELSE 'no_independent_field' END AS method
            FROM weighed AS w LEFT JOIN moved AS m USING (kana_key, birth_date, load_year))
        SELECT '{table}', row_id, CASE WHEN method = 'kana_birth' THEN person_id END, method FROM judged""")
