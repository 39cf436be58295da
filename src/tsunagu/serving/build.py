"""Build a run's serving file from its snapshot and its findings: set-based, then poured into SQLite in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tsunagu.catalog import Pack
from tsunagu.criteria import ANSWERS, FINDINGS, REASONS, Judgement, affiliation_sql, place_of_households
from tsunagu.engines import Engine, open_engine, quoted_name, quoted_path, quoted_text
from tsunagu.mart import Snapshot
from tsunagu.serving.births import births_sql, expecting_sql, sheltered_sql
from tsunagu.serving.entitled import entitlements_sql
from tsunagu.serving.facts import make_facts
from tsunagu.serving.history import make_history
from tsunagu.serving.linked_records import make_linked_records
from tsunagu.serving.meta import RunFacts, serving_meta
from tsunagu.serving.people import make_household_rows, make_name_records, make_relatives
from tsunagu.serving.schema import NO_AFFILIATION, SERVING_FILE, UNKNOWN_AFFILIATION
from tsunagu.serving.waiting_records import waiting_records_sql
from tsunagu.serving.writer import ServingWriter

"""The pack's code list whose values are school codes and whose labels are their names."""
ROWS_AT_ONCE = 5000


@dataclass(frozen=True)
class RunFolders:
    """`folder` holds this run's files and gets the serving file; `previous` is the run before, for 点数のうつりかわり."""

    folder: Path
    previous: Path | None = None


def build_serving(snapshot: Snapshot, pack: Pack, judgement: Judgement, folders: RunFolders, run: RunFacts) -> Path:
    """Write serving.sqlite into the run's folder and return its path.

    Reads answers, findings, reasons, counts, ranking and worklist of the run. Same inputs, same bytes. Addresses of a
    protected person's household are never read into it, nor where its children go.
    """
    engine = open_engine([snapshot.path, folders.folder, *([folders.previous] if folders.previous else [])])
    try:
        criteria = judgement.criteria_on(run.as_of)
        school_names = pack.school_names()
        _open_tables(engine, snapshot, folders.folder)
        _make_targets(engine)
        make_relatives(engine)
        make_household_rows(engine)
        make_name_records(engine, snapshot)
        _make_school(engine, school_names)
        make_linked_records(engine, snapshot)
        make_facts(engine, snapshot, school_names)
        make_history(engine, criteria, run.as_of, folders.previous)
        place = place_of_households(folders.folder)
        path = folders.folder / SERVING_FILE
        with ServingWriter(path) as writer:
            writer.insert_meta(serving_meta(snapshot, pack, judgement, folders.folder, folders.previous, run))
            _pour(engine, writer, "children", _children_sql(judgement.indicator_ids, judgement.item_ids))
            rows = engine.execute(
                "SELECT household_code, household_id, members FROM household_row ORDER BY 1"
            ).fetchall()
            writer.insert(
                "households",
                ((code, number, place.get(code, "not_flagged"), members) for code, number, members in rows),
            )
            _pour(engine, writer, "records", _records_sql())
            _pour(engine, writer, "waiting_records", waiting_records_sql(engine, snapshot))
            _pour(engine, writer, "linked_records", "FROM linked_record ORDER BY place")
            _pour(engine, writer, "births", births_sql(run.as_of))
            _pour(engine, writer, "expecting", expecting_sql(snapshot, run.as_of))
            _pour(engine, writer, "sheltered", sheltered_sql())
            if run.offered.rules:
                _pour(engine, writer, "entitlements", entitlements_sql(folders.folder, run.offered.rules))
        return path
    finally:
        engine.close()


def _open_tables(engine: Engine, snapshot: Snapshot, folder: Path) -> None:
    paths = {
        "kin": snapshot.table_path("kin"),
        "member": snapshot.table_path("members"),
        "address": snapshot.table_path("addresses"),
        "delivery": snapshot.table_path("deliveries"),
        "answer": folder / ANSWERS,
        "finding": folder / FINDINGS,
        "reason": folder / REASONS,
    }
    for name, path in paths.items():
        engine.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM read_parquet({quoted_path(path)})")
    engine.execute(f"""
        CREATE TEMP TABLE person AS
        SELECT *, CASE WHEN birth_date IS NOT NULL THEN date_diff('month', birth_date, DATE '{snapshot.as_of}') // 12
            - (month(birth_date) = month(DATE '{snapshot.as_of}') AND day(birth_date) > day(DATE '{snapshot.as_of}'))::INTEGER
            END AS age
        FROM read_parquet({quoted_path(snapshot.table_path("persons"))})""")
    engine.execute(f"""
        CREATE TEMP VIEW child AS SELECT c.*, k.code AS child_code, h.code AS household_code
        FROM read_parquet({quoted_path(snapshot.table_path("children"))}) AS c
        JOIN read_parquet({quoted_path(snapshot.table_path("child_codes"))}) AS k USING (person_id)
        JOIN read_parquet({quoted_path(snapshot.table_path("household_codes"))}) AS h USING (household_id)""")


