"""Households with dates: who lives where today, who lived where before, and which households share an address."""

from __future__ import annotations

from tsunagu.engines import Engine
from tsunagu.identity.register import LEAVING_REASONS

SAME_HOME_REASONS = ("転居", "世帯主変更", "その他")
"""Reasons of a move after which a person is in the same household as before: its date says nothing of coming or going."""
MOST_HOUSEHOLDS_AT_ONE_ADDRESS = 6
"""More households on one 番地 and 方書 are a building whose rooms nobody wrote down."""
LAST = 2_147_483_647
"""履歴番号 behind every other: what the register says today comes after every move."""


def date_households(engine: Engine, as_of: str) -> None:
    """member: household_id, person_id living here on the day; household_edge: household_id, person_id, from_on, to_on.

    The past comes from the moves in the order of their 履歴番号, the present from the register. `to_on` is the first day
    in the next household (or the day of leaving), NULL while it lasts; `from_on` is NULL where nobody wrote it down.
    On any day a person lives in one household or in none, so all its members agree who lives in it.
    """
    engine.execute("""
        CREATE TABLE member AS
        SELECT household_id, person_id FROM person WHERE resident ORDER BY household_id, person_id""")
    _lay_steps(engine, as_of)
    engine.execute("""
        CREATE TABLE household_edge AS
        WITH last_of_the_day AS (
            SELECT person_id, day, arg_max(home, place).household_id AS household_id, bool_or(written) AS written
            FROM household_step GROUP BY person_id, day),
        entered AS (
            FROM last_of_the_day
            QUALIFY lag(household_id) OVER (PARTITION BY person_id ORDER BY day) IS DISTINCT FROM household_id),
        stay AS (
            SELECT household_id, person_id, written, day,
                row_number() OVER entries = 1 AS is_first, lead(day) OVER entries AS to_on
            FROM entered WINDOW entries AS (PARTITION BY person_id ORDER BY day))
        SELECT household_id, person_id, CASE WHEN written OR NOT is_first THEN day END AS from_on, to_on
        FROM stay WHERE household_id IS NOT NULL
        ORDER BY household_id, person_id, from_on NULLS FIRST, to_on NULLS LAST""")


def _lay_steps(engine: Engine, as_of: str) -> None:
    """household_step: person_id, day, place (1, 2, … in their order), home (household_id, NULL: lives nowhere here), written.

    Only steps into another household, or out of all, count. A step nobody dated counts from the day it was known. A step dated before the one it follows counts from the same day:
    the order of the 履歴番号 is believed, and of several numbers of a person the present one comes last.
    """
    leaving = ", ".join(f"'{reason}'" for reason in LEAVING_REASONS)
    staying = ", ".join(f"'{reason}'" for reason in SAME_HOME_REASONS)
    engine.execute(f"""
        CREATE TABLE household_step AS
        WITH moved AS (
            SELECT l.person_id, TRY_CAST(m.resident_no AS BIGINT) AS number, coalesce(m.sequence, 0) AS sequence, m.row_id,
                m.moved_on AS written_on, coalesce(m.moved_on, m.known_on) AS told_on,
                CASE WHEN m.reason IN ({leaving}) THEN NULL ELSE TRY_CAST(m.household_no AS BIGINT) END AS household_id
            FROM known_moves AS m JOIN link AS l ON l.table_name = 'moves' AND l.row_id = m.row_id
            WHERE l.person_id IS NOT NULL AND coalesce(m.moved_on <= {as_of}, TRUE)
              AND NOT coalesce(m.reason IN ({staying}) AND TRY_CAST(m.household_no AS BIGINT) IS NULL, FALSE)),
        today AS (
            SELECT person_id, person_id AS number, {LAST} AS sequence, 0::BIGINT AS row_id, household_id,
                CASE WHEN NOT resident THEN coalesce(left_on, changed_on)
                     WHEN coalesce(change_reason IN ({staying}), FALSE) THEN NULL
                     ELSE coalesce(changed_on, resident_since) END AS written_on,
                least(coalesce(written_on, known_on), {as_of}) AS told_on
            FROM person),
        step AS (
            SELECT *, number = person_id AS held_now,
                min(told_on) OVER (PARTITION BY person_id, number) AS number_since
            FROM (FROM moved UNION ALL BY NAME FROM today)),
        placed AS (
            SELECT *, row_number() OVER (
                PARTITION BY person_id ORDER BY held_now, number_since, number, sequence, told_on, row_id) AS place
            FROM step),
        turned AS (
            FROM placed QUALIFY place = 1 OR lag(household_id) OVER (PARTITION BY person_id ORDER BY place)
                IS DISTINCT FROM household_id)
        SELECT person_id, place, {{household_id: household_id}} AS home, written_on IS NOT NULL AS written,
            max(told_on) OVER (PARTITION BY person_id ORDER BY place) AS day
        FROM turned""")


def find_shared_addresses(engine: Engine) -> None:
    """same_address: household_id, other_id, parted_on — different households of today on one 番地 and 方書, both ways.

    They stay two households: 世帯分離 at one address means that people live apart on paper, and perhaps in fact. `parted_on`
    is the day the last of them went from one household to the other, NULL where nobody ever did.
    """
    engine.execute(f"""
        CREATE TABLE same_address AS
        WITH home AS (
            SELECT household_id, min((town_code, lot, coalesce(building, ''))) AS address FROM person
            WHERE resident AND lot <> '' AND town_code <> '' GROUP BY household_id
            HAVING count(DISTINCT (town_code, lot, coalesce(building, ''))) = 1),
        shared AS (
            SELECT *, count(*) OVER (PARTITION BY address) AS households FROM home),
        parted AS (
            SELECT a.household_id AS left_id, b.household_id AS joined_id, max(b.from_on) AS parted_on
            FROM household_edge AS a JOIN household_edge AS b ON b.person_id = a.person_id AND b.from_on = a.to_on
            GROUP BY ALL)
        SELECT a.household_id, b.household_id AS other_id,
            nullif(greatest(coalesce(p.parted_on, DATE '0001-01-01'), coalesce(q.parted_on, DATE '0001-01-01')), DATE '0001-01-01')
                AS parted_on
        FROM shared AS a JOIN shared AS b ON b.address = a.address AND b.household_id <> a.household_id
        LEFT JOIN parted AS p ON p.left_id = a.household_id AND p.joined_id = b.household_id
        LEFT JOIN parted AS q ON q.left_id = b.household_id AND q.joined_id = a.household_id
        WHERE a.households <= {MOST_HOUSEHOLDS_AT_ONE_ADDRESS}
        ORDER BY 1, 2""")
