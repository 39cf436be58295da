"""Rule `roster` for attendance rows with an unreadable cell: the same seat of the same school, in its other months, is known."""

from __future__ import annotations

from tsunagu.engines import Engine

_FIELDS = ("kana_key", "birth_date", "grade", "class", "number")


def complete_damaged_pupils(engine: Engine) -> None:
    """pupil_verdict: rows that wait for a cell nobody could read (birth date, kana, 学年, 組, 番号) follow the pupil they belong to.

    That is the one pupil of that school and 年度 with whom no readable cell disagrees, with the kana or the birth date in
    common and the place (組 and 番号, or 学年 and 組) as well; linked or not, there must be no other. A month the pupil has a
    row for already is not taken twice.
    """
    damaged = " OR ".join(f"p.{field} IS NULL" for field in _FIELDS)
    engine.execute(f"""
        CREATE TABLE damaged_pupil AS
        SELECT p.* FROM pupil AS p JOIN pupil_verdict AS v USING (pupil_id)
        WHERE v.person_id IS NULL AND v.method IN ('no_number', 'no_independent_field') AND ({damaged})""")
    agrees = " AND ".join(f"coalesce(d.{field} = q.{field}, d.{field} IS NULL)" for field in _FIELDS)
    engine.execute(f"""
        CREATE TABLE completed AS
        WITH same AS (
            SELECT d.pupil_id, d.months, q.kana_key, q.birth_date, v.person_id,
                list_has_any(list_filter(d.months, lambda month: month IS NOT NULL), q.months) AS taken
            FROM damaged_pupil AS d JOIN pupil AS q ON q.school = d.school AND q.fiscal_year = d.fiscal_year
            JOIN pupil_verdict AS v ON v.pupil_id = q.pupil_id
            WHERE q.kana_key IS NOT NULL AND q.birth_date IS NOT NULL AND q.pupil_id <> d.pupil_id AND {agrees}
              AND (d.kana_key IS NOT NULL OR d.birth_date IS NOT NULL)
              AND coalesce(d.class = q.class AND (d.number = q.number OR d.grade = q.grade), FALSE)),
        sole AS (
            SELECT pupil_id, min(person_id) AS person_id, any_value(months) AS months FROM same
            GROUP BY pupil_id HAVING count(DISTINCT (kana_key, birth_date)) = 1 AND count(DISTINCT person_id) = 1
                AND bool_and(person_id IS NOT NULL AND NOT taken)),
        twice AS (
            SELECT person_id FROM (SELECT person_id, unnest(months) AS month FROM sole)
            WHERE month IS NOT NULL GROUP BY person_id, month HAVING count(*) > 1)
        SELECT pupil_id, person_id FROM sole WHERE person_id NOT IN (FROM twice)""")
    engine.execute("""
        UPDATE pupil_verdict SET person_id = c.person_id, method = 'roster' FROM completed AS c
        WHERE pupil_verdict.pupil_id = c.pupil_id""")
    engine.execute("DROP TABLE damaged_pupil")
    engine.execute("DROP TABLE completed")
