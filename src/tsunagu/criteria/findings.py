"""Points of every child for every criterion, in one pass over the answers. Missing adds no points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tsunagu.criteria.model import Criterion, PointsCriterion
from tsunagu.criteria.tree_sql import FIRST_UNKNOWN, tree_figures
from tsunagu.criteria.trees import TreeCriterion
from tsunagu.engines import Engine, quoted_name, quoted_path, quoted_text


def findings_sql(criteria: Sequence[Criterion], indicator_ids: Sequence[str], *, answers: str, children: str) -> str:
    """SQL of the findings: one row per child and criterion, children in the order of (household_id, person_id).

    `answers` and `children` are SQL relations. Columns: household_id, person_id, criterion, version, state, points,
    known, items, total_points (the yes answers over all indicators, whatever they count for).
    """
    total = _sum([f"({quoted_name(name)} = 1)::INTEGER" for name in indicator_ids])
    judged = ",\n".join(_judged(position, criterion) for position, criterion in enumerate(criteria))
    return f"""
    WITH asked AS (
        SELECT a.*, c.fiscal_age AS "#fiscal_age", {total} AS "#total"
        FROM {answers} AS a JOIN {children} AS c USING (household_id, person_id)
    ), judged AS (
        SELECT household_id, person_id, "#total", unnest([{judged}]) AS f FROM asked
    )
    SELECT household_id, person_id, f.criterion AS criterion, f.version AS version,
        CASE WHEN NOT f.inside THEN 'outside' WHEN f.points >= f.points_needed THEN 'flagged'
             WHEN f.known < f.known_needed THEN 'undeterminable' ELSE 'not_flagged' END AS state,
        (CASE WHEN f.inside THEN f.points ELSE 0 END)::UTINYINT AS points,
        f.known::UTINYINT AS known, f.items::UTINYINT AS items, "#total"::UTINYINT AS total_points
    FROM judged ORDER BY household_id, person_id, f.position"""


def write_findings(
    engine: Engine,
    criteria: Sequence[Criterion],
    indicator_ids: Sequence[str],
    *,
    answers: Path,
    children: Path,
    target: Path,
) -> None:
    """Write findings.parquet; the engine must be open for the folders of all three files."""
    sql = findings_sql(
        criteria,
        indicator_ids,
        answers=f"read_parquet({quoted_path(answers)})",
        children=f"read_parquet({quoted_path(children)})",
    )
    engine.execute(f"COPY ({sql}) TO {quoted_path(target)} (FORMAT parquet, COMPRESSION zstd)")


def _judged(position: int, criterion: Criterion) -> str:
    inside = "true"
    if criterion.cohort is not None:
        ages = criterion.cohort.fiscal_age
        inside = f'"#fiscal_age" BETWEEN {ages.from_} AND {ages.to}'
    told = {
        "position": str(position),
        "criterion": quoted_text(criterion.criterion),
        "version": quoted_text(criterion.version),
        "inside": inside,
        **_figures(criterion),
    }
    return "{" + ", ".join(f"{name}: {sql}" for name, sql in told.items()) + "}"


def _figures(criterion: Criterion) -> dict[str, str]:
    """SQL of points, known, items, points_needed and known_needed, each a whole number."""
    if isinstance(criterion, TreeCriterion):
        return tree_figures(criterion)
    if not isinstance(criterion, PointsCriterion):
        raise TypeError(f"a criterion of no known kind: {criterion.criterion}")
    names = [quoted_name(item.indicator) for item in criterion.items]
    return {
        "points": _sum(
            [f"({name} = 1)::INTEGER * {item.points}" for name, item in zip(names, criterion.items, strict=True)]
        ),
        "known": _sum([f"({name} < {FIRST_UNKNOWN})::INTEGER" for name in names]),
        "items": str(len(names)),
        "points_needed": str(criterion.points_needed),
        "known_needed": str(criterion.known_needed),
    }


def _sum(terms: Sequence[str]) -> str:
    return "(" + " + ".join(terms) + ")" if terms else "0"
