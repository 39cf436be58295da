"""Who is not listed this month although flagged, and why. Doubt keeps a child on the list, never off it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tsunagu.criteria.candidates import Candidate, Decision
from tsunagu.criteria.facts import facts_hash
from tsunagu.criteria.rules import JUDGED_BEFORE, WorklistRules


def reason_left_out(child: Candidate, rules: WorklistRules, as_of: date) -> str | None:
    """The first reason that holds, in the order of declaration, judged-before last; None = the child may be listed."""
    for left in rules.left_out:
        if left.reason in child.exclusions:
            return left.reason
    if child.decision is None or nominated_since_decision(child):
        return None
    return None if decision_has_lapsed(child.decision, child.yes, rules, as_of) else JUDGED_BEFORE


def decision_has_lapsed(decision: Decision, yes: Collection[str], rules: WorklistRules, as_of: date) -> bool:
    """Whether what a conference decided no longer keeps the child off the list.

    A decision without a note of its facts cannot show that they are unchanged: it lapses.
    """
    lapses = rules.judged_before.lapses_when
    if "facts_change" in lapses and decision.facts_hash != facts_hash(yes):
        return True
    return "review_date" in lapses and decision.review_on is not None and decision.review_on <= as_of


def nominated_since_decision(child: Candidate) -> bool:
    """A nomination made after the last decision is news that the conference has not heard."""
    return (
        child.nomination is not None
        and child.decision is not None
        and child.nomination.nominated_on > child.decision.decided_on
    )


def open_nomination(child: Candidate) -> bool:
    """Nominated, and not decided about since."""
    return child.nomination is not None and (child.decision is None or nominated_since_decision(child))
