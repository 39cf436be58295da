"""Records that found their person, as far as a page of the run rests on them: so that a wrong one can be contradicted, and
withheld the moment it is.
"""

from __future__ import annotations

from tsunagu.engines import Engine, quoted_path
from tsunagu.mart import Snapshot

NO_RECORDS = """
    CREATE OR REPLACE TEMP TABLE linked_record(place INTEGER, record_key VARCHAR, table_name VARCHAR, person_id BIGINT,
        method VARCHAR, body VARCHAR)"""
NO_ROWS = """
    CREATE OR REPLACE TEMP TABLE record_row(place INTEGER, table_name VARCHAR, source VARCHAR, file VARCHAR, sheet VARCHAR,
        line BIGINT)"""


def make_linked_records(engine: Engine, snapshot: Snapshot) -> None:
    """Make tables `linked_record` (in the order of TABLES['linked_records']) and `record_row` (which row of a file belongs to
    which of them). Needs target, relative, person, kin, child and school of the serving build.

    Kept are the records of the run's children, of their households and of their relatives. No address is read; of whoever
    lives with somebody protected, neither school nor family is told. `numbers`: what the person is and was known by;
    `reaches`: codes of the children whose pages and judgement may rest on the record.
    """
    try:
        path, numbers = snapshot.table_path("linked_records"), snapshot.table_path("identifiers")
    except KeyError:
        # A snapshot from before there were any.
        engine.execute(NO_RECORDS)
        engine.execute(NO_ROWS)
        return
    engine.execute("""
        CREATE OR REPLACE TEMP TABLE reached AS
        SELECT DISTINCT person_id, child_code FROM (
            SELECT person_id, child_code FROM target UNION ALL SELECT person_id, child_code FROM relative
            UNION ALL SELECT k.relative_id, t.child_code FROM kin AS k JOIN target AS t ON t.person_id = k.person_id)
        WHERE person_id IS NOT NULL""")
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE placed_record AS
        SELECT (row_number() OVER ())::INTEGER AS place, * FROM (
            SELECT * FROM (SELECT row_number() OVER () AS sealed_at, * FROM read_parquet({quoted_path(path)}))
            WHERE person_id IN (SELECT person_id FROM reached) ORDER BY sealed_at)""")
    engine.execute("""
        CREATE OR REPLACE TEMP TABLE record_row AS
        SELECT place, table_name, spot.source AS source, spot.file AS file, spot.sheet AS sheet, spot.line AS line
        FROM (SELECT place, table_name, unnest(spots) AS spot FROM placed_record)""")
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE linked_record AS
        WITH family AS (
            SELECT k.person_id, list(DISTINCT p.name ORDER BY p.name) AS names FROM kin AS k
            JOIN person AS p ON p.person_id = k.relative_id
            WHERE k.relation IN ('mother', 'father', 'guardian') AND k.person_id IN (SELECT person_id FROM placed_record)
            GROUP BY k.person_id),
        sheltering AS (SELECT DISTINCT household_id FROM person WHERE protected AND household_id IS NOT NULL),
        known_by AS (
            SELECT person_id, list(DISTINCT number ORDER BY number) AS numbers FROM (
                SELECT person_id, person_id AS number FROM placed_record
                UNION SELECT person_id, TRY_CAST(number AS BIGINT) FROM read_parquet({quoted_path(numbers)})
                    WHERE kind = '旧宛名番号' AND person_id IN (SELECT person_id FROM placed_record))
            WHERE number IS NOT NULL GROUP BY person_id),
        reaching AS (SELECT person_id, list(child_code ORDER BY child_code) AS codes FROM reached GROUP BY person_id),
        school_named AS (SELECT code, any_value(name) AS name FROM school GROUP BY code),
        about AS (
            SELECT p.*, c.child_code, c.school, c.grade, s.name AS school_name,
                p.protected OR coalesce(p.household_id IN (FROM sheltering), FALSE) AS hidden
            FROM person AS p LEFT JOIN child AS c USING (person_id) LEFT JOIN school_named AS s ON s.code = c.school
            WHERE p.person_id IN (SELECT person_id FROM placed_record))
        SELECT n.place, n.record_key, n.table_name, n.person_id, n.method, to_json({{
            reason: n.method, rows: n.rows,
            words: {{school: coalesce(w.name, n.school), school_code: n.school, grade: n.grade, class: n.class,
                number: n.number, pupil_no: n.pupil_no, name: n.name, kana: n.kana, birth_date: n.birth_date, sex: n.sex,
                guardian: n.guardian}},
            place: {{source: n.source, file: n.file, sheet: n.sheet, line: n.line}},
            people: [{{
                person_id: p.person_id, child_code: p.child_code, name: p.name, kana: p.kana, alias: p.alias,
                birth_date: p.birth_date, sex: p.sex, protected: p.hidden,
                school: CASE WHEN NOT p.hidden THEN coalesce(p.school_name, p.school) END,
                grade: CASE WHEN NOT p.hidden THEN p.grade END,
                family: CASE WHEN p.hidden THEN [] ELSE coalesce(f.names, []) END,
                agrees: []::VARCHAR[], differs: []::VARCHAR[], weight: NULL::DOUBLE, step: NULL::VARCHAR,
                two_people: n.two_people}}],
            numbers: k.numbers, reaches: coalesce(r.codes, [])}})::VARCHAR AS body
        FROM placed_record AS n JOIN about AS p USING (person_id) JOIN known_by AS k USING (person_id)
        LEFT JOIN reaching AS r USING (person_id) LEFT JOIN family AS f USING (person_id)
        LEFT JOIN school_named AS w ON w.code = n.school
        ORDER BY n.place""")
