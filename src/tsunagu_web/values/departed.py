"""What was entered about children who are not in the run any more: nothing of it is lost, and its section is told why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tsunagu.base.dates import fiscal_year_of
from tsunagu.base.errors import TsunaguError
from tsunagu.engines import open_engine, quoted_path, quoted_text
from tsunagu.identity import DEATH, LEAVING_REASONS
from tsunagu.mart import find_snapshot
from tsunagu_web.reading import RunView
from tsunagu_web.town import home_folder
from tsunagu_web.values.models import EnteredVersion

CHILD_UP_TO = 18
NOT_IN_REGISTER = "この月の住民の記録に、いません（転出・死亡・番号の変更・登録の消除など）"
"""All that is told of somebody protected, or while it is not sure who is."""
DIED = "死亡の記録があります"
MOVED_OUT = "転出の記録があります"
GROWN_UP = "18歳になる年度をこえ、対象のこどもではなくなりました"


@dataclass(frozen=True)
class Departed:
    """One row entered about a child who is not in the run: its newest version, of which source, and why the child is not there."""

    newest: EnteredVersion
    label: str
    why: str


def of_departed(run: RunView, newest: Collection[EnteredVersion], labels: Mapping[str, str]) -> list[Departed]:
    """Of these newest versions those about children of whom the run has no record, and which nobody has ended."""
    gone = [one for one in newest if not one.is_over and run.serving.child(one.entered.child_code) is None]
    why = _why_gone(run, {one.entered.child_code for one in gone}) if gone else {}
    return [Departed(one, labels[one.entered.source], why.get(one.entered.child_code, NOT_IN_REGISTER)) for one in gone]


def _why_gone(run: RunView, codes: Collection[str]) -> dict[str, str]:
    """整理番号 → why the run has no such child, as far as the month's data say and it may be told: of nobody protected, nor of
    whoever lived with one."""
    if run.feed.why_hidden:
        return {}
    try:
        snapshot = find_snapshot(home_folder(), run.meta["snapshot_id"])
    except TsunaguError:
        return {}
    given, persons, moves, edges = (
        quoted_path(snapshot.table_path(name)) for name in ("child_codes", "persons", "moves", "household_edges")
    )
    leaving, listed = (", ".join(map(quoted_text, sorted(words))) for words in (LEAVING_REASONS, codes))
    withheld = ", ".join(str(person) for person in sorted(run.serving.withheld.people)) or "NULL"
    engine = open_engine([snapshot.path])
    try:
        rows = engine.execute(f"""
            WITH sheltered AS (
                SELECT person_id FROM read_parquet({persons}) WHERE protected OR person_id IN ({withheld})),
            with_them AS (
                SELECT person_id FROM read_parquet({edges}) WHERE household_id IN (
                    SELECT household_id FROM read_parquet({edges}) WHERE person_id IN (FROM sheltered))),
            left_by AS (
                SELECT person_id, arg_max(reason, (coalesce(moved_on, DATE '0001-01-01'), coalesce(sequence, 0))) AS reason
                FROM read_parquet({moves}) WHERE reason IN ({leaving}) GROUP BY person_id)
            SELECT c.code, p.resident, p.birth_date, m.reason FROM read_parquet({given}) AS c
            JOIN read_parquet({persons}) AS p USING (person_id) LEFT JOIN left_by AS m USING (person_id)
            WHERE c.code IN ({listed}) AND person_id NOT IN (FROM sheltered) AND person_id NOT IN (FROM with_them)
            """).fetchall()
    finally:
        engine.close()
    return {str(code): _in_words(resident, born, reason, run.as_of) for code, resident, born, reason in rows}


def _in_words(resident: bool, born: date | None, reason: str | None, as_of: date) -> str:
    if not resident:
        return DIED if reason == DEATH else MOVED_OUT if reason else NOT_IN_REGISTER
    if born is None:
        return NOT_IN_REGISTER
    year_of_birth = born.year - ((born.month, born.day) < (4, 2))
    return GROWN_UP if fiscal_year_of(as_of) - year_of_birth > CHILD_UP_TO else NOT_IN_REGISTER
