"""決定木の道すじ: which questions a child met in the published trees and how they were answered, without any share."""

from __future__ import annotations

from dataclasses import dataclass

from tsunagu.criteria import Placed, TreeCriterion, judge_by_trees
from tsunagu.serving import ServedChild
from tsunagu_web.child.judgement import drawn_together
from tsunagu_web.reading import RunView
from tsunagu_web.reading.telling import Telling
from tsunagu_web.types.rows import Cell, cell

ENDS = {
    "flagged": "行き着いた集団は、基準以上です。",
    "not_flagged": "行き着いた集団は、基準以上ではありません。",
    "undeterminable": "わからない問いがあり、基準以上かどうか決められません。",
}
BOTH = "わからない問いは、はいとも、いいえとも数えず、どちらの先も見ています。"


@dataclass(frozen=True)
class TreeWay:
    """The questions of one tree, in the order met: words and answer."""

    label: str
    steps: list[tuple[str, Cell]]


@dataclass(frozen=True)
class GroupWay:
    """One cohort the child may belong to. `sure`: it belongs there and nowhere else."""

    type: str
    label: str
    sure: bool
    trees: list[TreeWay]
    end: str
    both: str


def ways_of(run: RunView, child: ServedChild, telling: Telling) -> list[GroupWay]:
    """The child's way through the trees of every criterion that judges by them, and whose ages it has. Questions the reader
    may not be told stand as one, by what they are about.
    """
    found = []
    for place, criterion in enumerate(run.criteria):
        if criterion.get("tree") and child.state(place) != "outside":
            declared = TreeCriterion.model_validate(criterion["tree"])
            _, placed = judge_by_trees(declared, dict(zip(run.serving.indicator_ids, child.answers, strict=True)))
            found += [_group(run, child, criterion["label"], one, len(placed) == 1, telling) for one in placed]
    return found


def _group(run: RunView, child: ServedChild, label: str, placed: Placed, sure: bool, telling: Telling) -> GroupWay:
    position = {indicator["id"]: at for at, indicator in enumerate(run.indicators)}
    trees = []
    for way in placed.ways:
        met = dict.fromkeys(step.indicator for step in way.steps)
        steps: dict[str, list[Cell]] = {}
        for name in met:
            asked = run.indicators[position[name]]
            subject = telling.item(asked)
            words = f"{subject}の項目" if subject else asked["short"]
            steps.setdefault(words, []).append(cell(child, position[name]))
        trees.append(TreeWay(way.tree.label, [(words, drawn_together(cells)) for words, cells in steps.items()]))
    unknown = any(found.answer == "unknown" for tree in trees for _, found in tree.steps)
    return GroupWay(label, placed.group.label, sure, trees, ENDS[placed.state], BOTH if unknown else "")
