"""The register 住民: who there is. One row per 宛名番号, then one person per human being, whatever numbers they have had."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.chains import HEAD
from tsunagu.identity.enrolment import GRADE_LIST

NOT_LIVING_HERE = ("転出者", "死亡者", "住登外者", "住登外死亡者", "その他消除者")
"""States of 住民 in which a person is in the register and does not live here."""
DEAD = ("死亡者", "住登外死亡者")
"""Those of them in which the person has died."""
DEATH = "死亡"
LEAVING_REASONS = ("国内転出", "国外転出", DEATH)
"""Reasons of a move after which nobody lives here any more."""


def read_register(engine: Engine) -> None:
    """register: number BIGINT (unique) with the columns of 住民; a birth date marked 不詳 is NULL."""
    engine.execute("""
        CREATE TABLE register AS
        SELECT TRY_CAST(resident_no AS BIGINT) AS number, resident_no, TRY_CAST(household_no AS BIGINT) AS household_no,
            resident_state, name, kana, alias, alias_kana, name_roman, former_family_name,
            CASE WHEN birth_date_unknown THEN NULL ELSE birth_date END AS birth_date, sex, resident_kind,
            relation_1, relation_2, relation_3, relation_4, town_code, town, lot, building, resident_since, changed_on,
            change_reason, known_on, row_id
        FROM known_residents WHERE row_id IN (
            SELECT min(row_id) FROM known_residents GROUP BY TRY_CAST(resident_no AS BIGINT)
            HAVING TRY_CAST(resident_no AS BIGINT) IS NOT NULL)""")


def make_persons(engine: Engine, as_of: str) -> None:
    """person: person_id (= the number in force) with the register's columns, whether they live here on the day, and died.

    Whoever the register or the last move says has died or left is no resident; both are believed, the later cannot undo.
    """
    gone = ", ".join(f"'{state}'" for state in NOT_LIVING_HERE)
    leaving = ", ".join(f"'{reason}'" for reason in LEAVING_REASONS)
    dead = ", ".join(f"'{state}'" for state in DEAD)
    engine.execute(f"""
        CREATE TABLE person AS
        WITH move AS (
            SELECT l.person_id, m.reason, coalesce(m.left_on, m.moved_on) AS gone_on,
                row(coalesce(m.moved_on, DATE '0001-01-01'), coalesce(m.sequence, 0), m.row_id) AS place
            FROM known_moves AS m JOIN link AS l ON l.table_name = 'moves' AND l.row_id = m.row_id
            WHERE coalesce(m.moved_on <= {as_of}, TRUE)),
        last_move AS (
            SELECT person_id, arg_max(reason, place) AS reason, arg_max(gone_on, place) AS gone_on FROM move
            WHERE person_id IN (SELECT person_id FROM move WHERE reason IN ({leaving})) GROUP BY person_id)
        SELECT r.number AS person_id, r.* EXCLUDE (number, household_no),
            coalesce(r.resident_state NOT IN ({gone}), TRUE) AND coalesce(m.reason NOT IN ({leaving}), TRUE) AS resident,
            coalesce(r.resident_state IN ({dead}), FALSE) OR coalesce(m.reason = '{DEATH}', FALSE) AS died,
            CASE WHEN m.reason IN ({leaving}) THEN m.gone_on
                 WHEN r.resident_state IN ({gone}) THEN r.changed_on END AS left_on,
            r.household_no,
            CASE WHEN resident THEN coalesce(r.household_no, -r.number) END AS household_id
        FROM register AS r LEFT JOIN last_move AS m ON m.person_id = r.number
        WHERE r.number IN (SELECT person_id FROM holder)""")


def compare_with_register(engine: Engine) -> None:
    """matching_register: every person as the core reads them. The guardian is the 学齢簿's, else the head of the household.

    Protected is whoever lives with somebody on the list: a child who fled with its mother is found through her.
    """
    engine.execute("""
        CREATE TABLE listed_household AS
        SELECT DISTINCT p.person_id, p.household_id FROM person AS p JOIN link AS l USING (person_id)
        WHERE l.table_name = 'protection'""")
    engine.execute(f"""
        CREATE VIEW matching_register AS
        SELECT p.person_id, TRY_CAST(p.household_no AS BIGINT) AS household_no, p.name, p.kana, p.alias, p.alias_kana, p.name_roman,
            p.former_family_name AS former_name, p.birth_date, p.sex, p.town,
            p.person_id IN (SELECT person_id FROM listed_household) OR coalesce(p.household_id IN (
                SELECT household_id FROM listed_household WHERE household_id IS NOT NULL), FALSE) AS protected,
            e.school, {GRADE_LIST}[e.cohort + e.load_year] AS grade, e.load_year AS fiscal_year,
            coalesce(e.guardian_name, h.name) AS guardian_kana
        FROM person AS p LEFT JOIN enrolment AS e USING (person_id)
        LEFT JOIN (
            SELECT household_no, any_value(name) AS name, any_value(person_id) AS person_id FROM person
            WHERE relation_1 = '{HEAD}' AND household_no IS NOT NULL GROUP BY household_no HAVING count(*) = 1) AS h
            ON h.household_no = p.household_no AND h.person_id <> p.person_id""")
