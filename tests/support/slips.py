"""Thirty slightly wrong declarations of Kaisei's indicators: comparison, window, scope, code."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tsunagu.catalog import load_pack
from tsunagu.indicators import Indicator, load_indicators

Declared = dict[str, Any]
Slip = Callable[[Declared], None]


def put(value: Any, *path: str | int) -> Slip:
    """A slip that writes `value` at a place of the declaration."""

    def slip(declared: Declared) -> None:
        part: Any = declared
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return slip


SLIPS: list[tuple[str, str, Slip]] = [
    # comparison
    ("item06_absence30", "more than 30", put({"more_than": 30}, "ask", "compare")),
    ("item06_absence30", "29 suffice", put({"at_least": 29}, "ask", "compare")),
    ("item27_late", "more than 10", put({"more_than": 10}, "ask", "compare")),
    ("item27_late", "9 suffice", put({"at_least": 9}, "ask", "compare")),
    ("item19_many_children", "two are many", put({"at_least": 2}, "ask", "compare")),
    ("item19_many_children", "four are many", put({"at_least": 4}, "ask", "compare")),
    ("item26_prenatal", "up to 5", put({"at_most": 5}, "ask", "compare")),
    # window
    ("item06_absence30", "last year's absence", put({"fiscal_year": -1}, "ask", "period")),
    ("item27_late", "last year's lateness", put({"fiscal_year": -1}, "ask", "period")),
    ("item13_school_aid", "this year's decision", put({"fiscal_year": 0}, "ask", "period")),
    ("item14_moved_in", "24 months back", put({"months_back": 24}, "ask", "period")),
    ("item14_moved_in", "11 months back", put({"months_back": 11}, "ask", "period")),
    ("item15_poverty_consult", "12 months back", put({"months_back": 12}, "ask", "period")),
    ("item17_abuse_consult", "60 months back", put({"months_back": 60}, "ask", "period")),
    ("item01_yotaikyo", "only those still registered", put({"current": True}, "ask", "period")),
    ("item05_2_self_child_service", "only decisions in force", put({"current": True}, "ask", "period")),
    ("item08_public_assistance", "also ended", put({"ever": True, "because": "x"}, "ask", "period")),
    ("item09_child_rearing_allowance", "also ended", put({"ever": True, "because": "x"}, "ask", "period")),
    # scope
    ("item07_others_care", "the child alone", put("self", "ask", "scope")),
    ("item08_public_assistance", "the child alone", put("self", "ask", "scope")),
    ("item15_poverty_consult", "the child alone", put("self", "ask", "scope")),
    ("item17_abuse_consult", "the child alone", put("self", "ask", "scope")),
    ("item04_1_others_developmental", "the child too", put("household", "ask", "scope")),
    ("item05_1_others_child_service", "the child too", put("household", "ask", "scope")),
    ("item23_family_certificate", "the child too", put("household", "ask", "scope")),
    ("item11_single_parent_medical", "the whole household", put("household", "ask", "scope")),
    ("item24_own_certificate", "the whole household", put("household", "ask", "scope")),
    # code
    ("item13_school_aid", "refused applications", put({"column": "kind", "is": "否認定"}, "ask", "where")),
    ("item07_others_care", "support levels too", put({"column": "level", "starts_with": ["要"]}, "ask", "where")),
    ("item09_child_rearing_allowance", "stopped payments", put({"column": "kind", "is": "全部停止"}, "ask", "where")),
    ("item10_special_class", "part-time classes", put({"column": "class_kind", "is": "通級"}, "ask", "where")),
    ("item15_poverty_consult", "another subject", put({"column": "kind", "is": "高齢者"}, "ask", "where")),
    ("item03_school_exam", "whoever was told", put({"column": "exam_reported", "yes": True}, "ask", "where")),
]


def declared_in_kaisei(name: str) -> Indicator:
    """The indicator as the pack declares it."""
    return next(one for one in load_indicators(load_pack("kaisei")) if one.id == name)


def slipped(name: str, slip: Slip, *, called: str | None = None) -> Indicator:
    """The indicator with a slip in its declaration, under its own name or another."""
    declared = deepcopy(declared_in_kaisei(name).model_dump(by_alias=True, exclude_unset=True))
    slip(declared)
    return Indicator.model_validate({**declared, "id": called or name})
