"""Published trees as SQL over all children: one row of figures per child, without asking one child at a time."""

from __future__ import annotations

from collections.abc import Sequence

from tsunagu.criteria.trees import Group, Leaf, Tree, TreeCriterion
from tsunagu.engines import quoted_name

FIRST_UNKNOWN = 10
"""Answers are 0 no, 1 yes; from here on they are a reason for not knowing."""


def tree_figures(criterion: TreeCriterion) -> dict[str, str]:
    """SQL of points, known, items, points_needed and known_needed of a child, in the terms findings are made in.

    A flagged child has one point: above the line there is no more or less. `known_needed` is out of reach while a group
    the child may stand in lies above the line and another does not.
    """
    certain, possible = [], []
    for group, here in zip(criterion.groups, _memberships(criterion.groups), strict=True):
        trees = criterion.trees_of(group)
        line = int(group.at_least * 1000) * len(trees)
        certain.append(f"(NOT {here} OR {_sum_of('least', trees)} >= {line})")
        possible.append(f"({here} AND {_sum_of('greatest', trees)} >= {line})")
    items, known = [], []
    for name in criterion.asked:
        asked_of = " OR ".join(
            here
            for group, here in zip(criterion.groups, _memberships(criterion.groups), strict=True)
            if any(name in tree.asked for tree in criterion.trees_of(group))
        )
        items.append(f"({asked_of})::INTEGER")
        known.append(f"(({asked_of}) AND {quoted_name(name)} < {FIRST_UNKNOWN})::INTEGER")
    count = "(" + " + ".join(items) + ")"
    return {
        "points": f"({' AND '.join(certain)})::INTEGER",
        "known": "(" + " + ".join(known) + ")",
        "items": count,
        "points_needed": "1",
        "known_needed": f"(CASE WHEN {' OR '.join(possible)} THEN {count} + 1 ELSE 0 END)",
    }


def _memberships(groups: Sequence[Group]) -> list[str]:
    """For each group, whether a child may belong to it: nobody is known to be in an earlier one, nor known not to be here."""
    found: list[str] = []
    earlier: list[str] = []
    for group in groups:
        here = [f"{quoted_name(name)} <> 1" for name in earlier]
        if group.who is not None:
            here.append(f"{quoted_name(group.who)} <> 0")
            earlier.append(group.who)
        found.append("(" + (" AND ".join(here) or "true") + ")")
    return found


def _sum_of(which: str, trees: Sequence[Tree]) -> str:
    """The least or the greatest share a child may have, in thousandths, added over the trees."""
    return "(" + " + ".join(f"{which}({', '.join(map(_reached, tree.root.leaves()))})" for tree in trees) + ")"


def _reached(leaf: Leaf) -> str:
    """The leaf's share where the child may stand in it; `least` and `greatest` pass over NULL."""
    if not leaf.path:
        return str(leaf.per_mille)
    way = " AND ".join(f"{quoted_name(name)} <> {int(not yes)}" for name, yes in leaf.path)
    return f"CASE WHEN {way} THEN {leaf.per_mille} END"
