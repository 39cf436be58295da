"""What the conferences of earlier months decided, and whom staff nominated: lived at the time, with what was known then."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import NamedTuple

from tsunagu.base.dates import add_months, month_end
from tsunagu.sample.facts import Facts, group_by_person
from tsunagu.sample.lives.casework import consultations_of
from tsunagu.sample.people import Person, is_child
from tsunagu.sample.randomness import pick, pick_weighted, stream
from tsunagu.sample.settling import Register
from tsunagu.sample.truth import QUESTIONS, Case, ex_in_support

HOUSEHOLDS_A_MONTH = 3
LOOKED_AT = 10
MOST_HOUSEHOLDS = 20
OUTCOMES = (("要支援", 0.13), ("調査継続", 0.12), ("経過観察", 0.18), ("支援不要", 0.57))
"""Kaisei 令和6年度: of 47 children discussed 6 要支援, 14 調査継続 or 経過観察, 27 others."""


class Decision(NamedTuple):
    """One child's decision of a conference."""

    child: int
    decided_on: date
    decision: str
    review_on: date
    facts_hash: str


class Nomination(NamedTuple):
    """A child put forward by staff."""

    child: int
    nominated_on: date
    section: str


def facts_hash(questions_answered_yes: list[str]) -> str:
    """Short hash of what was true: ids answered yes, sorted, one per line; first 16 hex digits of their SHA-256."""
    return hashlib.sha256("\n".join(sorted(questions_answered_yes)).encode()).hexdigest()[:16]


def conference(register: Register, seed: int, children: int, month: date) -> list[Decision]:
    """The decisions of one month, taken on its 20th on what was known at the end of the month before."""
    known_on = month_end(add_months(month, -1))
    rng = stream(seed, "conference", month.year, month.month)
    year = month.year if month.month >= 4 else month.year - 1
    strained = [
        home for home in register.households if home.strain > 0 and any(is_child(p, year) for p in home.members)
    ]
    size = min(MOST_HOUSEHOLDS, max(1, round(HOUSEHOLDS_A_MONTH * children / 3319)))
    looked_at = [pick(rng, strained) for _ in range(LOOKED_AT * size)] if strained else []
    facts = Facts(seed, register, known_on, children)
    consulted = [
        c
        for home in {home.number: home for home in looked_at}.values()
        for c in consultations_of(seed, home, until=known_on)
    ]
    facts.__dict__["consultations_about"] = group_by_person(consulted)
    found: dict[int, tuple[int, list[tuple[Person, list[str]]]]] = {}
    for home in looked_at:
        asked = [(p, _true_of(p, facts)) for p in home.members if is_child(p, year) and p.known_on <= known_on]
        if asked and not any(ex_in_support(Case(p, facts)) is True for p, _ in asked):
            found[home.number] = (max(len(true) for _, true in asked), asked)
    chosen = sorted(found.items(), key=lambda entry: (-entry[1][0], entry[0]))[:size]
    decided_on = month.replace(day=20)
    decisions = []
    for _, (_, asked) in chosen:
        outcome = pick_weighted(rng, OUTCOMES)
        review = add_months(decided_on, 3 if outcome in ("要支援", "調査継続") else 12)
        decisions += [Decision(p.number, decided_on, outcome, review, facts_hash(true)) for p, true in asked]
    return decisions


def _true_of(child: Person, facts: Facts) -> list[str]:
    case = Case(child, facts)
    return [question.__name__ for question in QUESTIONS if question(case) is True]


def nominations(register: Register, seed: int, month: date) -> list[Nomination]:
    """One or two children a month whom somebody has seen."""
    rng = stream(seed, "nominations", month.year, month.month)
    year = month.year if month.month >= 4 else month.year - 1
    young = [
        p
        for home in register.households
        if home.strain > 0
        for p in home.members
        if year - p.school_year <= 6 and p.known_on < month
    ]
    found: dict[int, Nomination] = {}
    for _ in range(1 + (rng.random() < 0.5)):
        if young:
            child = pick(rng, young)
            found[child.number] = Nomination(child.number, month.replace(day=12), "こども課こども支援班")
    return list(found.values())
