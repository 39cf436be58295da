"""支援措置: whose address nobody may see on the day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.engines import Engine, open_engine, quoted_path, quoted_text
from tsunagu.mart.people import first_birth_of_children
from tsunagu.mart.snapshot import Snapshot

OVER = "終了"


def in_force_sql(day: str) -> str:
    """SQL over a row `r` of the list: the measure holds on the day (SQL of a date).

    Where an end is written, it decides, and the last day still counts. Else every state but 終了 holds, one that nobody
    could read too. A measure announced for a later day holds at once: the address must not leave before it begins.
    """
    return f"coalesce(r.ends_on >= {day}, r.state IS DISTINCT FROM '{OVER}')"


def mark_protected(engine: Engine, as_of: str) -> None:
    """protected_person: person_id; sheltered: person_id — they and everyone in their households."""
    engine.execute(f"""
        CREATE TABLE protected_person AS
        SELECT DISTINCT l.person_id
        FROM known_protection AS r JOIN link AS l ON l.table_name = 'protection' AND l.row_id = r.row_id
        WHERE l.person_id IS NOT NULL AND {in_force_sql(as_of)}""")
    engine.execute("""
        CREATE TABLE sheltered AS
        SELECT person_id FROM protected_person
        UNION
        SELECT b.person_id FROM protected_person AS a JOIN person AS p USING (person_id)
        JOIN person AS b ON b.household_id = p.household_id""")


@dataclass(frozen=True)
class LaidOver:
    """A list of protected people laid over a snapshot that was made without it."""

    rows: int
    waiting: int
    """Rows in force whose person is not in the snapshot: nobody can say whose address they are about."""
    kept: int
    """People an earlier list protects, whom this one leaves out and no later one says has ended."""
    children: tuple[str, ...]
    """Codes of the children who live with somebody protected, or are it."""
    people: tuple[int, ...]
    """Everybody protected and everybody who lives with them, grown-ups too."""


def lay_over(snapshot: Snapshot, listed: Path, day: date, lists: Sequence[Path] = ()) -> LaidOver:
    """Whom a list (Parquet of the table `protection`) protects among a snapshot's children on the day.

    A number means everybody who ever had it: in doubt more people are protected, never fewer. `lists`, all that ever came in
    the order they first came: whom one of them protects stays protected until a later one writes the same number as ended.
    To be left out is no end.
    """
    with _opened(snapshot, [listed, *lists]) as engine:
        _find_hits(engine, listed, lists, day)
        rows = engine.execute(f"SELECT count(*) FROM read_parquet({quoted_path(listed)})").fetchone()
        waiting = engine.execute("SELECT count(*) FROM hit WHERE person_id IS NULL").fetchone()
        kept = engine.execute("SELECT count(*) FROM kept").fetchone()
        engine.execute("""
            CREATE TEMP TABLE sheltered AS
            WITH listed AS (SELECT person_id FROM hit WHERE person_id IS NOT NULL UNION SELECT person_id FROM kept)
            FROM listed
            UNION
            SELECT o.person_id FROM listed JOIN persons AS p USING (person_id)
            JOIN persons AS o ON o.household_id = p.household_id""")
        children = engine.execute("""
            SELECT k.code FROM children AS c JOIN child_codes AS k USING (person_id)
            WHERE c.person_id IN (FROM sheltered) OR c.household_id IN (
                SELECT p.household_id FROM persons AS p JOIN sheltered USING (person_id)
                WHERE p.household_id IS NOT NULL)
            ORDER BY k.code""").fetchall()
        people = engine.execute("SELECT person_id FROM sheltered ORDER BY person_id").fetchall()
    return LaidOver(
        rows[0] if rows else 0,
        waiting[0] if waiting else 0,
        kept[0] if kept else 0,
        tuple(code for (code,) in children),
        tuple(person for (person,) in people),
    )


def sheltered_people(snapshot: Snapshot, listed: Path, day: date, lists: Sequence[Path] = ()) -> frozenset[int]:
    """Whoever may not be told of outside the town: the protected of lay_over and of the snapshot, wherever they live now,
    who lives with them, and every child who ever did."""
    with _opened(snapshot, [listed, *lists]) as engine:
        _find_hits(engine, listed, lists, day)
        youngest = f"DATE {quoted_text(first_birth_of_children(day).isoformat())}"
        rows = engine.execute(f"""
            WITH protected AS (
                SELECT person_id FROM hit WHERE person_id IS NOT NULL UNION SELECT person_id FROM kept
                UNION SELECT person_id FROM persons WHERE protected)
            FROM protected
            UNION
            SELECT o.person_id FROM protected JOIN persons AS p USING (person_id)
            JOIN persons AS o ON o.household_id = p.household_id
            UNION
            SELECT o.person_id FROM protected JOIN household_edges AS p USING (person_id)
            JOIN household_edges AS o ON o.household_id = p.household_id
                AND coalesce(o.from_on < p.to_on, TRUE) AND coalesce(p.from_on < o.to_on, TRUE)
            JOIN persons AS c ON c.person_id = o.person_id AND coalesce(c.birth_date >= {youngest}, TRUE)""").fetchall()
    return frozenset(person for (person,) in rows)


def _find_hits(engine: Engine, listed: Path, lists: Sequence[Path], day: date) -> None:
    """hit: place, person_id — a row in force of the list and whom it means, if anybody; and kept."""
    now = f"DATE {quoted_text(day.isoformat())}"
    engine.execute(f"""
        CREATE TEMP TABLE hit AS
        WITH {_KNOWN},
        listed AS (
            SELECT r.file_row_number AS place, TRY_CAST(r.resident_no AS BIGINT) AS number
            FROM read_parquet({quoted_path(listed)}, file_row_number = true) AS r
            WHERE {in_force_sql(now)})
        SELECT l.place, k.person_id FROM listed AS l LEFT JOIN known AS k USING (number)""")
    _keep_the_left_out(engine, lists, now)


_KNOWN = """known AS (
                SELECT person_id AS number, person_id FROM persons
                UNION SELECT TRY_CAST(resident_no AS BIGINT), person_id FROM persons
                UNION SELECT TRY_CAST(number AS BIGINT), person_id FROM identifiers WHERE kind = '旧宛名番号')"""


def _keep_the_left_out(engine: Engine, lists: Sequence[Path], now: str) -> None:
    """kept: person_id — protected by one of the lists, ended in none after it, and not in the list that is laid over."""
    engine.execute("CREATE TEMP TABLE came (place INTEGER, number BIGINT, holds BOOLEAN)")
    for place, path in enumerate(lists):
        engine.execute(f"""
            INSERT INTO came SELECT {place}, TRY_CAST(r.resident_no AS BIGINT), {in_force_sql(now)}
            FROM read_parquet({quoted_path(path)}) AS r""")
    engine.execute(f"""
        CREATE TEMP TABLE kept AS
        WITH {_KNOWN},
        still AS (
            SELECT DISTINCT c.number FROM came AS c WHERE c.holds AND NOT EXISTS (
                SELECT 1 FROM came AS e WHERE e.number = c.number AND NOT e.holds AND e.place > c.place))
        SELECT DISTINCT k.person_id FROM still JOIN known AS k USING (number)
        WHERE k.person_id NOT IN (SELECT person_id FROM hit WHERE person_id IS NOT NULL)""")


@contextmanager
def _opened(snapshot: Snapshot, lists: Sequence[Path]) -> Iterator[Engine]:
    engine = open_engine([snapshot.path, *{path.parent for path in lists}])
    try:
        for table in ("persons", "identifiers", "children", "child_codes", "household_edges"):
            path = quoted_path(snapshot.table_path(table))
            engine.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM read_parquet({path})")
        yield engine
    finally:
        engine.close()
