"""Records that wait for a person, as the review desk reads them: the record's words, and whom it may mean."""

from __future__ import annotations

from tsunagu.engines import Engine, quoted_path
from tsunagu.mart import Snapshot

NONE = "SELECT NULL::INTEGER, NULL::VARCHAR, NULL::VARCHAR, NULL::VARCHAR WHERE FALSE"


def waiting_records_sql(engine: Engine, snapshot: Snapshot) -> str:
    """Rows in the order of TABLES['waiting_records']. Needs person, child, kin and school of the serving build.

    No address is read. Of whoever lives with somebody protected, neither school nor family is told.
    """
    try:
        path = snapshot.table_path("proposed_links")
    except KeyError:
        # A snapshot from before there were any.
        return NONE
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE meant AS
        WITH proposed AS (FROM read_parquet({quoted_path(path)}) WHERE person_id IS NOT NULL),
        family AS (
            SELECT k.person_id, list(DISTINCT p.name ORDER BY p.name) AS names FROM kin AS k
            JOIN person AS p ON p.person_id = k.relative_id
            WHERE k.relation IN ('mother', 'father', 'guardian') AND k.person_id IN (SELECT person_id FROM proposed)
            GROUP BY k.person_id),
        sheltering AS (SELECT DISTINCT household_id FROM person WHERE protected AND household_id IS NOT NULL),
        shown AS (
            SELECT p.*, p.protected OR coalesce(p.household_id IN (FROM sheltering), FALSE) AS hidden FROM person AS p
            WHERE p.person_id IN (SELECT person_id FROM proposed))
        SELECT m.table_name, m.record_key, list({{
            person_id: m.person_id, child_code: c.child_code, name: p.name, kana: p.kana, alias: p.alias,
            birth_date: p.birth_date, sex: p.sex, protected: p.hidden,
            school: CASE WHEN NOT p.hidden THEN coalesce(s.name, c.school) END,
            grade: CASE WHEN NOT p.hidden THEN c.grade END,
            family: CASE WHEN p.hidden THEN [] ELSE coalesce(f.names, []) END,
            agrees: m.agrees, differs: m.differs, weight: round(m.weight, 2), step: m.step, two_people: m.two_people
            }} ORDER BY m.rank) AS people
        FROM proposed AS m JOIN shown AS p USING (person_id) LEFT JOIN child AS c USING (person_id)
        LEFT JOIN (SELECT code, any_value(name) AS name FROM school GROUP BY code) AS s ON s.code = c.school
        LEFT JOIN family AS f USING (person_id)
        GROUP BY m.table_name, m.record_key""")
    return f"""
        WITH numbered AS (
            SELECT row_number() OVER () AS at, * FROM read_parquet({quoted_path(path)}) WHERE coalesce(rank, 1) = 1)
        SELECT (row_number() OVER (ORDER BY n.at))::INTEGER, n.record_key, n.table_name, to_json({{
            reason: n.reason, rows: n.rows,
            words: {{school: coalesce(s.name, n.school), school_code: n.school, grade: n.grade, class: n.class, number: n.number,
                pupil_no: n.pupil_no, name: n.name, kana: n.kana, birth_date: n.birth_date, sex: n.sex, guardian: n.guardian}},
            place: {{source: n.source, file: n.file, sheet: n.sheet, line: n.line}},
            people: coalesce(m.people, [])}})::VARCHAR
        FROM numbered AS n LEFT JOIN meant AS m USING (table_name, record_key)
        LEFT JOIN (SELECT code, any_value(name) AS name FROM school GROUP BY code) AS s ON s.code = n.school
        ORDER BY n.at"""
