"""Rule `judged`: what people have decided stands above what the rules found."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagu.engines import Engine, quoted_text, register_columns
from tsunagu.identity.enrolment import school_key
from tsunagu.identity.judging.keys import KEY_COLUMNS, record_key_sql
from tsunagu.identity.judging.model import IdentityAnswer, IdentityJudgement
from tsunagu.identity.judging.standing import Standings, standings
from tsunagu.identity.rows import known

REASONS = {IdentityAnswer.OUT_OF_AREA: "out_of_area", IdentityAnswer.AWAITING_REGISTRATION: "awaiting_registration"}
"""Answers about a record alone, and the waiting reason that tells them."""
BY_NUMBER = ("number", "crosswalk")
"""Links that rest on a number the row itself carries."""


def apply_judgements(engine: Engine, given: Iterable[IdentityJudgement]) -> None:
    """Change link by the judgements in force, and take pairs apart out of proposal.

    A confirmed 学籍番号 counts for rows of its school that carry it, whose kana are the person's and whose birth date, where
    written, is; where one is not, where somebody of the same name was born on the same day, or where a rule found somebody
    else, the row waits with number_conflict. Only where that one was born on the day the row says, and the number's
    pupil was not, has the number gone to a new pupil, and the row stays as it is. A person who has another 宛名番号 since is followed to the number in force; a
    宛名番号 that has gone to somebody born on another day carries no answer there, and what waits for it waits with
    number_conflict. So does a row whose own 宛名番号 speaks against 同一人; no answer about nobody reaches such a row.
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
    _find_meant(engine, said)
    rows: list[tuple[str, int | None, str]] = [(record, person, "same") for record, person in said.same.items()]
    rows += [(record, person, "apart") for record, person in sorted(said.apart)]
    rows += [(record, None, "judged_apart") for record in sorted(said.broken)]
    rows += [(record, None, REASONS[answer]) for record, answer in said.nobody.items()]
    numbers = [(number.school, number.pupil_no, person) for number, person in said.numbers.items()]
    for name, columns, values in (
        ("judged", ("record", "number", "answer"), rows),
        ("judged_number", ("school", "pupil_no", "number"), numbers),
    ):
        said_rows = {column: [row[at] for row in values] for at, column in enumerate(columns)}
        register_columns(engine, "said_rows", said_rows, {"number": "int64"})
        engine.execute(f"""
            CREATE TABLE {name} AS
            SELECT s.* EXCLUDE (number), w.person_id, coalesce(w.given_anew, FALSE) AS given_anew
            FROM said_rows AS s LEFT JOIN meant AS w USING (number)""")
        engine.unregister("said_rows")
    engine.execute("DROP TABLE meant")


def _find_meant(engine: Engine, said: Standings) -> None:
    """meant: number, person_id of whom it meant on the day of the answers, given_anew where the register cannot say so."""
    numbers = sorted({*said.same.values(), *(person for _, person in said.apart), *said.numbers.values()})
    columns: dict[str, list[object]] = {
        "number": list(numbers),
        "born": [said.born.get(number) for number in numbers],
        "unclear": [number in said.unclear for number in numbers],
    }
    register_columns(engine, "said_numbers", columns, {"number": "int64", "unclear": "bool"})
    engine.execute("""
        CREATE TABLE meant AS
        SELECT s.number, count(DISTINCT h.person_id) > 0 AND (bool_or(s.unclear)
                OR count(DISTINCT h.person_id) FILTER (coalesce(r.birth_date = s.born::DATE, s.born IS NULL)) <> 1) AS given_anew,
            CASE WHEN NOT given_anew THEN min(h.person_id) FILTER (coalesce(r.birth_date = s.born::DATE, s.born IS NULL)) END
                AS person_id
        FROM said_numbers AS s LEFT JOIN holder AS h USING (number) LEFT JOIN register AS r ON r.number = h.person_id
        GROUP BY s.number""")
    engine.unregister("said_numbers")


def _present(engine: Engine) -> list[str]:
    views = {row[0] for row in engine.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    views |= {row[0] for row in engine.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    return [name for name in KEY_COLUMNS if known(name) in views]


def _link_numbers(engine: Engine) -> None:
    """Rows of attendance that carry a confirmed 学籍番号 of their school, those of its next pupil left out."""
    engine.execute(f"""
        CREATE TABLE numbered_row AS
        SELECT r.row_id, n.person_id, l.person_id AS found, l.method AS reason,
            k.person_id IS NOT NULL AND coalesce(r.birth_date = p.birth_date, r.birth_date IS NULL)
                AND coalesce(s.persons, 1) = 1 AS agrees
        FROM known_attendance AS r
        JOIN judged_number AS n ON n.school = {school_key("r.school")} AND n.pupil_no = ltrim(r.pupil_no, '0')
        LEFT JOIN person AS p ON p.person_id = n.person_id
        JOIN link AS l ON l.table_name = 'attendance' AND l.row_id = r.row_id
        LEFT JOIN folded_kana AS f ON f.text = r.kana
        LEFT JOIN (SELECT DISTINCT person_id, kana_key FROM person_kana) AS k
            ON k.person_id = n.person_id AND k.kana_key = f.folded
        LEFT JOIN sole_person AS s ON s.kana_key = f.folded AND s.birth_date = p.birth_date
        LEFT JOIN person AS o ON o.person_id = l.person_id
        WHERE NOT coalesce(o.birth_date = r.birth_date AND p.birth_date <> r.birth_date, FALSE)""")
    engine.execute("""
        UPDATE link SET
            person_id = CASE WHEN n.agrees AND coalesce(n.found = n.person_id, TRUE) THEN n.person_id END,
            method = CASE WHEN n.agrees AND coalesce(n.found = n.person_id, TRUE) THEN 'judged' ELSE 'number_conflict' END
        FROM numbered_row AS n WHERE link.table_name = 'attendance' AND link.row_id = n.row_id
          AND n.found IS DISTINCT FROM n.person_id""")
    engine.execute("DROP TABLE numbered_row")


def _link_pairs(engine: Engine) -> None:
    """Pairs, and records of which people said that nobody is meant. 別人 comes last: it stands above everything."""
    engine.execute(f"""
        UPDATE link SET
            person_id = CASE WHEN link.method IN {BY_NUMBER} THEN NULL ELSE p.person_id END,
            method = CASE WHEN j.given_anew OR link.method IN {BY_NUMBER} THEN 'number_conflict'
                WHEN p.person_id IS NULL THEN 'not_resident' ELSE 'judged' END
        FROM judged_row AS j LEFT JOIN person AS p ON p.person_id = j.person_id
        WHERE j.answer = 'same' AND link.table_name = j.table_name AND link.row_id = j.row_id
          AND (link.person_id IS DISTINCT FROM p.person_id OR j.given_anew)""")
    engine.execute(f"""
        UPDATE link SET person_id = NULL, method = j.answer::outcome FROM judged_row AS j
        WHERE j.answer IN ('judged_apart', 'out_of_area') AND link.table_name = j.table_name AND link.row_id = j.row_id
          AND link.method NOT IN {BY_NUMBER}""")
    engine.execute("""
        UPDATE link SET method = 'awaiting_registration' FROM judged_row AS j
        WHERE j.answer = 'awaiting_registration' AND link.person_id IS NULL
          AND link.table_name = j.table_name AND link.row_id = j.row_id""")
    engine.execute("""
        UPDATE link SET person_id = NULL, method = 'judged_apart' FROM judged_row AS j
        WHERE j.answer = 'apart' AND link.person_id = j.person_id
          AND link.table_name = j.table_name AND link.row_id = j.row_id""")
