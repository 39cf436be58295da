"""候補のゆくえ: each household and child in question counted once, flagged ones and those only nominated apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tsunagu.criteria.ranking import Household, LeftOutCount, Ranking
from tsunagu.criteria.rules import BELOW_CUT

COUNTED = ("households", "children", "nominated_households", "nominated_children")
"""Households with a flagged child; flagged children; households and children that are only nominated."""


def tally_left_out(ranking: Ranking, waiting: Sequence[Household]) -> list[dict[str, Any]]:
    """One row per reason not to list, the cut last: the four counts, what happens to them, and how many children nobody
    could check for the reason because its data never came (`unchecked`; `not_checked`: nobody could be). `child_codes`: whom a
    reason leaves out, so that the finding reaches the worker in charge; the cut has none, it leaves nobody out for good."""
    rows = [_left_out(left, ranking.candidates) for left in ranking.left_out]
    return [*rows, {"reason": BELOW_CUT, **ranking.below_cut, **tally(waiting), "unchecked": 0, "not_checked": False}]


def tally(households: Iterable[Household]) -> dict[str, int]:
    """The four counts of some households and of the children that stay with them."""
    counts = dict.fromkeys(COUNTED, 0)
    for household in households:
        counts["households" if household.flagged else "nominated_households"] += 1
        counts["children"] += household.flagged_children
        counts["nominated_children"] += len(household.children) - household.flagged_children
    return counts


def total(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The sum of tallies."""
    found = list(rows)
    return {name: sum(row[name] for row in found) for name in COUNTED}


def _left_out(left: LeftOutCount, candidates: int) -> dict[str, Any]:
    return {
        "reason": left.reason,
        "label": left.label,
        "then": left.then,
        "households": left.flagged_households,
        "children": left.flagged_children,
        "nominated_households": len(left.household_codes) - left.flagged_households,
        "nominated_children": left.children - left.flagged_children,
        "child_codes": left.child_codes,
        "unchecked": left.unchecked,
        "not_checked": 0 < left.unchecked == candidates,
    }
