"""Rule `judged`: what people have decided stands above what the rules found."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow

from tsunagu.engines import Engine, quoted_text
from tsunagu.identity.enrolment import school_key
from tsunagu.identity.judgements.keys import KEY_COLUMNS, record_key_sql
from tsunagu.identity.judgements.model import IdentityAnswer, IdentityJudgement
from tsunagu.identity.judgements.standing import Standings, standings
from tsunagu.identity.rows import known

REASONS = {IdentityAnswer.OUT_OF_AREA: "out_of_area", IdentityAnswer.AWAITING_REGISTRATION: "awaiting_registration"}
"""Answers about a record alone, and the waiting reason that tells them."""


def apply_judgements(engine: Engine, given: Iterable[IdentityJudgement]) -> None:
    """Change link by the judgements in force, and take pairs apart out of proposal.

    A confirmed 学籍番号 counts for rows of its school that carry it and whose kana or birth date is the person's; where
    neither is, or a rule found somebody else, the row waits with number_conflict. A person's 宛名番号 that has been given
    anew since is followed to the number in force.
    """
    known_to_people = standings(given)
    if not known_to_people:
        return
    _register(engine, known_to_people)
    tables = _present(engine)
    keys = " UNION ALL ".join(
        f"SELECT {quoted_text(name)}::table_name AS table_name, r.row_id, {record_key_sql(name)} AS record FROM {known(name)} AS r"
        for name in tables
    )
    engine.execute(f"""
        CREATE TABLE judged_row AS
        SELECT k.table_name, k.row_id, j.* FROM ({keys}) AS k JOIN judged AS j USING (record)""")
    if "attendance" in tables:
        _link_numbers(engine)
    _link_pairs(engine)
    engine.execute(f"""
        DELETE FROM proposal WHERE EXISTS (
            FROM ({keys}) AS k JOIN judged AS j USING (record) WHERE k.table_name = proposal.table_name
            AND k.row_id = proposal.row_id AND (j.answer = 'apart' AND j.person_id = proposal.person_id
                OR j.answer IN ('same', {quoted_text(REASONS[IdentityAnswer.OUT_OF_AREA])})))""")
    for table in ("judged", "judged_row", "judged_number"):
        engine.execute(f"DROP TABLE {table}")


def _register(engine: Engine, said: Standings) -> None:
    """judged: record, person_id (of today's number, NULL where nobody is meant), answer; judged_number: school, pupil_no, person_id."""
    rows: list[tuple[str, int | None, str]] = [(record, person, "same") for record, person in said.same.items()]
    rows += [(record, person, "apart") for record, person in sorted(said.apart)]
    rows += [(record, None, "judged_apart") for record in sorted(said.broken)]
    rows += [(record, None, REASONS[answer]) for record, answer in said.nobody.items()]
    numbers = [(number.school, number.pupil_no, person) for number, person in said.numbers.items()]
    for name, columns, values in (
        ("judged", ("record", "number", "answer"), rows),
        ("judged_number", ("school", "pupil_no", "number"), numbers),
    ):
        kinds = {"number": pyarrow.int64()}
        arrays = {
            column: pyarrow.array([row[at] for row in values], kinds.get(column, pyarrow.string()))
            for at, column in enumerate(columns)
        }
        engine.register("said_rows", pyarrow.table(arrays))
        engine.execute(f"""
            CREATE TABLE {name} AS SELECT s.* EXCLUDE (number), coalesce(h.person_id, s.number) AS person_id
            FROM said_rows AS s LEFT JOIN sole_holder AS h USING (number)""")
        engine.unregister("said_rows")


def _present(engine: Engine) -> list[str]:
    views = {row[0] for row in engine.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    views |= {row[0] for row in engine.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return [name for name in KEY_COLUMNS if known(name) in views]


def _link_numbers(engine: Engine) -> None:
    """Rows of attendance that carry a confirmed 学籍番号 of their school."""
    engine.execute(f"""
        CREATE TABLE numbered_row AS
        SELECT r.row_id, n.person_id, l.person_id AS found, l.method AS reason,
            coalesce(r.birth_date = p.birth_date, FALSE) OR k.person_id IS NOT NULL AS agrees
        FROM known_attendance AS r
        JOIN judged_number AS n ON n.school = {school_key("r.school")} AND n.pupil_no = ltrim(r.pupil_no, '0')
        JOIN person AS p ON p.person_id = n.person_id
        JOIN link AS l ON l.table_name = 'attendance' AND l.row_id = r.row_id
        LEFT JOIN folded_kana AS f ON f.text = r.kana
        LEFT JOIN (SELECT DISTINCT person_id, kana_key FROM person_kana) AS k
            ON k.person_id = n.person_id AND k.kana_key = f.folded""")
    engine.execute("""
        UPDATE link SET
            person_id = CASE WHEN n.agrees AND coalesce(n.found = n.person_id, TRUE) THEN n.person_id END,
            method = CASE WHEN n.agrees AND coalesce(n.found = n.person_id, TRUE) THEN 'judged' ELSE 'number_conflict' END
        FROM numbered_row AS n WHERE link.table_name = 'attendance' AND link.row_id = n.row_id
          AND n.found IS DISTINCT FROM n.person_id""")
    engine.execute("DROP TABLE numbered_row")


def _link_pairs(engine: Engine) -> None:
    """Pairs, and records of which people said that nobody is meant. 別人 comes last: it stands above everything."""
    engine.execute("""
        UPDATE link SET person_id = p.person_id, method = CASE WHEN p.person_id IS NULL THEN 'not_resident' ELSE 'judged' END
        FROM judged_row AS j LEFT JOIN person AS p ON p.person_id = j.person_id
        WHERE j.answer = 'same' AND link.table_name = j.table_name AND link.row_id = j.row_id
          AND link.person_id IS DISTINCT FROM p.person_id""")
    engine.execute("""
        UPDATE link SET person_id = NULL, method = j.answer::outcome FROM judged_row AS j
        WHERE j.answer IN ('judged_apart', 'out_of_area') AND link.table_name = j.table_name AND link.row_id = j.row_id""")
    engine.execute("""
        UPDATE link SET method = 'awaiting_registration' FROM judged_row AS j
        WHERE j.answer = 'awaiting_registration' AND link.person_id IS NULL
          AND link.table_name = j.table_name AND link.row_id = j.row_id""")
    engine.execute("""
        UPDATE link SET person_id = NULL, method = 'judged_apart' FROM judged_row AS j
        WHERE j.answer = 'apart' AND link.person_id = j.person_id
          AND link.table_name = j.table_name AND link.row_id = j.row_id""")
