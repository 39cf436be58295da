"""Rule `number`: a row that carries a 宛名番号 belongs to its holder.

One person may have had several numbers (旧宛名番号 in the 番号の対応 file; 同一人候補 alone proves nothing), and one number
may have belonged to two people in turn. So numbers have holders with dates.
"""

from __future__ import annotations

from tsunagu.engines import Engine

LONGEST_CHAIN = 12
"""Renumberings followed from one old number; more is a circle."""


def find_holders(engine: Engine) -> None:
    """holder: number, person_id, from_on, to_on, noted_on, own; sole_holder: the numbers only one person ever held.

    An old number that stands in the register beside the new one with another birth date was given away again: then both
    hold it, the former in the dates the correspondence file gives, the present one after them. noted_on: the last day on
    which the former can have held it, where no end is written.
    """
    engine.execute("""
        CREATE TABLE renumbering AS
        SELECT TRY_CAST(number AS BIGINT) AS old, TRY_CAST(resident_no AS BIGINT) AS new,
            min(valid_from) AS from_on, max(valid_to) AS to_on, max(created_on) AS created_on,
            max(coalesce(created_on, valid_from)) AS noted_on
        FROM known_identifiers WHERE kind = '旧宛名番号'
        GROUP BY ALL HAVING old IS NOT NULL AND new IS NOT NULL AND old <> new""")
    engine.execute(f"""
        CREATE TABLE renumbered AS
        WITH RECURSIVE newest AS (
            SELECT old, arg_max(new, row(coalesce(noted_on, DATE '0001-01-01'), new)) AS new FROM renumbering GROUP BY old),
        chain(old, new, from_on, to_on, noted_on, reached, steps) AS (
            SELECT old, new, from_on, to_on, greatest(created_on, CASE WHEN created_on IS NOT NULL THEN from_on END), new, 1
            FROM renumbering
            UNION ALL
            SELECT c.old, c.new, c.from_on, c.to_on, c.noted_on, n.new, c.steps + 1
            FROM chain AS c JOIN newest AS n ON n.old = c.reached WHERE c.steps < {LONGEST_CHAIN} AND n.new <> c.old)
        SELECT c.old, c.from_on, c.to_on, c.noted_on, arg_max(c.reached, c.steps) AS person_id
        FROM chain AS c WHERE c.reached IN (SELECT number FROM register)
        GROUP BY c.old, c.new, c.from_on, c.to_on, c.noted_on""")
    engine.execute("""
        CREATE TABLE holder AS
        WITH superseded AS (
            SELECT DISTINCT o.number FROM renumbered AS c JOIN register AS o ON o.number = c.old
            JOIN register AS n ON n.number = c.person_id
            WHERE coalesce(o.birth_date = n.birth_date, TRUE))
        SELECT number, number AS person_id, NULL::DATE AS from_on, NULL::DATE AS to_on, NULL::DATE AS noted_on, TRUE AS own
        FROM register WHERE number NOT IN (FROM superseded)
        UNION ALL
        SELECT old, person_id, min(from_on), max(to_on), max(noted_on), FALSE FROM renumbered
        WHERE person_id NOT IN (FROM superseded) GROUP BY old, person_id""")
    # Numbers renumbered in a circle: nobody can say which is in force, so each stays a person of its own.
    engine.execute("""
        INSERT INTO holder SELECT number, number, NULL, NULL, NULL, TRUE FROM register
        WHERE number NOT IN (SELECT number FROM holder)""")
    engine.execute("""
        CREATE TABLE sole_holder AS
        SELECT h.number, any_value(h.person_id) AS person_id, any_value(r.birth_date) AS birth_date
        FROM holder AS h JOIN register AS r ON r.number = h.person_id
        GROUP BY h.number HAVING count(DISTINCT h.person_id) = 1""")


def link_by_number(engine: Engine) -> None:
    """Decide every row that carries a number: linked, number_conflict, not_unique or not_resident."""
    engine.execute("""
        INSERT INTO link
        SELECT k.table_name, k.row_id, CASE WHEN k.birth_date <> h.birth_date THEN NULL ELSE h.person_id END,
            CASE WHEN k.birth_date <> h.birth_date THEN 'number_conflict' ELSE 'number' END
        FROM row_key AS k JOIN sole_holder AS h USING (number)""")
    _link_shared_numbers(engine)
    engine.execute("""
        INSERT INTO link SELECT table_name, row_id, NULL, 'not_resident' FROM row_key
        WHERE numbered AND (number IS NULL OR number NOT IN (SELECT number FROM holder))""")


def _link_shared_numbers(engine: Engine) -> None:
    """A number two people held: the birth date on the row decides, else the row's date; without either, nothing does.

    Where no end is written, the number was the former's at most until the file noted the new one, and surely so only before
    the present holder came; in between it may have been either's.
    """
    engine.execute("""
        INSERT INTO link
        WITH claim AS (
            SELECT k.table_name, k.row_id, k.birth_date AS written, h.person_id, h.own,
                k.birth_date = r.birth_date AS same_birth,
                CASE WHEN h.own THEN 'present' WHEN k.on_date IS NULL OR coalesce(h.to_on, h.noted_on) IS NULL THEN 'unclear'
                     WHEN k.on_date > coalesce(h.to_on, h.noted_on) THEN 'over'
                     WHEN h.to_on IS NOT NULL THEN CASE WHEN k.on_date < h.from_on THEN 'over' ELSE 'held' END
                     WHEN k.on_date < h.from_on THEN 'unclear'
                     WHEN k.on_date < greatest(o.resident_since, o.birth_date) THEN 'held' ELSE 'unclear' END AS then_held
            FROM row_key AS k JOIN holder AS h USING (number) JOIN register AS r ON r.number = h.person_id
            LEFT JOIN register AS o ON o.number = k.number
            WHERE k.number NOT IN (SELECT number FROM sole_holder)),
        judged AS (
            SELECT table_name, row_id, any_value(written) IS NOT NULL AS dated, bool_or(then_held = 'unclear') AS unclear,
                count(DISTINCT person_id) FILTER (same_birth) AS by_birth, min(person_id) FILTER (same_birth) AS of_birth,
                count(DISTINCT person_id) FILTER (then_held = 'held') AS by_date,
                min(person_id) FILTER (then_held = 'held') AS of_date, min(person_id) FILTER (own) AS now_held
            FROM claim GROUP BY table_name, row_id),
        chosen AS (
            SELECT table_name, row_id, dated,
                CASE WHEN dated THEN CASE WHEN by_birth = 1 THEN of_birth END WHEN unclear THEN NULL
                     WHEN by_date = 1 THEN of_date WHEN by_date = 0 THEN now_held END AS person_id,
                CASE WHEN dated AND by_birth = 0 THEN 'number_conflict' ELSE 'not_unique' END AS otherwise
            FROM judged)
        SELECT table_name, row_id, person_id, CASE WHEN person_id IS NULL THEN otherwise ELSE 'number' END FROM chosen""")
