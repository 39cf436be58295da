"""Judge one child by published trees, and tell its way through them: the same meaning as the SQL over all children."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tsunagu.criteria.model import State
from tsunagu.criteria.trees import Group, Leaf, Node, Tree, TreeCriterion


@dataclass(frozen=True)
class Step:
    """One question on a child's way. `answer` is 0 no, 1 yes, from 10 on why nobody knows; behind an unknown both ways go on."""

    indicator: str
    answer: int


@dataclass(frozen=True)
class Way:
    """A child's way through one tree: the questions met, and the groups it may stand in (one, if all were answered)."""

    tree: Tree
    steps: tuple[Step, ...]
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True)
class Placed:
    """One group (cohort) a child may belong to, its ways through the group's trees, and how it stands to the line there."""

    group: Group
    ways: tuple[Way, ...]
    state: State


def judge_by_trees(criterion: TreeCriterion, answers: Mapping[str, int]) -> tuple[State, tuple[Placed, ...]]:
    """The state of one child of the cohort's ages, with the groups it may belong to."""
    placed = tuple(_placed(criterion, group, answers) for group in groups_of(criterion, answers))
    states = {one.state for one in placed}
    return (states.pop() if len(states) == 1 else "undeterminable"), placed


def groups_of(criterion: TreeCriterion, answers: Mapping[str, int]) -> tuple[Group, ...]:
    """The groups a child may belong to: the first whose question is yes, and those before it nobody can answer."""
    found = []
    for group in criterion.groups:
        answer = 1 if group.who is None else answers[group.who]
        if answer != 0:
            found.append(group)
        if answer == 1:
            break
    return tuple(found)


def _placed(criterion: TreeCriterion, group: Group, answers: Mapping[str, int]) -> Placed:
    ways = tuple(way_through(tree, answers) for tree in criterion.trees_of(group))
    line = int(group.at_least * 1000) * len(ways)
    least = sum(min(leaf.per_mille for leaf in way.leaves) for way in ways)
    most = sum(max(leaf.per_mille for leaf in way.leaves) for way in ways)
    return Placed(group, ways, "flagged" if least >= line else "undeterminable" if most >= line else "not_flagged")


def met_with_yes(criterion: TreeCriterion, answers: Mapping[str, int]) -> tuple[str, ...]:
    """The questions on the child's ways that are answered yes, each once."""
    _, placed = judge_by_trees(criterion, answers)
    steps = [step for one in placed for way in one.ways for step in way.steps]
    return tuple(dict.fromkeys(step.indicator for step in steps if step.answer == 1))


def way_through(tree: Tree, answers: Mapping[str, int]) -> Way:
    """The questions a child meets in a tree, from the top, and the groups it may end in."""
    steps: list[Step] = []
    _go(tree.root, answers, steps)
    leaves = [leaf for leaf in tree.root.leaves() if _may_end_in(leaf.path, answers)]
    return Way(tree, tuple(steps), tuple(leaves))


def _go(node: Node, answers: Mapping[str, int], steps: list[Step]) -> None:
    if node.split is None or node.if_yes is None or node.if_no is None:
        return
    answer = answers[node.split]
    steps.append(Step(node.split, answer))
    if answer != 0:
        _go(node.if_yes, answers, steps)
    if answer != 1:
        _go(node.if_no, answers, steps)


def _may_end_in(path: Sequence[tuple[str, bool]], answers: Mapping[str, int]) -> bool:
    return all(answers[name] != int(not yes) for name, yes in path)
