"""Rule `roster` for 就学援助, whose sheets have neither number nor birth date: through the same school's attendance roster."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.enrolment import school_key
from tsunagu.identity.folding import fold_distinct, name_key


def link_school_aid(engine: Engine) -> None:
    """Decide every school_aid row: one pupil of that school, year, 学年 and class by kana, and the guardian agrees.

    The guardian is compared with the 学齢簿's; for a child no longer in it, with the members of the child's household.
    """
    _match_roster(engine)
    fold_distinct(
        engine,
        "folded_aid_guardian",
        """
        SELECT guardian_name FROM known_school_aid
        UNION ALL SELECT guardian_name FROM enrolment WHERE person_id IN (SELECT person_id FROM aid_match)
        UNION ALL SELECT name FROM aid_mate""",
        name_key,
    )
    engine.execute("""
        INSERT INTO link
        WITH agreed AS (
            SELECT a.row_id FROM aid_match AS a JOIN enrolment AS e ON e.person_id = a.person_id
            JOIN folded_aid_guardian AS w ON w.text = a.guardian_name
            JOIN folded_aid_guardian AS g ON g.text = e.guardian_name AND g.folded = w.folded
            UNION
            SELECT a.row_id FROM aid_match AS a JOIN aid_mate AS m ON m.person_id = a.person_id
            JOIN folded_aid_guardian AS w ON w.text = a.guardian_name
            JOIN folded_aid_guardian AS g ON g.text = m.name AND g.folded = w.folded
            WHERE a.person_id NOT IN (SELECT person_id FROM enrolment WHERE guardian_name <> '')),
        judged AS (
            SELECT row_id, person_id,
                CASE WHEN pupils = 0 THEN 'no_number' WHEN pupils > 1 OR namesakes > 1 THEN 'not_unique'
                     WHEN persons > 1 THEN 'not_unique' WHEN person_id IS NULL THEN 'not_resident'
                     WHEN row_id IN (FROM agreed) THEN 'roster' ELSE 'no_independent_field' END AS method
            FROM aid_match)
        SELECT 'school_aid', row_id, CASE WHEN method = 'roster' THEN person_id END, method FROM judged""")


def _match_roster(engine: Engine) -> None:
    """aid_match: each row with the number of pupils it could mean, of namesakes on the sheets, and the pupil's person."""
    fold_distinct(engine, "folded_aid_name", "SELECT name FROM known_school_aid", name_key)
    engine.execute("""
        CREATE TABLE aid_school AS
        SELECT row_id, coalesce(nullif(ltrim(trim(a.school), '0'), ''), n.school) AS school
        FROM known_school_aid AS a LEFT JOIN (
            SELECT place, any_value(school) AS school FROM school_name GROUP BY place HAVING count(DISTINCT school) = 1) AS n
        ON n.place = a.school_name""")
    engine.execute(f"""
        CREATE TABLE roster AS
        SELECT DISTINCT {school_key("r.school")} AS school, r.fiscal_year, r.grade, {class_key("r.class")} AS class, r.number,
            f.folded AS kana_key, r.birth_date
        FROM known_roster AS r JOIN folded_kana AS f ON f.text = r.kana
        WHERE f.folded IN (SELECT folded FROM folded_kana WHERE text IN (SELECT kana FROM known_school_aid))""")
    engine.execute(f"""
        CREATE TABLE aid_match AS
        WITH sheet AS (
            SELECT a.row_id, s.school, a.fiscal_year, a.grade, {class_key("a.class")} AS class, f.folded AS kana_key,
                n.folded AS name_key, a.guardian_name
            FROM known_school_aid AS a JOIN aid_school AS s USING (row_id)
            LEFT JOIN folded_kana AS f ON f.text = a.kana LEFT JOIN folded_aid_name AS n ON n.text = a.name),
        counted AS (
            SELECT *, count(DISTINCT name_key) OVER (PARTITION BY school, fiscal_year, grade, class, kana_key) AS namesakes
            FROM sheet)
        SELECT c.row_id, any_value(c.guardian_name) AS guardian_name, any_value(c.namesakes) AS namesakes,
            greatest(count(DISTINCT r.birth_date), CASE WHEN count(x.kana_key) > 0
                THEN count(DISTINCT row(r.number, r.birth_date)) FILTER (r.school IS NOT NULL) ELSE 0 END) AS pupils,
            min(s.person_id) AS person_id, coalesce(max(s.persons), 0) AS persons
        FROM counted AS c LEFT JOIN roster AS r ON r.school = c.school AND r.fiscal_year = c.fiscal_year
            AND r.grade = c.grade AND r.class IS NOT DISTINCT FROM c.class AND r.kana_key = c.kana_key
        LEFT JOIN sole_person AS s ON s.kana_key = r.kana_key AND s.birth_date = r.birth_date
        LEFT JOIN clash AS x ON x.kana_key = r.kana_key AND x.birth_date = r.birth_date
        GROUP BY c.row_id""")
    engine.execute("""
        CREATE TABLE aid_mate AS
        SELECT m.person_id, p.name FROM (
            SELECT DISTINCT a.person_id, o.person_id AS mate_id FROM household_edge AS a
            JOIN household_edge AS o USING (household_id)
            WHERE a.person_id <> o.person_id AND a.person_id IN (SELECT person_id FROM aid_match)) AS m
        JOIN person AS p ON p.person_id = m.mate_id WHERE p.name <> ''""")


def class_key(column: str) -> str:
    """SQL: a class as it is compared — １組, 1組 and 1 are one."""
    return f"nullif(regexp_replace(translate(trim({column}), '０１２３４５６７８９', '0123456789'), '組$', ''), '')"
