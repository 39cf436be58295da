"""The column of navigation: only what this person may open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.access.url_table import BY_NAME
from tsunagu_web.break_glass.opening import to_take_over, unreviewed
from tsunagu_web.entitlements.finding import to_approve
from tsunagu_web.pages.waiting import waiting
from tsunagu_web.town import is_training

GROUPS: tuple[tuple[str, ...], ...] = (
    ("training", "training_people"),
    (
        "today",
        "worklist",
        "cases",
        "inquiries",
        "rechecks",
        "in_support",
        "conferences",
        "support",
        "resources",
        "hand_over",
        "own_cases",
        "find",
        "notes",
        "nominations",
        "expecting",
        "values",
        "entitlements",
        "break_glass",
        "overrides",
    ),
    ("overview", "funnel", "groups", "workload", "type_list"),
    ("months", "pairs", "pairs_second", "layouts", "receipts", "protection", "jobs", "dictionary"),
    (
        "records",
        "records_child",
        "records_watch",
        "provisions",
        "records_own_data",
        "records_anchor",
        "records_mine",
        "break_glass_reviews",
        "wipes",
        "people",
        "password",
    ),
)
ON_A_TRAINING_HOME = GROUPS[0]
WITHIN = {
    "child": "worklist",
    "case": "cases",
    "case_team": "cases",
    "case_guidance": "cases",
    **dict.fromkeys(("case_open", "came_begin", "came_waiting"), "cases"),
    "override_ask": "overrides",
    "sheltered": "overrides",
    "inquiry": "inquiries",
    "inquiry_ask": "cases",
    "conference": "conferences",
    "conference_household": "conferences",
    "conference_copies_out": "conferences",
    "conference_lock": "conferences",
    "case_support": "support",
    "pregnancy": "expecting",
    "transfer": "cases",
    "first_contact": "support",
    "transition": "cases",
    "transition_sheet": "cases",
    "task_add": "support",
    "task": "support",
    "contacts": "support",
    **dict.fromkeys(("case_resources", "resource_choose", "referral"), "support"),
    **dict.fromkeys(("resource", "resource_add", "resource_change", "resource_load", "resource_gaps"), "resources"),
    "plan": "support",
    "effects": "funnel",
    "survey": "own_cases",
    "school_case": "own_cases",
    "aligning": "cases",
    "child_values": "values",
    "entitlement": "entitlements",
    "entitlement_letter": "entitlements",
    "value_add": "values",
    "value_row": "values",
    "type_detail": "type_list",
    "layout": "layouts",
    "layout_column": "layouts",
    "layout_file": "layouts",
    "layout_cuts": "layouts",
    "receipt": "receipts",
    "departments": "receipts",
    "department": "receipts",
    "job": "jobs",
    "month_desk": "months",
    "pair_answers": "pairs",
    "pair_given": "pairs",
    "month_drift": "months",
    "dictionary_table": "dictionary",
}
"""Pages that belong to an entry of the column."""


@dataclass(frozen=True)
class Entry:
    """One line: words, address, whether it is the page now open (`page`) or the one around it (`true`), and what waits."""

    label: str
    url: str
    current: str
    waits: int | None = None
    waits_for: str = ""


def entries(request: HttpRequest, page: str) -> list[list[Entry]]:
    """The groups of lines for who asks, empty groups left out. `page` is the name of the page now open."""
    user, groups, training = request.user, [], is_training()
    counts = waiting() | _reviews_waiting(user) | _letters_waiting(request)
    for names in GROUPS:
        lines = [
            Entry(BY_NAME[name].label, reverse(name), _current(name, page), *counts.get(name, (None, "")))
            for name in names
            if (name not in ON_A_TRAINING_HOME or training)
            and authorize(user, BY_NAME[name].action, PageObject(name)).allowed
        ]
        if lines:
            groups.append(lines)
    return groups


def _reviews_waiting(user: Any) -> dict[str, tuple[int, str]]:
    """緊急閲覧 to review oneself, or to take over from somebody who left or is late."""
    if not authorize(user, "break_glass.reviews", PageObject("break_glass_reviews")).allowed:
        return {}
    count = unreviewed().filter(reviewer=user).count() + len(to_take_over(user))
    return {"break_glass_reviews": (count, "件 見直しを待っています")} if count else {}


def _letters_waiting(request: HttpRequest) -> dict[str, tuple[int, str]]:
    """お知らせ文 that somebody else of the section asks this person to approve."""
    if not authorize(request.user, "entitlements.look", PageObject("entitlements")).allowed:
        return {}
    count = to_approve(request)
    return {"entitlements": (count, "件 承認を待っています")} if count else {}


def _current(name: str, page: str) -> str:
    if name == page:
        return "page"
    return "true" if WITHIN.get(page) == name else ""
