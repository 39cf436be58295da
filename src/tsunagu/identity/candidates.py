"""Kana and birth date, the half of a proof: which single person of the register could be meant, if any."""

from __future__ import annotations

from tsunagu.base.text import kana_key
from tsunagu.engines import Engine
from tsunagu.identity.folding import fold_distinct
from tsunagu.identity.numbered_pupils import find_numbered_holders
from tsunagu.identity.rows import known, still_open

NAMED_TABLES = (
    "attendance",
    "roster",
    "school_health",
    "school_screenings",
    "consultations",
    "support_cases",
    "public_assistance",
)
"""Relations whose rows name a person by kana and birth date; of the 学齢簿 only rows without a number do."""


def find_candidates(engine: Engine) -> None:
    """person_kana: person_id, kana_key, birth_date (every kana a person goes by, of the birth dates asked about, of the households
    of known cases and of whoever holds a 学籍番号 on the rows);
    sole_person: kana_key, birth_date, person_id — the pairs that only one person of the register answers to;
    folded_kana: text, folded — each distinct kana once.
    """
    asked = " UNION ALL ".join(f"SELECT kana, birth_date FROM {known(table)}" for table in NAMED_TABLES)
    engine.execute(f"""
        CREATE TABLE asked_name AS
        SELECT DISTINCT kana, birth_date FROM (
            {asked} UNION ALL SELECT kana, NULL FROM known_school_aid
            UNION ALL SELECT r.kana, r.birth_date FROM known_school_register AS r WHERE {still_open("school_register")})
        WHERE kana <> ''""")
    find_numbered_holders(engine)
    engine.execute("""
        CREATE TABLE asked_birth AS
        SELECT birth_date FROM asked_name UNION SELECT birth_date FROM numbered_holder
        UNION SELECT birth_date FROM case_member""")
    engine.execute("""
        CREATE TABLE register_name AS
        SELECT h.person_id, n.kana, r.birth_date
        FROM (SELECT number, kana FROM register UNION ALL SELECT number, alias_kana FROM register
              UNION ALL SELECT number, alias FROM register WHERE alias IS NOT NULL) AS n
        JOIN register AS r USING (number) JOIN sole_holder AS h USING (number)
        WHERE n.kana <> '' AND (r.birth_date IN (FROM asked_birth) OR h.person_id IN (SELECT person_id FROM numbered_holder))""")
    _keep_holders_of_reused_numbers(engine)
    fold_distinct(
        engine, "folded_kana", "SELECT kana FROM asked_name UNION ALL SELECT kana FROM register_name", kana_key
    )
    engine.execute("""
        CREATE TABLE person_kana AS
        SELECT DISTINCT n.person_id, f.folded AS kana_key, n.birth_date
        FROM register_name AS n JOIN folded_kana AS f ON f.text = n.kana""")
    engine.execute("""
        CREATE TABLE sole_person AS
        SELECT kana_key, birth_date, min(person_id) AS person_id, count(DISTINCT person_id) AS persons
        FROM person_kana GROUP BY kana_key, birth_date""")


def _keep_holders_of_reused_numbers(engine: Engine) -> None:
    """Whoever holds a number that was given away before is in the register under it, and may be meant too."""
    engine.execute("""
        INSERT INTO register_name
        SELECT r.number, r.kana, r.birth_date FROM register AS r JOIN holder AS h ON h.number = r.number AND h.own
        WHERE r.number NOT IN (SELECT number FROM sole_holder) AND r.kana <> ''
          AND r.birth_date IN (FROM asked_birth)""")
