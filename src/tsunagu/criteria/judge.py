"""From a run's answers to its findings, its ranking and its list: the station `criteria` as one function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tsunagu.base.files import write_text
from tsunagu.criteria.blind import draw_blind_households
from tsunagu.criteria.counts import count_findings
from tsunagu.criteria.findings import write_findings
from tsunagu.criteria.gather import RunFiles, gather
from tsunagu.criteria.load import Judgement
from tsunagu.criteria.ranking import rank, ranking_from_json
from tsunagu.criteria.worklist import cut, places
from tsunagu.engines import open_engine
from tsunagu.mart import Snapshot

ANSWERS, EXCLUSIONS, REASONS = "answers.parquet", "exclusions.parquet", "reasons.parquet"
FINDINGS, COUNTS, RANKING, WORKLIST = "findings.parquet", "counts.json", "ranking.json", "worklist.json"


@dataclass(frozen=True)
class Judged:
    """What judging wrote, for the run's summary and the pages."""

    counts: dict[str, Any]
    worklist: dict[str, Any]


def judge(
    snapshot: Snapshot,
    judgement: Judgement,
    folder: Path,
    *,
    run: str,
    as_of: date,
    capacity: int,
    previous: Path | None = None,
) -> Judged:
    """Judge every child of a run and cut the list.

    Reads answers.parquet, exclusions.parquet and reasons.parquet in the run's `folder`; writes findings.parquet,
    counts.json, ranking.json and worklist.json beside them. `previous` is the folder of the run before, for 先月から.
    `check_blind_share` must have allowed the run before.
    """
    criteria = judgement.criteria_on(as_of)
    findings, children = folder / FINDINGS, snapshot.table_path("children")
    folders = [snapshot.path, folder, *([previous] if previous is not None else [])]
    engine = open_engine(folders)
    try:
        write_findings(
            engine, criteria, judgement.item_ids, answers=folder / ANSWERS, children=children, target=findings
        )
        counts = count_findings(engine, criteria, findings=findings, children=children, run=run, as_of=as_of)
        files = RunFiles(
            folder / ANSWERS,
            folder / EXCLUSIONS,
            findings,
            folder / REASONS,
            previous / FINDINGS if previous is not None else None,
        )
        gathered = gather(engine, snapshot, judgement, criteria, files, as_of)
        gathered.blind_pool = draw_blind_households(
            engine,
            judgement.rules.blind_share,
            findings="finding",
            codes="s_household_codes",
            seed=snapshot.snapshot_id,
        )
    finally:
        engine.close()
    ranking = rank(
        gathered,
        judgement.rules,
        {criterion.type: criterion.label for criterion in criteria},
        {criterion.type: criterion.asked for criterion in criteria},
        run=run,
        as_of=as_of,
        denominators=_denominators(counts),
        ungraded={criterion.type for criterion in criteria if not criterion.graded},
        field_classes=judgement.field_classes,
    )
    worklist = cut(ranking, capacity)
    for name, value in ((COUNTS, counts), (RANKING, ranking.as_json()), (WORKLIST, worklist)):
        write_text(folder / name, json.dumps(value, ensure_ascii=False, indent=1) + "\n")
    return Judged(counts, worklist)


def recut(folder: Path, capacity: int) -> dict[str, Any]:
    """The list of a finished run for another capacity. Nothing is judged anew and nothing is written."""
    return cut(ranking_from_json(json.loads((folder / RANKING).read_text(encoding="utf-8"))), capacity)


def place_of_households(folder: Path) -> dict[str, str]:
    """Household code → 'list' or 'left_out:<reason>' for every household in question of a finished run."""
    ranking = ranking_from_json(json.loads((folder / RANKING).read_text(encoding="utf-8")))
    return places(ranking, json.loads((folder / WORKLIST).read_text(encoding="utf-8")))


def _denominators(counts: dict[str, Any]) -> dict[str, int]:
    return {
        "children": counts["children"],
        "determinable": counts["determinable"],
        "flagged_children": counts["flagged_any"],
        "flagged_households": counts["flagged_households"],
    }
