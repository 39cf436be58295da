"""The facts of a child that one person may see: by class, in the form the role allows, and without whereabouts where hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tsunagu_web.access import Field, Form, Grant
from tsunagu_web.child.arrived import EVERYTHING, Arrived, arrived_of
from tsunagu_web.child.lanes import LANES
from tsunagu_web.reading.telling import facts_said

WHEREABOUTS = "保育・学校"
CLASS_OF_LANE = {
    "母子保健": Field.HEALTH,
    "保育・学校": Field.SERVICES,
    "手当・福祉": Field.SERVICES,
    "相談・支援": Field.ABUSE,
    "住民": Field.SERVICES,
}
FACT_CLASSES = (Field.SERVICES, Field.HEALTH, Field.ABUSE)


def visible_facts(
    records: Mapping[str, Any], grants: Mapping[Field, Grant], inside: frozenset[str]
) -> list[dict[str, Any]]:
    """Facts of the classes granted, oldest first, those without a day last. None names a place that must not be told.

    `inside`: the 閲覧範囲 the reader is inside of.
    """
    found: list[dict[str, Any]] = []
    for name in FACT_CLASSES:
        grant = grants.get(name)
        if grant is None or grant.form is Form.FLAG:
            continue
        facts = records.get(name, {}).get("facts", [])
        if grant.form is Form.SCHOOL_ONLY:
            facts = [fact for fact in facts if fact["lane"] == WHEREABOUTS]
        found += facts_said(facts, inside)
    return sorted(found, key=by_day)


def by_day(fact: Mapping[str, Any]) -> tuple[bool, str]:
    """Oldest first, those without a day last."""
    return fact.get("on") is None, fact.get("on") or ""


def withdrawn_lanes(records: Mapping[str, Any], grants: Mapping[Field, Grant]) -> dict[str, int]:
    """Lane → how many facts of classes this person sees in full are withheld, because their record was found somebody else's."""
    found: dict[str, int] = {}
    for name in FACT_CLASSES:
        grant = grants.get(name)
        if grant is None or grant.form is Form.FLAG:
            continue
        for lane in records.get(name, {}).get("withdrawn", []):
            if grant.form is not Form.SCHOOL_ONLY or lane == WHEREABOUTS:
                found[lane] = found.get(lane, 0) + 1
    return found


def mark_reasons(facts: Iterable[dict[str, Any]], reasons: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts with `counts`: whether a yes of the judgement rests on it, which is so for one of the same file and day.

    Of a file whose rows have no day, every fact is one that the judgement may rest on.
    """
    told = {(reason["source"], reason.get("on")) for reason in reasons if reason.get("source")}
    return [{**fact, "counts": (fact["source"], fact.get("on")) in told} for fact in facts]


def hidden_lanes(grants: Mapping[Field, Grant]) -> frozenset[str]:
    """Lanes whose field class the person may not read: they say so instead of looking empty."""
    hidden = set()
    for lane, name in CLASS_OF_LANE.items():
        grant = grants.get(name)
        shown = grant is not None and (grant.reads_facts or (grant.form is Form.SCHOOL_ONLY and lane == WHEREABOUTS))
        if not shown:
            hidden.add(lane)
    return frozenset(hidden)


@dataclass(frozen=True)
class Subject:
    """The facts of one lane, newest first, those without a day last; and what came of the files they would come from."""

    lane: str
    facts: list[dict[str, Any]]
    arrived: Arrived


def by_subject(
    facts: list[dict[str, Any]],
    arrived: Mapping[str, Arrived],
    hidden: Collection[str] = frozenset(),
    lanes: Iterable[str] = LANES,
) -> list[Subject]:
    """Every one of the `lanes` the person may see, those without facts too: what is empty and what never came are told apart."""
    newest_first = sorted(facts, key=lambda fact: fact.get("on") or "", reverse=True)
    return [
        Subject(lane, [fact for fact in newest_first if fact["lane"] == lane], arrived.get(lane, EVERYTHING))
        for lane in lanes
        if lane not in hidden
    ]


@dataclass(frozen=True)
class Flag:
    """あります・ありません・わかりません for a class of which only that may be seen, and what has not come."""

    words: str
    missing: tuple[str, ...]


def flag_of(
    records: Mapping[str, Any], grants: Mapping[Field, Grant], kinds: Iterable[Mapping[str, Any]]
) -> Flag | None:
    """The flag of 相談・支援; None when that is nobody's business here. Without its files nobody can say there is nothing.

    What a school marked on its own sheet is no record of 相談, whatever its class: nearly every pupil has such a sheet.
    """
    grant = grants.get(Field.ABUSE)
    if grant is None or grant.form is not Form.FLAG:
        return None
    asked = (kind for kind in kinds if kind["class"] == Field.ABUSE and kind["lane"] != WHEREABOUTS)
    missing, record = arrived_of(asked).missing, records.get(Field.ABUSE, {})
    if any(fact["lane"] != WHEREABOUTS for fact in record.get("facts", [])):
        return Flag("あります", missing)
    unsure = missing or any(lane != WHEREABOUTS for lane in record.get("withdrawn", []))
    return Flag("わかりません" if unsure else "ありません", missing)
