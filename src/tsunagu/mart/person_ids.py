"""The ledger of children's 整理番号: who was given which, under which 宛名番号. It is only ever added to, month after month.

A 宛名番号 may change, and may be given to somebody else; a 整理番号 is one human being's. Whoever has a new number keeps the
整理番号; whoever is given somebody's old number gets one of their own, or else they would be shown that child's case.
"""

from __future__ import annotations

from datetime import date

from tsunagu.engines import Engine, quoted_path, quoted_text
from tsunagu.mart.snapshot import Snapshot

LETTER = "C"
_NUMBER = "split_part(code, '-', 2)::INTEGER"
LEDGER = "SELECT place, code, person_id, birth_date, since FROM person_id_ledger ORDER BY place"
"""person_ids.parquet: place (1, 2, … in the order written), code, person_id (the number in force then), birth_date, since (the
day of the snapshot that wrote it). The first rows are those of the snapshot before, unchanged."""
CODES = "SELECT person_id, code FROM child_code_now ORDER BY person_id"
"""child_codes.parquet: the 整理番号 of every child there ever was, by the number they have now or had last; nobody twice."""


def keep_person_ids(engine: Engine, as_of: date, previous: Snapshot | None) -> None:
    """person_id_ledger and child_code_now, from the ledger of the snapshot before and today's holders of numbers.

    A row of the ledger means whoever holds its number now and was born on its birth date; and, if a birth date was set right,
    whoever holds the number and bears the name of before. Of several codes of one person the first given counts; a code two
    people could have goes by its earliest row. What nobody has keeps its row and is never given again.
    """
    _read_ledger(engine, previous)
    engine.execute(f"""
        CREATE OR REPLACE TABLE child_code_given AS
        WITH meant AS (
            SELECT k.place, k.code, h.person_id, h.own
            FROM person_id_known AS k JOIN holder AS h ON h.number = k.person_id JOIN person AS p ON p.person_id = h.person_id
            LEFT JOIN person_id_was AS w ON w.code = k.code AND w.person_id = k.person_id
            WHERE coalesce(p.birth_date = k.birth_date, TRUE) OR h.own AND (p.name = w.name OR p.kana = w.kana)),
        one_each AS (
            FROM meant QUALIFY row_number() OVER (PARTITION BY code ORDER BY place, own DESC, person_id) = 1)
        SELECT person_id, arg_min(code, {_NUMBER}) AS code FROM one_each GROUP BY person_id""")
    number = "(SELECT coalesce(max(" + _NUMBER + "), 0) FROM person_id_known) + row_number() OVER (ORDER BY person_id)"
    engine.execute(f"""
        INSERT INTO child_code_given
        SELECT person_id, '{LETTER}-' || lpad(number::VARCHAR, greatest(4, length(number::VARCHAR))::INTEGER, '0') FROM (
            SELECT person_id, {number} AS number FROM child WHERE person_id NOT IN (SELECT person_id FROM child_code_given))""")
    day = f"DATE {quoted_text(as_of.isoformat())}"
    engine.execute(f"""
        CREATE OR REPLACE TABLE person_id_ledger AS
        FROM person_id_known
        UNION ALL
        SELECT (SELECT coalesce(max(place), 0) FROM person_id_known) + row_number() OVER (ORDER BY {_NUMBER}), code, person_id,
            birth_date, {day}
        FROM child_code_given JOIN person USING (person_id)
        WHERE NOT EXISTS (FROM person_id_known AS k WHERE k.code = child_code_given.code AND k.person_id = person.person_id
            AND k.birth_date IS NOT DISTINCT FROM person.birth_date)""")
    engine.execute("""
        CREATE OR REPLACE TABLE child_code_now AS
        SELECT person_id, code FROM child_code_given
        UNION ALL
        SELECT person_id, arg_max(code, place) FROM (
            SELECT code, arg_max(person_id, place) AS person_id, max(place) AS place FROM person_id_known
            WHERE code NOT IN (SELECT code FROM child_code_given) GROUP BY code)
        WHERE person_id NOT IN (SELECT person_id FROM child_code_given) GROUP BY person_id""")


def _read_ledger(engine: Engine, previous: Snapshot | None) -> None:
    """person_id_known: the ledger so far; person_id_was: code, person_id, name, kana of the snapshot before.

    A snapshot from before there was a ledger has its codes only: its first rows are made of them.
    """
    engine.execute("""
        CREATE OR REPLACE TABLE person_id_known (place BIGINT, code VARCHAR, person_id BIGINT, birth_date DATE, since DATE)""")
    engine.execute("CREATE OR REPLACE TABLE person_id_was (code VARCHAR, person_id BIGINT, name VARCHAR, kana VARCHAR)")
    if previous is None:
        return
    codes, persons = (f"read_parquet({quoted_path(previous.table_path(name))})" for name in ("child_codes", "persons"))
    engine.execute(
        f"INSERT INTO person_id_was SELECT code, person_id, name, kana FROM {codes} AS c JOIN {persons} AS p USING (person_id)"
    )
    if any(file.name == "person_ids.parquet" for file in previous.manifest.files):
        ledger = f"FROM read_parquet({quoted_path(previous.table_path('person_ids'))})"
    else:
        day = f"DATE {quoted_text(previous.as_of.isoformat())}"
        ledger = (
            f"SELECT row_number() OVER (ORDER BY {_NUMBER}), code, person_id, birth_date, {day}"
            f" FROM {codes} AS c LEFT JOIN {persons} AS p USING (person_id)"
        )
    engine.execute(f"INSERT INTO person_id_known {ledger}")
