"""A woman of the register by exactly her name and birth date, so that a case about a pregnancy is about a person of the register.

Read from the snapshot at the moment somebody begins such a case or tells of one: grown-ups have no page of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tsunagu.engines import open_engine, quoted_path, quoted_text
from tsunagu.mart import find_snapshot

MALE = "男"


@dataclass(frozen=True)
class RegisteredWoman:
    """One person of the register. `household_code`: of a household with a child; None where the household has none (yet)."""

    person_id: int
    name: str
    kana: str
    born: date
    household_code: str | None


def find_women(home: Path, snapshot_id: str, name: str, born: date) -> list[RegisteredWoman]:
    """Everybody who bears this name and birth date and lives here (or is kept as 住登外), whatever spaces the name has.

    Raises RefusedError S001, S002 when the snapshot cannot be read.
    """
    snapshot = find_snapshot(home, snapshot_id)
    wanted = "".join(name.split())
    engine = open_engine([snapshot.path])
    try:
        persons, codes = (
            f"read_parquet({quoted_path(snapshot.table_path(table))})" for table in ("persons", "household_codes")
        )
        rows = engine.execute(f"""
            SELECT p.person_id, p.name, p.kana, p.birth_date, k.code FROM {persons} AS p
            LEFT JOIN {codes} AS k USING (household_id)
            WHERE p.birth_date = DATE {quoted_text(born.isoformat())} AND p.sex IS DISTINCT FROM {quoted_text(MALE)}
                AND (p.resident OR p.left_on IS NULL)
                AND replace(replace(p.name, ' ', ''), '\u3000', '') = {quoted_text(wanted)}
            ORDER BY p.person_id""").fetchall()
    finally:
        engine.close()
    return [RegisteredWoman(int(number), told, kana or "", day, code) for number, told, kana, day, code in rows]
