"""What changed for a child since people last talked about it. It gives the order of the day; points do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tsunagu.base.missing import Missing
from tsunagu.serving import ServedChild
from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.reading import RunView, month_label


@dataclass(frozen=True)
class TypeChange:
    """What became of one type. `how`: reached; left; standing (reached before and now, with months between that were 情報不足);
    not_judged (reached before, 情報不足 now); unsure (reached now, and no month before could be judged)."""

    label: str
    how: Literal["reached", "left", "standing", "not_judged", "unsure"]
    words: str
    then: str
    """What it was in the month compared with: 基準以上でない, or 情報不足."""


@dataclass(frozen=True)
class Change:
    """`since`: the last decision, None when there was none; `month`: the month compared with, empty when it is the first.

    `types`: in the order of the criteria, those alone of which there is something to say; `items`: known yes before and now;
    `facts`: what is known differs from what the last decision rested on.
    """

    since: ChildDecision | None
    month: str
    types: tuple[TypeChange, ...]
    items: tuple[int, int] | None
    facts: bool

    @property
    def reached(self) -> tuple[TypeChange, ...]:
        """What people have not seen reached: newly so, or never judged before."""
        return tuple(one for one in self.types if one.how in ("reached", "unsure"))

    @property
    def weight(self) -> tuple[int, int, int]:
        """Larger: more has changed. That something could not be judged is no change."""
        moved = abs(self.items[1] - self.items[0]) if self.items else 0
        return len([one for one in self.types if one.how in ("reached", "unsure", "left")]), int(self.facts), moved

    def words(self, band: bool) -> list[str]:
        """What people read; `band`: without the count of items."""
        said = [one.words for one in self.types]
        if not band and self.items and self.items[0] != self.items[1]:
            said.append(f"該当する項目が {self.items[0]} → {self.items[1]}（{self.month}とくらべて）")
        if self.since and self.facts:
            day = self.since.decided_on
            said.append(f"前の決定（{day.year}/{day.month}/{day.day} {self.since.decision}）のあと、事実が変わった")
        return said


def change_of(run: RunView, child: ServedChild, since: ChildDecision | None) -> Change:
    """Compare the run with the month the last decision was taken on; without one, with the month before.

    A month in which a type was 情報不足 says neither that it was reached nor that it was not: the last month that could be judged
    is asked instead, and the words tell both.
    """
    earlier = [entry for entry in child.history if _before(entry["as_of"], run, since)]
    before = earlier[-1] if earlier else None
    changes = [_of_type(run, child, place, earlier) for place in range(len(run.criteria))] if earlier else []
    return Change(
        since,
        "" if before is None else month_label(before["as_of"]),
        tuple(one for one in changes if one is not None),
        None if before is None else (before["total"], child.total_points),
        since is not None and since.facts_hash != run.serving.facts_hash(child),
    )


def _of_type(run: RunView, child: ServedChild, place: int, earlier: Sequence[dict[str, Any]]) -> TypeChange | None:
    criterion, state, before = run.criteria[place], child.state(place), earlier[-1]
    label, judged = criterion["label"], [entry for entry in earlier if reached(entry, criterion) is not None]
    was, unknown = reached(judged[-1], criterion) if judged else None, reached(before, criterion) is None
    month, last = month_label(before["as_of"]), month_label(judged[-1]["as_of"]) if judged else ""
    gap = f"{month}は、情報不足（{why_not_judged(before, criterion)}）のため判定していない" if unknown else ""
    then = "情報不足" if unknown else "基準以上でない"
    if state == "flagged" and was is None:
        return TypeChange(label, "unsure", f"{label}が、基準以上。新しくそうなったのかは分からない（{gap}）", then)
    if state == "flagged" and was:
        words = f"{label}は、{last}から引きつづき基準以上（{gap}）"
        return TypeChange(label, "standing", words, then) if unknown else None
    if state == "flagged":
        more = f"。{gap}" if unknown else ""
        return TypeChange(label, "reached", f"{label}が、新しく基準以上になった（{last}とくらべて{more}）", then)
    if state == "undeterminable":
        why = why_not_judged(now_unknown(child, run, place), criterion)
        words = f"{label}は、情報不足（{why}）のため、今月は判定していない。{last}は基準以上で、そうでなくなったとは言えない"
        return TypeChange(label, "not_judged", words, then) if was else None
    more = f"。{gap}" if unknown else ""
    words = f"{label}は、基準以上でなくなった（{last}とくらべて{more}）"
    return TypeChange(label, "left", words, then) if was else None


def _before(as_of: str, run: RunView, since: ChildDecision | None) -> bool:
    if since is None:
        return as_of < str(run.meta["as_of"])
    return date.fromisoformat(as_of) <= (since.as_of or since.decided_on)


def reached(entry: dict[str, Any], criterion: dict[str, Any]) -> bool | None:
    """Whether a child was at or above the threshold of a criterion in a month of its history; None: 情報不足 in that month."""
    points, threshold = entry["points"].get(criterion["type"], 0), criterion["threshold"]
    if points >= threshold if criterion["comparison"] == "at_least" else points > threshold:
        return True
    return None if criterion["type"] in entry.get("unknown", {}) else False


def now_unknown(child: ServedChild, run: RunView, place: int) -> dict[str, Any]:
    """The part of a month's entry that says why a type is 情報不足 in the run itself: the reason that goes first."""
    criterion, order = run.criteria[place], {one["id"]: at for at, one in enumerate(run.indicators)}
    answers = [child.answers[order[item["indicator"]]] for item in criterion["items"]]
    unknown = [answer for answer in answers if answer >= min(Missing)]
    return {"unknown": {criterion["type"]: min(unknown, default=0)}}


def why_not_judged(entry: dict[str, Any], criterion: dict[str, Any]) -> str:
    """The reason of 情報不足 in a month, 未着 first of all."""
    code = entry.get("unknown", {}).get(criterion["type"], 0)
    return Missing(code).label if code else "わかる項目が足りない"


def type_mark(criterion: dict[str, Any]) -> str:
    """A type that a child reached, named the same in every month."""
    return f"type {criterion['type']}"


def item_mark(indicator: dict[str, Any]) -> str:
    """An item that is so of a child, named the same in every month."""
    return f"item {indicator['id']}"


def marks_of(run: RunView, child: ServedChild) -> list[str]:
    """Everything the run says of a child: types reached, and items that are so."""
    types = [type_mark(one) for place, one in enumerate(run.criteria) if child.state(place) == "flagged"]
    return types + [item_mark(one) for place, one in enumerate(run.indicators) if child.answer(place) == "yes"]


def last_judged(child: ServedChild, criterion: dict[str, Any], now: date) -> dict[str, Any] | None:
    """The newest month before `now` in which a type could be judged."""
    judged = [one for one in child.history if reached(one, criterion) is not None]
    return next((one for one in reversed(judged) if date.fromisoformat(one["as_of"]) < now), None)


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