def _make_targets(engine: Engine) -> None:
    """Table `target`: the children of the run; `hidden` = somebody of the household is protected."""
    engine.execute("""
        CREATE TEMP TABLE target AS
        WITH sheltering AS (SELECT DISTINCT household_id FROM person WHERE protected AND household_id IS NOT NULL)
        SELECT c.*, (c.household_id IN (FROM sheltering) OR p.protected) AS hidden
        FROM child AS c JOIN person AS p USING (person_id) ORDER BY child_code""")


def _make_school(engine: Engine, school_names: Mapping[str, str]) -> None:
    """View `school`: code, name."""
    names = ", ".join(f"({quoted_text(code)}, {quoted_text(name)})" for code, name in sorted(school_names.items()))
    engine.execute(
        f"CREATE OR REPLACE TEMP VIEW school AS SELECT * FROM (VALUES {names or '(NULL, NULL)'}) AS s(code, name)"
    )


def _children_sql(indicator_ids: Sequence[str], item_ids: Sequence[str]) -> str:
    """Rows in the order of TABLES['children'].

    Bytes are made as characters: every answer, state and number of points is below 128, so one character is one byte.
    """
    answers = ", ".join(f"chr(a.{quoted_name(name)}::INTEGER)" for name in indicator_ids)
    total = " + ".join(f"(a.{quoted_name(name)} = 1)::INTEGER" for name in item_ids)
    known = " + ".join(f"(a.{quoted_name(name)} < 10)::INTEGER" for name in item_ids)
    affiliation = f"""
        CASE WHEN t.hidden THEN NULL ELSE CASE {affiliation_sql("t", "delivery")}
            WHEN 'some' THEN coalesce(s.name, t.school, t.facility)
            WHEN 'none' THEN {quoted_text(NO_AFFILIATION)} ELSE {quoted_text(UNKNOWN_AFFILIATION)} END END"""
    return f"""
        SELECT t.child_code, t.household_code, t.person_id, t.sex, t.age, t.fiscal_age, t.grade, {affiliation},
            t.hidden::INTEGER, encode(concat({answers})), encode(h.states), encode(h.points),
            {total}, {known}, {len(item_ids)}, h.history
        FROM target AS t JOIN answer AS a USING (household_id, person_id) JOIN history AS h USING (person_id)
        LEFT JOIN (SELECT code, any_value(name) AS name FROM school GROUP BY code) AS s ON s.code = t.school
        ORDER BY t.child_code"""


def _records_sql() -> str:
    """Rows in the order of TABLES['records']. No F6 row for whoever is hidden, and addresses are not even joined for them."""
    return """
        SELECT child_code, 'F2' AS field_class, body FROM name_record
        UNION ALL SELECT child_code, field_class, body FROM fact_record
        UNION ALL
        SELECT t.child_code, 'F6', to_json({address: concat_ws(' ', a.town, a.lot, a.building)})::VARCHAR
        FROM target AS t JOIN address AS a USING (person_id) WHERE NOT t.hidden
        UNION ALL
        SELECT child_code, 'F7', '{"reasons":' || to_json(list(
            {indicator: indicator, sentence: sentence, department: department, "on": fact_on, source: source, limited_to: limited_to}))::VARCHAR || '}'
        FROM (
            SELECT t.child_code, r.indicator, r.sentence, r.department, r.fact_on, r.source, r.limited_to
            FROM target AS t JOIN reason AS r USING (person_id)
            ORDER BY t.child_code, r.fact_on DESC NULLS LAST, r.indicator, r.sentence, r.limited_to
        ) GROUP BY child_code
        ORDER BY child_code, field_class"""


def _pour(engine: Engine, writer: ServingWriter, table: str, sql: str) -> None:
    """Move the rows of a query into a table of the serving file, a few thousand at a time."""
    result = engine.execute(sql)
    while rows := result.fetchmany(ROWS_AT_ONCE):
        writer.insert(table, rows)
