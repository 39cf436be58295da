"""What the pages must know about a run as a whole: which run, of whom, by which criteria, from which files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.catalog import ON_SCREEN, Pack
from tsunagu.criteria import COUNTS, WORKLIST, Criterion, Judgement, PointsCriterion, TreeCriterion
from tsunagu.entitlements import OfferedServices
from tsunagu.indicators import TOLD_BY_FACTS, questions_of
from tsunagu.mart import Snapshot
from tsunagu.serving.entitled import rules_told
from tsunagu.serving.fact_views import VIEWS
from tsunagu.serving.reader import Serving
from tsunagu.serving.schema import SERVING_FILE

WAITING_REASONS = {
    "no_number": "番号がなく、だれの行か決まらない",
    "not_unique": "同じ名前と生年月日の人がほかにもいて、一人に決まらない",
    "no_independent_field": "名前と生年月日のほかに一致する項目がない",
    "not_resident": "住民の台帳に見つからない",
    "number_conflict": "番号の人と、書かれた生年月日が合わない",
}


@dataclass(frozen=True)
class RunFacts:
    """What only the month knows about a run. `receipts_summary`: {files, rows_in, rows_accepted, rows_refused, missing_sources}.

    `protection`: {received_on, load, rows, refused, waiting} of the list of protected people it was made with.
    """

    run_id: str
    as_of: date
    capacity: int
    code_version: str
    receipts_summary: dict[str, Any] = field(default_factory=dict)
    protection: dict[str, Any] = field(default_factory=dict)
    offered: OfferedServices = OfferedServices(())


def serving_meta(
    snapshot: Snapshot,
    pack: Pack,
    judgement: Judgement,
    folder: Path,
    previous: Path | None,
    run: RunFacts,
) -> dict[str, Any]:
    """The value of every META_KEYS key."""
    counts = json.loads((folder / COUNTS).read_text(encoding="utf-8"))
    return {
        "run": {
            "run_id": run.run_id,
            "snapshot_id": snapshot.snapshot_id,
            "as_of": run.as_of.isoformat(),
            "municipality": pack.municipality,
            "pack": pack.name,
            "pack_version": pack.version,
            "capacity": run.capacity,
            "code_version": run.code_version,
        },
        "indicators": _indicators(judgement, run.as_of, pack),
        "criteria": _criteria(judgement, run.as_of),
        "counts": counts,
        "months": [*_earlier_months(previous), counts],
        "worklist": json.loads((folder / WORKLIST).read_text(encoding="utf-8")),
        "departments": pack.owners(),
        "receipts_summary": run.receipts_summary,
        "waiting": [
            {
                "source": row.source,
                "label": pack.sources[row.source].label if row.source in pack.sources else row.source,
                "reason": WAITING_REASONS.get(row.reason, row.reason),
                "rows": row.rows,
            }
            for row in snapshot.manifest.waiting
        ],
        "protection": run.protection,
        "entitlements": rules_told(pack, run.offered),
        "fact_views": _fact_views(pack, snapshot, run.receipts_summary.get("missing_sources", [])),
    }


def _fact_views(pack: Pack, snapshot: Snapshot, missing: Sequence[str]) -> list[dict[str, Any]]:
    """Kinds of fact in the order in which facts name them. `files`: what they come from; `missing`: of these what never came.

    A source that came and one that has to come are files; what people enter on our own pages need not come.
    """
    told, came = [], {given.source for given in snapshot.manifest.inputs if given.part != ON_SCREEN}
    for view in VIEWS:
        sources = {name: pack.sources[name].label for name in pack.sources_of(view.table)}
        files = [label for name, label in sources.items() if name in came or label in missing]
        told.append(
            {
                "lane": view.lane,
                "label": view.label,
                "class": view.field_class,
                "table": view.table,
                "place": bool(view.places()),
                "limited_to": view.limited_to,
                "files": files,
                "missing": [label for label in files if label in missing],
            }
        )
    return told


def _indicators(judgement: Judgement, as_of: date, pack: Pack) -> list[dict[str, Any]]:
    criteria = judgement.criteria_on(as_of)
    return [
        {
            "id": indicator.id,
            "no": indicator.no,
            "label": indicator.label,
            "short": indicator.short or indicator.label,
            "basic_item": indicator.basic_item,
            "tables": sorted({question.table for question in questions_of(indicator.ask)}),
            "types": [criterion.type for criterion in criteria if indicator.id in criterion.asked],
            "counted": indicator.id in judgement.item_ids,
            "field_classes": judgement.field_classes.get(indicator.id, TOLD_BY_FACTS),
            "limited": any(
                pack.tables[question.table].limited_by
                for question in questions_of(indicator.ask)
                if question.table in pack.tables
            ),
        }
        for indicator in judgement.indicators
    ]


def _criteria(judgement: Judgement, as_of: date) -> list[dict[str, Any]]:
    return [
        {
            "id": criterion.criterion,
            "type": criterion.type,
            "label": criterion.label,
            "version": criterion.version,
            "assumption": criterion.assumption,
            "effective_from": criterion.effective_from.isoformat(),
            "approver": criterion.approver,
            "reference": criterion.reference,
            "cohort": None if criterion.cohort is None else criterion.cohort.model_dump(by_alias=True),
            **_rule(criterion),
        }
        for criterion in judgement.criteria_on(as_of)
    ]


def _rule(criterion: Criterion) -> dict[str, Any]:
    """By what it judges: `items` with their points, or `tree` (the whole declaration), whose questions are items worth
    no points: a child above the line has one point, every other child none."""
    if isinstance(criterion, TreeCriterion):
        because = {str(node.split): node for tree in criterion.trees for node, _ in tree.root.splits()}
        return {
            "threshold": 1,
            "comparison": "at_least",
            "min_known": 0,
            "items": [
                {"indicator": name, "points": 0, "because": node.because, "assumption": node.assumption}
                for name, node in because.items()
            ],
            "tree": criterion.model_dump(mode="json", by_alias=True, exclude_none=True),
        }
    if not isinstance(criterion, PointsCriterion):
        raise TypeError(f"a criterion of no known kind: {criterion.criterion}")
    return {
        "threshold": criterion.threshold,
        "comparison": criterion.comparison,
        "min_known": criterion.known_needed,
        "items": [
            {
                "indicator": item.indicator,
                "points": item.points,
                "because": item.because,
                "assumption": item.assumption,
            }
            for item in criterion.items
        ],
        "tree": None,
    }


def _earlier_months(previous: Path | None) -> list[dict[str, Any]]:
    if previous is None or not (previous / SERVING_FILE).is_file():
        return []
    with Serving(previous / SERVING_FILE) as serving:
        return list(serving.meta("months"))
