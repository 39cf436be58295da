"""点数のうつりかわり: the points of this run joined to the history the previous run's serving file already holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pyarrow

from tsunagu.base.missing import Missing
from tsunagu.criteria import Criterion
from tsunagu.engines import Engine, quoted_name, quoted_text
from tsunagu.serving.schema import SERVING_FILE


def make_history(engine: Engine, criteria: Sequence[Criterion], as_of: date, previous: Path | None) -> None:
    """Make table `history`: person_id, states and points (one character per criterion), history (JSON, oldest first).

    `history` entries: {as_of, points: {type: n}, total, unknown: {type: Missing}}. `unknown`, only where there is one: the
    types that were 情報不足, each with the reason that goes first of its unknown answers. Months are never guessed: where a child
    was not judged in a month there is no entry.
    """
    _register_earlier(engine, previous)
    order = "[" + ", ".join(quoted_text(criterion.criterion) for criterion in criteria) + "]"
    types = "[" + ", ".join(quoted_text(f'"{criterion.type}":') for criterion in criteria) + "]"
    whys = "[" + ", ".join(_first_unknown(criterion) for criterion in criteria) + "]"
    now = quoted_text(f'{{"as_of":"{as_of}","points":{{')
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE history AS
        WITH why AS (SELECT person_id, {whys} AS whys FROM answer),
        placed AS (
            SELECT person_id, points, total_points, {types}[list_position({order}, criterion)] AS type,
                whys[list_position({order}, criterion)] AS why,
                CASE state WHEN 'flagged' THEN 1 WHEN 'undeterminable' THEN 2 WHEN 'outside' THEN 3 ELSE 0 END AS state
            FROM finding JOIN why USING (person_id) ORDER BY person_id, list_position({order}, criterion)
        ), judged AS (
            SELECT person_id, string_agg(chr(state), '') AS states, string_agg(chr(points::INTEGER), '') AS points,
                {now} || string_agg(type || points, ',') || '}},"total":' || any_value(total_points) || CASE
                    WHEN bool_or(state = 2) THEN ',"unknown":{{' || string_agg(type || why, ',') FILTER (state = 2) || '}}'
                    ELSE '' END || '}}' AS entry
            FROM placed GROUP BY person_id
        )
        SELECT j.person_id, j.states, j.points,
            CASE WHEN e.history IS NULL OR e.history = '[]' THEN '[' || j.entry || ']'
                 ELSE left(e.history, length(e.history) - 1) || ',' || j.entry || ']' END AS history
        FROM judged AS j LEFT JOIN earlier AS e USING (person_id)""")


def _first_unknown(criterion: Criterion) -> str:
    """SQL of the Missing that goes first among the unknown answers a criterion asks for; 0 where all are known."""
    told = ", ".join(quoted_name(name) for name in criterion.asked)
    return f"coalesce(list_min(list_filter([{told}], lambda one: one >= {int(min(Missing))})), 0)" if told else "0"


def _register_earlier(engine: Engine, previous: Path | None) -> None:
    """View `earlier`: person_id, history as the run before told it."""
    rows: list[tuple[int, str]] = []
    if previous is not None and (previous / SERVING_FILE).is_file():
        connection = sqlite3.connect(f"file:{quote(str(previous / SERVING_FILE))}?mode=ro&immutable=1", uri=True)
        try:
            rows = connection.execute("SELECT person_id, history FROM children").fetchall()
        finally:
            connection.close()
    engine.register(
        "earlier",
        pyarrow.table(
            {
                "person_id": pyarrow.array([row[0] for row in rows], pyarrow.int64()),
                "history": pyarrow.array([row[1] for row in rows], pyarrow.string()),
            }
        ),
    )
