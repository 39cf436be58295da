"""学籍番号 of the correspondence file: whose row an attendance row with one is, if nothing on it speaks against that."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.folding import fold_distinct, name_key

PUPIL_NUMBERS = "SELECT number, person_id, from_on, to_on FROM crosswalk WHERE kind = '学籍番号' AND number <> ''"


def weigh_pupil_numbers(engine: Engine) -> None:
    """pupil_number: pupil_id, person_id whom number, kana and birth date name, told_apart, contradicted, doubtful.

    A 学籍番号 is unique in its school only, and the file does not say which. Where no birth date is known, school and 学年
    must be the 学齢簿's. Of two people with one kana and birth date the number means its holder only if the kanji are the
    holder's and nobody else's born that day (told_apart). contradicted: at the school of the number's holder, kana or birth
    date are another child's. doubtful: they are the holder's, but the 学齢簿 has the holder at another school, or nothing
    tells two people apart.
    """
    _claim(engine)
    _tell_namesakes_apart(engine)
    engine.execute("""
        CREATE TABLE pupil_number AS
        WITH found AS (
            SELECT n.*, a.pupil_id IS NOT NULL AS told_apart, n.namesake AND a.pupil_id IS NULL OR n.twice AS one_of_two,
                n.fits AND NOT n.contradicts AND NOT n.elsewhere AND NOT one_of_two AS agrees
            FROM number_claim AS n LEFT JOIN told_apart AS a USING (pupil_id, person_id))
        SELECT pupil_id,
            CASE WHEN count(DISTINCT person_id) FILTER (agrees) = 1 THEN min(person_id) FILTER (agrees) END AS person_id,
            coalesce(bool_or(told_apart) FILTER (agrees), FALSE) AS told_apart,
            bool_or(here AND contradicts) AS contradicted, bool_or(fits AND NOT contradicts AND NOT agrees) AS doubtful
        FROM found GROUP BY pupil_id""")
    for table in ("number_claim", "told_apart"):
        engine.execute(f"DROP TABLE {table}")


def _claim(engine: Engine) -> None:
    """number_claim: each pupil with a number beside each holder of it in the months of the pupil."""
    engine.execute(f"""
        CREATE TABLE number_claim AS
        SELECT p.pupil_id, n.person_id, p.name, n.birth_date, p.birth_date IS NOT NULL AS dated,
            coalesce(e.school = p.school, FALSE) AS here,
            coalesce(e.school <> p.school AND e.load_year = p.fiscal_year, FALSE)
                AND NOT coalesce(p.last_month <= date_trunc('month', e.changed_on), FALSE) AS elsewhere,
            coalesce(p.birth_date <> n.birth_date, FALSE) OR p.kana_key IS NOT NULL AND k.person_id IS NULL AS contradicts,
            k.person_id IS NOT NULL AND coalesce(p.birth_date = n.birth_date, here AND e.cohort = p.cohort, FALSE) AS fits,
            coalesce(s.persons > 1, FALSE) AS namesake, NOT here AND x.months IS NOT NULL AS twice
        FROM pupil AS p JOIN ({PUPIL_NUMBERS}) AS c ON c.number = p.pupil_no
            AND coalesce(c.from_on < coalesce(p.last_month, make_date(p.fiscal_year + 1, 3, 1)) + INTERVAL 1 MONTH, TRUE)
            AND coalesce(c.to_on >= coalesce(p.first_month, make_date(p.fiscal_year, 4, 1)), TRUE)
        JOIN person AS n ON n.person_id = c.person_id LEFT JOIN enrolment AS e ON e.person_id = c.person_id
        LEFT JOIN (SELECT DISTINCT person_id, kana_key FROM person_kana) AS k
            ON k.person_id = n.person_id AND k.kana_key = p.kana_key
        LEFT JOIN sole_person AS s ON s.kana_key = p.kana_key AND s.birth_date = n.birth_date
        LEFT JOIN clash AS x ON x.kana_key = p.kana_key AND x.birth_date = n.birth_date""")


def _tell_namesakes_apart(engine: Engine) -> None:
    """told_apart: pupil_id, person_id whose kanji the row has, and nobody else's who was born on that day."""
    born_then = """
        SELECT person_id, birth_date, unnest([name, alias]) AS name FROM person
        WHERE birth_date IN (SELECT birth_date FROM number_claim WHERE namesake)"""
    written = f"SELECT name FROM number_claim WHERE namesake UNION ALL SELECT name FROM ({born_then})"
    fold_distinct(engine, "folded_number_name", written, name_key)
    engine.execute(f"""
        CREATE TABLE told_apart AS
        SELECT c.pupil_id, c.person_id FROM number_claim AS c JOIN folded_number_name AS w ON w.text = c.name
        JOIN ({born_then}) AS b ON b.birth_date = c.birth_date
        JOIN folded_number_name AS f ON f.text = b.name AND f.folded = w.folded WHERE c.namesake AND c.dated
        GROUP BY c.pupil_id, c.person_id HAVING bool_and(b.person_id = c.person_id)""")
    engine.execute("DROP TABLE folded_number_name")


def find_numbered_holders(engine: Engine) -> None:
    """numbered_holder: person_id, birth_date of whoever holds a 学籍番号 that stands on an attendance row."""
    engine.execute(f"""
        CREATE TABLE numbered_holder AS
        SELECT DISTINCT n.person_id, n.birth_date FROM ({PUPIL_NUMBERS}) AS c JOIN person AS n USING (person_id)
        WHERE c.number IN (SELECT ltrim(pupil_no, '0') FROM known_attendance)""")
