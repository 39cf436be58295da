"""Rule `kana_birth` for the attendance sheets, judged per pupil, not per row; 学籍番号 first where it is tied to a person."""

from __future__ import annotations

from tsunagu.base.dates import GRADES
from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.damaged_rows import complete_damaged_pupils
from tsunagu.identity.enrolment import grade_index, school_key
from tsunagu.identity.folding import fold_distinct, name_key
from tsunagu.identity.held_links import REFUSED, find_unsafe
from tsunagu.identity.matching.linking import LEAST_OF_DISTRICT
from tsunagu.identity.numbered_pupils import weigh_pupil_numbers

QUIET_MONTHS = 2
"""So many months with one seat only show that a month with two was reported twice."""
LAST_PRIMARY = GRADES.index("P6") + 1
"""Place of the last 学年 of primary school."""


def link_pupils(engine: Engine) -> None:
    """Decide every attendance row. Leaves attended: person_id, school — who was seen at which school."""
    _gather_pupils(engine)
    _find_clashes(engine)
    _weigh(engine)
    _hold_to_the_steps(engine)
    complete_damaged_pupils(engine)
    engine.execute("""
        INSERT INTO link
        SELECT 'attendance', unnest(p.row_ids), v.person_id, v.method FROM pupil AS p JOIN pupil_verdict AS v USING (pupil_id)""")
    engine.execute("""
        CREATE TABLE attended AS
        SELECT DISTINCT v.person_id, p.school, p.fiscal_year, p.kana_key, p.birth_date
        FROM pupil AS p JOIN pupil_verdict AS v USING (pupil_id) WHERE v.person_id IS NOT NULL""")


def _gather_pupils(engine: Engine) -> None:
    """pupil: one seat of one school in one 年度 under one name, with its rows and the months it was there."""
    engine.execute(f"""
        CREATE TABLE pupil AS
        SELECT min(r.row_id) AS pupil_id, {school_key("r.school")} AS school, r.fiscal_year, r.grade, r.class, r.number,
            ltrim(r.pupil_no, '0') AS pupil_no, min(r.name) AS name, min(r.kana) AS kana, min(r.sex) AS sex,
            f.folded AS kana_key, r.birth_date,
            {grade_index("r.grade")} - r.fiscal_year AS cohort, list(r.row_id ORDER BY r.row_id) AS row_ids,
            list(DISTINCT r.month_start) FILTER (coalesce(r.school_days > 0, TRUE)) AS months,
            min(r.month_start) FILTER (coalesce(r.school_days > 0, TRUE)) AS first_month,
            max(r.month_start) FILTER (coalesce(r.school_days > 0, TRUE)) AS last_month
        FROM known_attendance AS r LEFT JOIN folded_kana AS f ON f.text = r.kana
        GROUP BY ALL""")


def _find_clashes(engine: Engine) -> None:
    """clash: kana_key, birth_date, months in which two seats were taken by that name and birth date at once, and quiet,
    the number of months of the same 年度 in which it was one seat.
    """
    engine.execute("""
        CREATE TABLE clash AS
        WITH taken AS (
            SELECT kana_key, birth_date, fiscal_year, month, count(DISTINCT seat) AS seats
            FROM (SELECT kana_key, birth_date, fiscal_year, concat_ws('/', school, grade, class, number) AS seat,
                      unnest(months) AS month FROM pupil)
            WHERE kana_key IS NOT NULL AND birth_date IS NOT NULL GROUP BY ALL),
        twice AS (
            SELECT kana_key, birth_date, list(month) AS months, max(fiscal_year) AS fiscal_year FROM taken
            WHERE seats > 1 GROUP BY kana_key, birth_date)
        SELECT c.kana_key, c.birth_date, c.months, count(t.month) AS quiet
        FROM twice AS c LEFT JOIN taken AS t ON t.kana_key = c.kana_key AND t.birth_date = c.birth_date
            AND t.fiscal_year = c.fiscal_year AND t.seats = 1
        GROUP BY c.kana_key, c.birth_date, c.months""")


