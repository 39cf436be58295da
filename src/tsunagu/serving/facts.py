"""Facts of all children as rows of JSON, one per child and field class, in one pass per kind of fact."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tsunagu.engines import Engine, quoted_path, quoted_text
from tsunagu.mart import KEY_COLUMNS, Snapshot
from tsunagu.serving.fact_views import VIEWS, FactView

_JOINS = {
    "self": "JOIN {rows} AS r ON r.person_id = c.person_id",
    "household": "JOIN {rows} AS r ON r.household_id = c.household_id",
    "others": "JOIN {rows} AS r ON r.household_id = c.household_id AND r.person_id <> c.person_id",
    "mother": "JOIN kin AS k ON k.person_id = c.person_id AND k.relation = 'mother' JOIN {rows} AS r ON r.person_id = k.relative_id",
}


def make_facts(engine: Engine, snapshot: Snapshot, school_names: Mapping[str, str]) -> None:
    """Make table `fact_record` (child_code, field_class, body): needs tables target and kin.

    Bodies are short: {"facts": [{v: number of the view, t: text, o: on, u: until, s: source, k: places of the linked records
    the fact rests on, or null}]}; the reader tells them in full. Undated facts stand first, then oldest to newest. `school_names`: school code → name.
    """
    names = ", ".join(f"({quoted_text(code)}, {quoted_text(name)})" for code, name in sorted(school_names.items()))
    engine.execute("CREATE OR REPLACE TEMP TABLE school_name(code VARCHAR, name VARCHAR)")
    if names:
        engine.execute(f"INSERT INTO school_name VALUES {names}")
    union = " UNION ALL ".join(fact_sql(view, position, snapshot) for position, view in enumerate(VIEWS))
    # Sorted before, not inside the aggregate, which is six times slower; our engine has one thread and keeps the order.
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE fact_record AS
        SELECT child_code, field_class, '{{"facts":' || to_json(list(
            {{v: position, t: text, o: since, u: until, s: source, k: records}}))::VARCHAR || '}}' AS body
        FROM (FROM ({union}) ORDER BY child_code, field_class, since NULLS FIRST, position, text, until NULLS FIRST, source, records)
        GROUP BY child_code, field_class""")


def fact_sql(view: FactView, position: int, snapshot: Snapshot) -> str:
    """SQL of one kind of fact: child_code, field_class, text, since, until, source, position, records."""
    rows, records = f"read_parquet({quoted_path(snapshot.table_path(view.table))})", "NULL::INTEGER[]"
    if view.table in KEY_COLUMNS:
        # Which record a row belongs to is told by where it stood: a fact table has no key of its own.
        rows = f"""(
            SELECT f.*, w.place AS record FROM {rows} AS f
            LEFT JOIN (SELECT * FROM record_row WHERE table_name = {quoted_text(view.table)}) AS w
                ON w.source = f.source AND w.file = f.file AND w.sheet IS NOT DISTINCT FROM f.sheet AND w.line = f.line)"""
        records = "list(DISTINCT r.record ORDER BY r.record)" if view.each else "[r.record]"
        records = f"list_filter({records}, one -> one IS NOT NULL)"
    source = "min(r.source)" if view.each else "r.source"
    grouped = f"GROUP BY c.person_id, c.child_code, c.hidden, {view.each}" if view.each else ""
    return f"""
        SELECT c.child_code, '{view.field_class}' AS field_class, {_with_places(view.text)} AS text,
            ({view.on})::DATE AS since, ({view.until})::DATE AS until, {source} AS source, {position} AS position,
            {records} AS records
        FROM target AS c {_JOINS[view.about].format(rows=rows)} WHERE {view.where} {grouped}"""


def _with_places(text: str) -> str:
    """Replace {place:column:otherwise} by the column, or by `otherwise` for a hidden child and where nothing stands."""

    def place(match: re.Match[str]) -> str:
        column, otherwise = match.groups()
        name = f"r.{column}"
        if column == "school":
            name = "(SELECT any_value(s.name) FROM school_name AS s WHERE s.code = r.school)"
        return f"CASE WHEN c.hidden THEN '{otherwise}' ELSE coalesce({name}, '{otherwise}') END"

    return re.sub(r"\{place:(\w+):([^}]+)\}", place, text)
