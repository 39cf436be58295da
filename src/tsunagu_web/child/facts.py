"""The facts of a child that one person may see: by class, in the form the role allows, and without whereabouts where hidden."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from tsunagu_web.access import Field, Form, Grant
from tsunagu_web.child.lanes import LANES

WHEREABOUTS = "保育・学校"
CLASS_OF_LANE = {
    "母子保健": Field.HEALTH,
    "保育・学校": Field.SERVICES,
    "手当・福祉": Field.SERVICES,
    "相談・支援": Field.ABUSE,
    "住民": Field.SERVICES,
}
FACT_CLASSES = (Field.SERVICES, Field.HEALTH, Field.ABUSE)


def visible_facts(records: Mapping[str, Any], grants: Mapping[Field, Grant]) -> list[dict[str, Any]]:
    """Facts of the classes granted, oldest first, those without a day last. None names a place that must not be told."""
    found: list[dict[str, Any]] = []
    for name in FACT_CLASSES:
        grant = grants.get(name)
        if grant is None or grant.form is Form.FLAG:
            continue
        facts = records.get(name, {}).get("facts", [])
        if grant.form is Form.SCHOOL_ONLY:
            facts = [fact for fact in facts if fact["lane"] == WHEREABOUTS]
        found += facts
    return sorted(found, key=lambda fact: (fact.get("on") is None, fact.get("on") or ""))


def mark_reasons(facts: Iterable[dict[str, Any]], reasons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts with `counts`: whether a yes of the judgement rests on it, which is so for one of the same file and day.

    A reason about months names the first day of the last one, its fact the last day.
    """
    told = {(reason.get("source"), reason["on"]) for reason in reasons if reason.get("on")}
    return [{**fact, "counts": _days(fact) & told != set()} for fact in facts]


def _days(fact: dict[str, Any]) -> set[tuple[str, str]]:
    if not fact.get("on"):
        return set()
    day = date.fromisoformat(fact["on"])
    days = {day.isoformat()}
    if (day + timedelta(days=1)).day == 1:
        days.add(day.replace(day=1).isoformat())
    return {(fact["source"], one) for one in days}


def hidden_lanes(grants: Mapping[Field, Grant]) -> frozenset[str]:
    """Lanes whose field class the person may not read: they say so instead of looking empty."""
    hidden = set()
    for lane, name in CLASS_OF_LANE.items():
        grant = grants.get(name)
        shown = grant is not None and (
            grant.form is Form.FULL or (grant.form is Form.SCHOOL_ONLY and lane == WHEREABOUTS)
        )
        if not shown:
            hidden.add(lane)
    return frozenset(hidden)


def by_subject(facts: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Facts per lane, newest first within each, those without a day last, lanes without any left out."""
    newest_first = sorted(facts, key=lambda fact: fact.get("on") or "", reverse=True)
    groups = [(lane, [fact for fact in newest_first if fact["lane"] == lane]) for lane in LANES]
    return [(lane, mine) for lane, mine in groups if mine]


def flag_words(records: Mapping[str, Any], grants: Mapping[Field, Grant]) -> str:
    """ある・ない for a class of which only the flag may be seen; empty when that is nobody's business here."""
    grant = grants.get(Field.ABUSE)
    if grant is None or grant.form is not Form.FLAG:
        return ""
    return "あります" if records.get(Field.ABUSE, {}).get("facts") else "ありません"
