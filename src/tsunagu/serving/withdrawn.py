"""What is left of a child's judgement while a record it rested on is found not to be the child's: nothing is guessed anew.

Every answer to a question about the kind of record becomes unknown, with its reason, and points and states follow from the
answers that stay. Whoever was flagged and no longer is, is 情報不足, never 基準未満: the next month answers anew.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tsunagu.base.missing import Missing
from tsunagu.criteria import TreeCriterion, judge_by_trees
from tsunagu.serving.schema import FLAGGED, NOT_FLAGGED, OUTSIDE, UNDETERMINABLE

WHY = "同一人確認で、ひも付けが取り消されたか別人とされた記録を使っていたため、表示しません"
_STATES = {NOT_FLAGGED: "not_flagged", FLAGGED: "flagged", UNDETERMINABLE: "undeterminable", OUTSIDE: "outside"}


def state_word(state: int) -> str:
    """The word of a state in the run's findings: not_flagged, flagged, undeterminable or outside."""
    return _STATES[state]


@dataclass(frozen=True)
class Judged:
    """A child's judgement as bytes, in the order of meta `indicators` and `criteria`."""

    answers: bytes
    states: bytes
    points: bytes
    uncounted: frozenset[int] = frozenset()
    """Places of answers that are no items about a child, but only say to which group it belongs."""

    @property
    def total_points(self) -> int:
        return sum(answer == 1 for at, answer in enumerate(self.answers) if at not in self.uncounted)

    @property
    def known(self) -> int:
        return sum(answer < 10 for at, answer in enumerate(self.answers) if at not in self.uncounted)


@dataclass(frozen=True)
class Changed:
    """One child before and after, with what the counts of the run are by."""

    child_code: str
    household_code: str
    fiscal_age: int
    before: Judged
    after: Judged


def without(
    judged: Judged,
    tables: Collection[str],
    indicators: Sequence[Mapping[str, Any]],
    criteria: Sequence[Mapping[str, Any]],
) -> Judged:
    """The judgement without the answers that ask one of `tables`. A run of before its tables were told asks any of them."""
    touched = [bool({*indicator.get("tables", tables)} & {*tables}) for indicator in indicators]
    answers = bytes(
        Missing.LINK_WITHDRAWN if hit and answer < 10 else answer
        for hit, answer in zip(touched, judged.answers, strict=True)
    )
    place = {indicator["id"]: at for at, indicator in enumerate(indicators)}
    states, points = [], []
    for at, criterion in enumerate(criteria):
        if criterion.get("tree") is not None:
            state = _by_trees(criterion["tree"], judged.states[at], touched, answers, place)
            states.append(state)
            points.append(int(state == FLAGGED))
            continue
        items = [(place[item["indicator"]], item["points"]) for item in criterion["items"]]
        if judged.states[at] == OUTSIDE or not any(touched[item] for item, _ in items):
            states.append(judged.states[at])
            points.append(judged.points[at])
            continue
        now = sum(worth for item, worth in items if answers[item] == 1)
        known = sum(answers[item] < 10 for item, _ in items)
        needed = criterion["threshold"] + (criterion["comparison"] == "more_than")
        doubtful = judged.states[at] == FLAGGED or known < criterion.get("min_known", 0)
        states.append(FLAGGED if now >= needed else UNDETERMINABLE if doubtful else judged.states[at])
        points.append(now)
    return Judged(answers, bytes(states), bytes(points), judged.uncounted)


def _by_trees(
    declared: Mapping[str, Any], before: int, touched: Sequence[bool], answers: bytes, place: Mapping[str, int]
) -> int:
    """The state by published trees: whoever was flagged and is no longer sure to be is 情報不足."""
    criterion = TreeCriterion.model_validate(declared)
    asked = {*criterion.asked, *criterion.membership}
    if before == OUTSIDE or not any(touched[place[name]] for name in asked):
        return before
    state, _ = judge_by_trees(criterion, {name: answers[place[name]] for name in asked})
    if state == "flagged":
        return FLAGGED
    return UNDETERMINABLE if state == "undeterminable" or before == FLAGGED else before


def counts_after(
    counts: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], changed: Sequence[Changed]
) -> dict[str, Any]:
    """The run's counts with these children counted as they stand now."""
    now: dict[str, Any] = copy.deepcopy(dict(counts))
    for child in changed:
        for at, criterion in enumerate(criteria):
            row = now["per_type"][criterion["type"]]
            row[_STATES[child.before.states[at]]] -= 1
            row[_STATES[child.after.states[at]]] += 1
        for judged, step in ((child.before, -1), (child.after, 1)):
            flagged = FLAGGED in judged.states
            doubtful = UNDETERMINABLE in judged.states and not flagged
            now["flagged_any"] += step * flagged
            now["undeterminable"] += step * doubtful
            now["determinable"] -= step * doubtful
            if (age := now["by_age"].get(str(child.fiscal_age))) is not None:
                age["flagged"] += step * flagged
    return now


def worklist_after(
    worklist: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]], changed: Sequence[Changed]
) -> dict[str, Any]:
    """The list with nothing told of these children's households that may rest on the record. They stay on it: people have
    them in hand, and the row says why it is silent.
    """
    now: dict[str, Any] = copy.deepcopy(dict(worklist))
    by_household: dict[str, list[Changed]] = {}
    for child in changed:
        by_household.setdefault(child.household_code, []).append(child)
    labels = {criterion["label"]: at for at, criterion in enumerate(criteria)}
    for row in now.get("next", []):
        if row["household_code"] in by_household:
            row["why"] = WHY
    for row in now["listed"]:
        touched = by_household.get(row["household_code"], [])
        if not touched:
            continue
        row |= {
            "reasons": [WHY],
            "contact": [],
            "reason_classes": [[]],
            "reason_limits": [[]],
            "contact_classes": [],
            "since_last": "",
            "total_items": max(one.after.total_points for one in touched),
        }
        row["types"] = [told for told in row["types"] if _still(told, labels, touched)]
    return now


def _still(told: Mapping[str, Any], labels: Mapping[str, int], touched: Sequence[Changed]) -> bool:
    """Whether a type of a listed household still stands: of a child not touched, or flagged all the same."""
    at = labels.get(told["label"])
    mine = [one for one in touched if told.get("child_code") in (None, one.child_code)]
    return at is None or not mine or any(one.after.states[at] == FLAGGED for one in mine)
