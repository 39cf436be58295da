"""What people have said of links since the run, laid over what the commands tell of it: as the pages read it, so does the terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tsunagu.base.missing import Missing
from tsunagu.engines import open_engine, quoted_path
from tsunagu.identity import judgements
from tsunagu.mart import Snapshot
from tsunagu.month import Home, withdrawn_links
from tsunagu.serving import Changed, Withheld, open_serving, state_word, worklist_after

Spot = tuple[str, str, str, int]
"""source, file, sheet ("" where there is none), line."""

LIMITED = "見守りの情報がある（見てよい範囲を、書いた人が決めています）"


@dataclass(frozen=True)
class LaidOver:
    """The children whose judgement is another without a withdrawn record, by person; and the rows of files those records are."""

    children: dict[int, Changed] = field(default_factory=dict)
    rows: frozenset[Spot] = frozenset()
    indicators: tuple[str, ...] = ()
    criteria: tuple[dict[str, Any], ...] = ()

    def answer(self, person_id: int, indicator: str, told: tuple[Any, ...]) -> tuple[Any, ...]:
        """answer and reason, as told by the run or as they stand now."""
        child = self.children.get(person_id)
        if child is None or indicator not in self.indicators:
            return told
        now = child.after.answers[self.indicators.index(indicator)]
        return ("unknown", Missing.LINK_WITHDRAWN.key) if now == Missing.LINK_WITHDRAWN else told

    def finding(self, person_id: int, criterion: str, told: tuple[Any, ...]) -> tuple[Any, ...]:
        """state, points, known, items, total_points, as told by the run or as they stand now."""
        child = self.children.get(person_id)
        place = next((at for at, one in enumerate(self.criteria) if one["id"] == criterion), None)
        if child is None or place is None:
            return told
        asked = [self.indicators.index(item["indicator"]) for item in self.criteria[place]["items"]]
        lost = sum(child.before.answers[at] < 10 <= child.after.answers[at] for at in asked)
        _, _, known, items, _ = told
        return (
            state_word(child.after.states[place]), child.after.points[place], max(0, known - lost), items,
            child.after.total_points,
        )  # fmt: skip

    def worklist(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A list of the run, cut anywhere, as it reads now. Nobody at the terminal is inside a limit that somebody set on a
        note (閲覧範囲): of what rests on such notes it says only that there is something."""
        now = worklist_after(told, self.criteria, tuple(self.children.values()))
        for row in now["listed"]:
            limits = row.get("reason_limits", [])
            row["reasons"] = [
                LIMITED if place < len(limits) and limits[place] else reason
                for place, reason in enumerate(row["reasons"])
            ]
        return now


def laid_over(home: Home, snapshot: Snapshot) -> LaidOver:
    """Of the run the pages show; nothing where nobody has answered anything.

    Raises BrokenJudgementsError: who cannot say what was answered cannot say whose a record is.
    """
    if not home.current_file.is_file() or not judgements(home.folder):
        return LaidOver()
    with open_serving(home.folder) as serving:
        places = withdrawn_links(home.folder, serving)
        if not places:
            return LaidOver()
        serving.withheld = Withheld(records=places)
        withdrawn = [(one.record.record_key, one.person_id) for one in serving.linked_records(places=places)]
        return LaidOver(
            {child.person_id: one for one in serving.changed if (child := serving.child(one.child_code)) is not None},
            _rows(snapshot, withdrawn),
            tuple(serving.indicator_ids),
            tuple(serving.meta("criteria")),
        )


def _rows(snapshot: Snapshot, withdrawn: list[tuple[str, int]]) -> frozenset[Spot]:
    records = quoted_path(snapshot.table_path("linked_records"))
    engine = open_engine([snapshot.path])
    try:
        return frozenset(
            engine.execute(
                f"""
                SELECT spot.source, spot.file, coalesce(spot.sheet, ''), spot.line FROM (
                    SELECT unnest(spots) AS spot FROM read_parquet({records})
                    WHERE (record_key, person_id) IN (
                        SELECT (w->>0, (w->>1)::BIGINT) FROM (SELECT unnest(from_json($told::JSON, '["JSON"]')) AS w)))""",
                {"told": json.dumps(withdrawn)},
            ).fetchall()
        )
    finally:
        engine.close()
