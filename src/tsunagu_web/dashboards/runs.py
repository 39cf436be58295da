"""What a run said of a child when it was listed: 困難の類型 and whether the town knew it before. Read from that run itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagu.serving import Serving
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.dashboards.counting import ChildLine
from tsunagu_web.reading import RunView, earlier_run

NO_LIST, NO_TYPE, NOT_KEPT = "no_list", "no_type", "not_kept"
KNOWN, NOT_KNOWN, UNSURE = "known", "not_known", "unsure"
WITHOUT_TYPE = (
    (NO_TYPE, "どの類型も基準未満（推薦・きょうだい）"),
    (NO_LIST, "一覧によらず受理（緊急・見守り情報）"),
    (NOT_KEPT, "そのときの判定が残っていない"),
)
KNOWN_LABELS = ((KNOWN, "知っていた"), (NOT_KNOWN, "町に記録がない"), (UNSURE, "分からない"))


class Standing:
    """Types and 'known before' of the children of a year, each run opened once."""

    def __init__(self, run: RunView, lines: Iterable[ChildLine], known_before: Iterable[str]) -> None:
        self.types: dict[str, list[str]] = {}
        self.known: dict[str, str] = {}
        kinds, by_run = frozenset(known_before), dict[str | None, list[ChildLine]]()
        for line in lines:
            by_run.setdefault(line.run_id, []).append(line)
        supported = _supported_before(line for some in by_run.values() for line in some)
        for run_id, some in by_run.items():
            # Whoever came by no list: what was known is asked of the current run.
            with earlier_run(run, run_id or run.meta["run_id"]) as view:
                serving = view.serving if view else None
                for line in some:
                    self.types[line.child] = _types(serving, line)
                    self.known[line.child] = KNOWN if line.child in supported else _known(serving, line, kinds)


def _types(serving: Serving | None, line: ChildLine) -> list[str]:
    if line.run_id is None:
        return [NO_LIST]
    child = serving.child(line.child) if serving else None
    if serving is None or child is None:
        return [NOT_KEPT]
    criteria = serving.meta("criteria")
    return [one["type"] for place, one in enumerate(criteria) if child.state(place) == "flagged"] or [NO_TYPE]


def _known(serving: Serving | None, line: ChildLine, kinds: frozenset[str]) -> str:
    """Whether a fact of these kinds was there before the child came. A file that never came says neither."""
    told = serving.records(line.child, ["F5"]) if serving else {}
    if serving is None or not told:
        return UNSURE
    facts = [fact for fact in told.get("F5", {}).get("facts", []) if fact["label"] in kinds]
    if any(fact["on"] and fact["on"] <= line.day.isoformat() for fact in facts):
        return KNOWN
    missing = any(view["label"] in kinds and view.get("missing") for view in serving.meta("fact_views"))
    undated = any(not fact["on"] for fact in facts)
    return UNSURE if missing or undated or told.get("F5", {}).get("withdrawn") else NOT_KNOWN


def _supported_before(lines: Iterable[ChildLine]) -> set[str]:
    """Children decided 要支援 at a meeting before the day they came by; a decision that was corrected does not count."""
    day = {line.child: line.day for line in lines}
    newest: dict[tuple[int, str], tuple[str, date]] = {}
    rows = ChildDecision.objects.order_by("item", "child_code", "version")
    for item, child, decision, on in rows.values_list("item", "child_code", "decision", "decided_on"):
        if child in day:
            newest[item, child] = decision, on
    return {child for (_, child), (decision, on) in newest.items() if decision == "要支援" and on < day[child]}
