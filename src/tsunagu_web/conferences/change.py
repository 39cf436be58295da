"""What changed for a child since people last talked about it. It gives the order of the day; points do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tsunagu.serving import ServedChild
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.reading import RunView, month_label


@dataclass(frozen=True)
class Change:
    """`since`: the last decision, None when there was none; `month`: the month compared with, empty when it is the first.

    `reached`, `left`: labels of types; `items`: known yes before and now; `facts`: what is known differs from what the
    last decision rested on.
    """

    since: ChildDecision | None
    month: str
    reached: tuple[str, ...]
    left: tuple[str, ...]
    items: tuple[int, int] | None
    facts: bool

    @property
    def weight(self) -> tuple[int, int, int]:
        """Larger: more has changed."""
        moved = abs(self.items[1] - self.items[0]) if self.items else 0
        return len(self.reached) + len(self.left), int(self.facts), moved

    def words(self, band: bool) -> list[str]:
        """What people read; `band`: without the count of items."""
        said = [f"{label}が、新しく基準以上になった（{self.month}とくらべて）" for label in self.reached]
        said += [f"{label}は、基準以上でなくなった（{self.month}とくらべて）" for label in self.left]
        if not band and self.items and self.items[0] != self.items[1]:
            said.append(f"該当する項目が {self.items[0]} → {self.items[1]}（{self.month}とくらべて）")
        if self.since and self.facts:
            day = self.since.decided_on
            said.append(f"前の決定（{day.year}/{day.month}/{day.day} {self.since.decision}）のあと、事実が変わった")
        return said


def change_of(run: RunView, child: ServedChild, since: ChildDecision | None) -> Change:
    """Compare the run with the month the last decision was taken on; without one, with the month before."""
    earlier = [entry for entry in child.history if _before(entry["as_of"], run, since)]
    before = earlier[-1] if earlier else None
    now = [criterion["label"] for place, criterion in enumerate(run.criteria) if child.state(place) == "flagged"]
    then = [] if before is None else [one["label"] for one in run.criteria if reached(before, one)]
    return Change(
        since,
        "" if before is None else month_label(before["as_of"]),
        () if before is None else tuple(label for label in now if label not in then),
        tuple(label for label in then if label not in now),
        None if before is None else (before["total"], child.total_points),
        since is not None and since.facts_hash != run.serving.facts_hash(child),
    )


def _before(as_of: str, run: RunView, since: ChildDecision | None) -> bool:
    if since is None:
        return as_of < str(run.meta["as_of"])
    return date.fromisoformat(as_of) <= (since.as_of or since.decided_on)


def reached(entry: dict[str, Any], criterion: dict[str, Any]) -> bool:
    """Whether a child was at or above the threshold of a criterion in a month of its history."""
    points, threshold = entry["points"].get(criterion["type"], 0), criterion["threshold"]
    return bool(points >= threshold if criterion["comparison"] == "at_least" else points > threshold)


def newest_decisions(children: Iterable[str], *, not_on: int | None = None) -> dict[str, ChildDecision]:
    """Child → the decision that counts, of all meetings, or of all but agenda item `not_on`."""
    rows = ChildDecision.objects.filter(child_code__in=list(children)).exclude(item_id=not_on)
    rows = rows.select_related("decider", "item__meeting").order_by("decided_on", "item_id", "version")
    return {row.child_code: row for row in rows}


def by_change(run: RunView, cases: Sequence[Case]) -> list[Case]:
    """The order of the day: what changed most first, then those never talked about, then who waits longest."""
    weights = {}
    for case in cases:
        children = run.serving.children_of(case.household_code)
        decided = newest_decisions(child.child_code for child in children)
        changes = [change_of(run, child, decided.get(child.child_code)) for child in children]
        sums = tuple(-sum(parts) for parts in zip(*(change.weight for change in changes), strict=True)) or (0, 0, 0)
        weights[case.pk] = (*sums, bool(decided), case.since, case.pk)
    return sorted(cases, key=lambda case: weights[case.pk])
