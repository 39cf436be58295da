"""A second reading of Izumi's published tables: from their words straight to a judgement, knowing nothing of our declarations.

A child is a dict of what was asked of it, None where nobody knows. What is not known is tried out both ways: only what
holds in every possible world may be said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

TABLES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "generative" / "izumi_published_tables.json").read_text(encoding="utf-8")
)
NUMBERS = {"welfare_recipients_in_household": (0, 3), "adults_in_household": (1, 2), "household_size": (2, 5)}
"""Each number that is asked for, as one value on each side of the line."""
FLAGS = ("checkup_4m_nurse_support", "checkup_3y6m_other_physical_issue", "checkup_3y6m_overall_missing")
MARKS = ("screening.welfare", "screening.development", "screening.clothing", "screening.late")
EVERY_MARK = ("－", "△", "○", "◎")
Child = Mapping[str, Any]


def possible_worlds(child: Child) -> Iterator[dict[str, Any]]:
    """The child with everything known, in every way it may be."""
    domains: dict[str, tuple[Any, ...]] = {
        **NUMBERS,
        **dict.fromkeys(FLAGS, (False, True)),
        **dict.fromkeys(MARKS, EVERY_MARK),
        "model_school": (False, True),
    }
    names = list(domains)
    for values in product(*((child[name],) if child[name] is not None else domains[name] for name in names)):
        yield dict(zip(names, values, strict=True))


def leaf_of(tree: str, child: Child) -> dict[str, Any]:
    """The one leaf whose published path holds for a fully known child."""
    held = [leaf for leaf in TABLES[tree]["leaves"] if all(holds(step, child) for step in leaf["path"])]
    assert len(held) == 1, (tree, child, held)
    return dict(held[0])


def rate(tree: str, child: Child) -> Fraction:
    """Its printed rate."""
    return Fraction(str(leaf_of(tree, child)["rate_printed"]))


def holds(step: str, child: Child) -> bool:
    """Whether one published condition holds."""
    if found := re.fullmatch(r"(\w+) (>=|<) (\d+)", step):
        value, at_least = child[found[1]], found[2] == ">="
        return bool((value >= int(found[3])) is at_least)
    if step.startswith("screening."):
        return _mark_holds(step, child)
    name, wanted = (step.removeprefix("no "), False) if step.startswith("no ") else (step, True)
    if name.endswith("_present"):
        name, wanted = name.replace("_present", "_missing"), False
    return bool(child[name] is wanted)


def _mark_holds(step: str, child: Child) -> bool:
    if found := re.fullmatch(r"(\S+) in \((.+),(.+)\)", step):
        return child[found[1]] in (found[2], found[3])
    if found := re.fullmatch(r"(\S+) other", step):
        return bool(child[found[1]] != "○")
    found = re.fullmatch(r"(\S+) = (.)", step)
    assert found is not None, step
    # The tables print 服装=－ for the rest; figure 3-3 says that only ○ counts as one.
    return bool((child[found[1]] == "○") is (found[2] == "○"))


def judged(child: Child) -> str:
    """flagged, not_flagged or undeterminable, by the rules of `judgement`."""
    verdicts = {_verdict(world) for world in possible_worlds(child)}
    return verdicts.pop() if len(verdicts) == 1 else "undeterminable"


def _verdict(child: Child) -> str:
    city = rate("city_wide_tree", child)
    if child["model_school"]:
        return "flagged" if (city + rate("model_school_tree", child)) / 2 >= Fraction("0.1") else "not_flagged"
    return "flagged" if city >= Fraction("0.431") else "not_flagged"


def _yes(value: Any, test: Callable[[Any], bool], unknown: int) -> int:
    return unknown if value is None else int(test(value))


def answers_of(child: Child, unknown: int = 13) -> dict[str, int]:
    """What our questions answer of such a child; `unknown` is the reason given for what nobody knows."""
    return {
        "iz_assistance_three": _yes(child["welfare_recipients_in_household"], lambda value: value >= 3, unknown),
        "iz_nurse_support_4m": _yes(child["checkup_4m_nurse_support"], bool, unknown),
        "iz_body_concern_3y": _yes(child["checkup_3y6m_other_physical_issue"], bool, unknown),
        "iz_overall_missing_3y": _yes(child["checkup_3y6m_overall_missing"], bool, unknown),
        "iz_one_adult": _yes(child["adults_in_household"], lambda value: value < 2, unknown),
        "iz_household_five": _yes(child["household_size"], lambda value: value >= 5, unknown),
        "iz_school_assistance": _yes(child["screening.welfare"], lambda mark: mark == "○", unknown),
        "iz_school_development": _yes(child["screening.development"], lambda mark: mark in "○◎", unknown),
        "iz_school_clothes": _yes(child["screening.clothing"], lambda mark: mark == "○", unknown),
        "iz_school_late": _yes(child["screening.late"], lambda mark: mark in "○◎", unknown),
        "iz_model_school": _yes(child["model_school"], bool, unknown),
    }