def _weigh(engine: Engine) -> None:
    """pupil_verdict: pupil_id, person_id or NULL, method or waiting reason.

    Evidence beside kana and birth date: school and 学年 as in the 学齢簿; or, for the school a child left in the year, the
    same 学年, another seat at the school of the 学齢簿, and its 異動日 lying between the two; or, for the primary school of a
    child now at junior high, 学年 and the name in kanji, where children of its 町字 go to that school: name, birth date and 学年
    alone may be a child of another town who has left since.
    Two seats at once are two pupils, and neither is linked. One month of it is let pass: the month of the 異動日, or, for
    the seat at the school of the 学齢簿, a single month reported twice among others that were not.
    """
    _compare_written_names(engine)
    weigh_pupil_numbers(engine)
    _find_districts(engine)
    engine.execute(f"""
        CREATE TABLE pupil_evidence AS
        WITH seat AS (
            SELECT p.*, s.person_id, e.school AS enrolled_at, date_trunc('month', e.changed_on) AS changed,
                coalesce(e.school = p.school AND e.cohort = p.cohort, FALSE) AS enrolled,
                coalesce(e.school <> p.school AND e.cohort = p.cohort AND p.last_month <= changed, FALSE) AS left_before,
                coalesce(e.cohort = p.cohort AND p.cohort + p.fiscal_year <= {LAST_PRIMARY}
                    AND e.cohort + e.load_year > {LAST_PRIMARY}, FALSE) AND w.pupil_id IS NOT NULL AND d.school IS NOT NULL
                    AS promoted
            FROM pupil AS p JOIN sole_person AS s USING (kana_key, birth_date)
            LEFT JOIN enrolment AS e ON e.person_id = s.person_id LEFT JOIN same_writing AS w ON w.pupil_id = p.pupil_id
            LEFT JOIN person AS n ON n.person_id = s.person_id
            LEFT JOIN school_district AS d ON d.school = p.school AND d.town = n.town
            WHERE s.persons = 1),
        arrived AS (
            SELECT person_id, min(first_month) AS first_month, any_value(changed) AS changed FROM seat
            WHERE enrolled AND fiscal_year = year(changed) - (month(changed) < 4)::INTEGER
            GROUP BY person_id HAVING min(first_month) >= any_value(changed))
        SELECT s.pupil_id, s.person_id, s.enrolled OR s.promoted OR (s.left_before AND a.person_id IS NOT NULL) AS agrees,
            c.months IS NULL
                OR len(c.months) = 1 AND (coalesce(c.months[1] = s.changed AND a.person_id IS NOT NULL, FALSE)
                    OR s.enrolled AND c.quiet >= {QUIET_MONTHS}) AS alone
        FROM seat AS s LEFT JOIN arrived AS a ON a.person_id = s.person_id
        LEFT JOIN clash AS c ON c.kana_key = s.kana_key AND c.birth_date = s.birth_date""")
    engine.execute("""
        CREATE TABLE pupil_verdict AS
        SELECT p.pupil_id,
            CASE WHEN n.person_id IS NOT NULL THEN n.person_id WHEN n.contradicted THEN NULL
                 WHEN e.alone AND e.agrees THEN e.person_id END AS person_id,
            CASE WHEN n.person_id IS NOT NULL THEN 'crosswalk'
                 WHEN n.contradicted OR n.doubtful AND NOT coalesce(e.alone AND e.agrees, FALSE) THEN 'number_conflict'
                 WHEN p.kana_key IS NULL OR p.birth_date IS NULL THEN 'no_number'
                 WHEN s.person_id IS NULL THEN 'not_resident'
                 WHEN s.persons > 1 OR NOT e.alone THEN 'not_unique'
                 WHEN e.agrees THEN 'kana_birth' ELSE 'no_independent_field' END AS method
        FROM pupil AS p LEFT JOIN pupil_number AS n USING (pupil_id) LEFT JOIN pupil_evidence AS e USING (pupil_id)
        LEFT JOIN sole_person AS s ON s.kana_key = p.kana_key AND s.birth_date = p.birth_date""")


def _find_districts(engine: Engine) -> None:
    """school_district: school, town — where the children live whom the 学齢簿 has at a school, as the core finds it."""
    engine.execute(f"""
        CREATE TABLE school_district AS
        SELECT e.school, p.town FROM enrolment AS e JOIN person AS p USING (person_id) WHERE p.town <> ''
        GROUP BY e.school, p.town QUALIFY count(*) >= {LEAST_OF_DISTRICT} * sum(count(*)) OVER (PARTITION BY e.school)""")


def _compare_written_names(engine: Engine) -> None:
    """same_writing: pupil_id of past years whose name in kanji is the register's."""
    past = """
        SELECT p.pupil_id, p.name AS written, n.name AS registered
        FROM pupil AS p JOIN sole_person AS s USING (kana_key, birth_date) JOIN person AS n ON n.person_id = s.person_id
        JOIN enrolment AS e ON e.person_id = s.person_id
        WHERE s.persons = 1 AND p.fiscal_year < e.load_year AND p.school <> e.school"""
    fold_distinct(engine, "folded_writing", f"SELECT unnest([written, registered]) FROM ({past})", name_key)
    engine.execute(f"""
        CREATE TABLE same_writing AS
        SELECT q.pupil_id FROM ({past}) AS q JOIN folded_writing AS w ON w.text = q.written
        JOIN folded_writing AS r ON r.text = q.registered WHERE w.folded = r.folded""")


def _hold_to_the_steps(engine: Engine) -> None:
    """Pupils the core would not link wait: their months say which school, not whether it is another child of that name.

    A row without a birth date is read with the one of whom its 学籍番号 names, but never where care is asked. Namesakes whom a
    number and the kanji have told apart have been judged more strictly already.
    """
    engine.execute("""
        CREATE TABLE found_pupil AS
        SELECT p.pupil_id AS record_id, p.school, p.fiscal_year, p.grade, p.class, p.number, p.pupil_no, p.name, p.kana,
            coalesce(p.birth_date, n.birth_date)::VARCHAR AS birth_date, p.sex, v.person_id AS told, p.birth_date IS NULL AS undated
        FROM pupil AS p JOIN pupil_verdict AS v USING (pupil_id) JOIN person AS n ON n.person_id = v.person_id
        WHERE v.method = 'kana_birth'
           OR v.method = 'crosswalk' AND p.pupil_id NOT IN (SELECT pupil_id FROM pupil_number WHERE told_apart)""")
    find_unsafe(engine, "found_pupil")
    engine.execute(f"""
        UPDATE pupil_verdict SET person_id = NULL, method = {quoted_text(REFUSED)} FROM found_pupil AS f
        WHERE pupil_verdict.pupil_id = f.record_id
          AND (f.record_id IN (SELECT record_id FROM unsafe) OR f.undated AND f.told IN (FROM asks_care))""")
    engine.execute("DROP TABLE found_pupil")
