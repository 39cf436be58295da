"""How many of how many: the figures of a run that every page and the run's last line repeat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from tsunagu.criteria.model import Criterion, State
from tsunagu.engines import Engine, quoted_path

OLDEST = 18


def count_findings(
    engine: Engine, criteria: Sequence[Criterion], *, findings: Path, children: Path, run: str, as_of: date
) -> dict[str, Any]:
    """The counts of one run, as plain data for JSON.

    A child is `undeterminable` when no type flags it and at least one could not be judged; else it is determinable.
    """
    engine.execute(f"""
        CREATE OR REPLACE TEMP TABLE judged_child AS
        SELECT c.person_id, c.household_id, c.fiscal_age,
            coalesce(bool_or(f.state = 'flagged'), false) AS flagged,
            coalesce(bool_or(f.state = 'undeterminable'), false) AS doubtful
        FROM read_parquet({quoted_path(children)}) AS c
        LEFT JOIN read_parquet({quoted_path(findings)}) AS f USING (household_id, person_id)
        GROUP BY ALL""")
    whole = engine.execute("""
        SELECT count(*), count(*) FILTER (flagged), count(*) FILTER (doubtful AND NOT flagged),
            count(DISTINCT household_id), count(DISTINCT household_id) FILTER (flagged) FROM judged_child""").fetchone()
    children_all, flagged, undeterminable, households, flagged_households = whole or (0, 0, 0, 0, 0)
    ages = {
        str(age): (total, hit)
        for age, total, hit in engine.execute(
            "SELECT fiscal_age, count(*), count(*) FILTER (flagged) FROM judged_child GROUP BY 1 ORDER BY 1"
        ).fetchall()
    }
    return {
        "run_id": run,
        "as_of": as_of.isoformat(),
        "children": children_all,
        "determinable": children_all - undeterminable,
        "undeterminable": undeterminable,
        "flagged_any": flagged,
        "households": households,
        "flagged_households": flagged_households,
        "per_type": _per_type(engine, criteria, findings),
        "by_age": {
            str(age): {"children": ages.get(str(age), (0, 0))[0], "flagged": ages.get(str(age), (0, 0))[1]}
            for age in range(OLDEST + 1)
        },
    }


def _per_type(engine: Engine, criteria: Sequence[Criterion], findings: Path) -> dict[str, dict[str, int]]:
    rows = engine.execute(
        f"SELECT criterion, state, count(*) FROM read_parquet({quoted_path(findings)}) GROUP BY ALL"
    ).fetchall()
    found = {(criterion, state): number for criterion, state, number in rows}
    return {
        criterion.type: {state: found.get((criterion.criterion, state), 0) for state in get_args(State)}
        for criterion in criteria
    }
