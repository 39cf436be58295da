"""What counters hear and write down: consultations, 要対協, notes of people who watch, 支援措置."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import add_months, month_end
from tsunagu.sample.people import Household, Person
from tsunagu.sample.randomness import pick, pick_weighted, share, stream

FIRST_YEAR, LAST_YEAR = 2020, 2034
CHILD_KINDS = ("児童虐待", "養護", "育児・しつけ", "不登校", "発達障害", "言語発達", "性格行動", "その他")
WELFARE_KINDS = ("生活困窮", "障がい者", "高齢者", "その他")
_CHILD_RATES = (
    (0.0016, 0.0012, 0.010, 0.003, 0.004, 0.003, 0.002, 0.003),
    (0.012, 0.009, 0.03, 0.012, 0.01, 0.006, 0.006, 0.006),
    (0.075, 0.05, 0.06, 0.03, 0.02, 0.01, 0.02, 0.01),
)
_WELFARE_RATES = ((0.0012, 0.002, 0.004, 0.004), (0.020, 0.008, 0.006, 0.008), (0.085, 0.03, 0.01, 0.015))
"""Consultations a year and household, by strain and kind."""


class Consultation(NamedTuple):
    """One consultation. `about`: the child or adult it is about; `numbered`: whether the ledger holds the 宛名番号."""

    desk: str
    kind: str
    received_on: date
    about: Person
    numbered: bool
    closed_on: date | None
    draw: float


def consultations_of(seed: int, home: Household, *, until: date) -> list[Consultation]:
    """All consultations about people who lived in the household when they came, also those gone since."""
    found: list[Consultation] = []
    families = any(person.school_year > 2001 for person in home.ever)
    for year in range(max(FIRST_YEAR, home.arrived_on.year), min(until.year, LAST_YEAR) + 1):
        for desk, kinds, rates in (
            ("児童相談", CHILD_KINDS, _CHILD_RATES),
            ("福祉相談", WELFARE_KINDS, _WELFARE_RATES),
        ):
            if desk == "児童相談" and not families:
                continue
            if share(seed, desk, home.number, year) < sum(rates[home.strain]):
                rng = stream(seed, f"{desk} of a year", home.number, year)
                found += _consultation(
                    rng, desk, pick_weighted(rng, tuple(zip(kinds, rates[home.strain], strict=True))), year, home
                )
    return [consultation for consultation in found if consultation.received_on <= until]


def _consultation(rng: Random, desk: str, kind: str, year: int, home: Household) -> list[Consultation]:
    day = date(year, 1, 1) + timedelta(days=int(rng.random() * 365))
    if rng.random() < 0.1:
        day = month_end(day)
    draws = rng.random(), rng.random(), rng.random(), rng.random()
    there = [person for person in home.ever if person.in_home_on(home, day) and not person.namesake]
    young = [p for p in there if day.year - p.school_year <= 18]
    grown = [p for p in there if day.year - p.school_year > 19]
    people = young if desk == "児童相談" or (draws[0] < 0.35 and young) else grown
    if not people:
        return []
    about = people[int(draws[1] * len(people))]
    closed = day + timedelta(days=int(20 + draws[3] * 400)) if draws[2] < 0.7 else None
    return [Consultation(desk, kind, day, about, draws[2] < 0.5, closed, draws[3])]


class SupportCase(NamedTuple):
    """A child's line in the 要対協 ledger. `custody`: あり, なし, or None where the cell is empty."""

    case_no: str
    kind: str
    registered_on: date
    released_on: date | None
    custody: str | None
    abuse_kind: str
    severity: str
    numbered: bool


REGISTERED_BY_STRAIN = (0.0035, 0.085, 0.40)
"""Chance to be registered at some time. Together about 2.6 % of children: Izumi's figure (令和6年度 report, 図表3-4), not Kaisei's."""


def support_case_of(seed: int, child: Person) -> SupportCase | None:
    """The child's registration, if there ever is one; brothers and sisters are mostly registered together."""
    if child.namesake:
        return None
    home, strain = child.household, child.strain
    family = share(seed, "yotaikyo", home.number) < REGISTERED_BY_STRAIN[strain] * 1.12
    if not family or share(seed, "yotaikyo child", child.number) > 0.9:
        return None
    rng = stream(seed, "yotaikyo case", home.number)
    registered = _registered_on(rng, home)
    own = stream(seed, "yotaikyo of child", child.number)
    registered = max(registered, add_months(child.resident_since, 1), child.birth + timedelta(days=40))
    released = registered + timedelta(days=int(250 + own.random() * 1400)) if own.random() < 0.72 else None
    custody = pick_weighted(own, (("あり", 0.12), ("なし", 0.76), (None, 0.09), ("不明", 0.03)))
    kind = pick_weighted(own, (("要保護", 0.4), ("要支援", 0.6)))
    severity = pick(own, ("最重度", "重度", "中度", "中度", "軽度", "軽度", "危惧あり"))
    abuse = pick(own, ("身体的", "心理的", "ネグレクト", "心理的", "")) if kind == "要保護" else ""
    return SupportCase(
        f"Y{home.number % 1_000_000:06d}-{child.number % 100:02d}",
        kind,
        registered,
        released,
        custody,
        abuse,
        severity,
        own.random() < 0.6,
    )


def _registered_on(rng: Random, home: Household) -> date:
    """Somewhere in the years the family lives here; the town's register goes back to 2012."""
    first = max(home.arrived_on, date(2012, 4, 1))
    span = max(200, (date(2025, 4, 1) - first).days) if rng.random() < 0.8 else 3200
    return first + timedelta(days=int(30 + rng.random() * span))


class WatchNote(NamedTuple):
    """見守り情報: somebody noticed something."""

    happened_on: date
    kind: str
    informant: str
    lunch_arrears: bool
    text: str


def watch_notes_of(seed: int, child: Person, *, until: date) -> list[WatchNote]:
    """Notes about a child, year by year."""
    found = []
    for year in range(2022, min(until.year, LAST_YEAR) + 1):
        if share(seed, "note?", child.number, year) >= (0.008, 0.05, 0.14)[child.strain]:
            continue
        rng = stream(seed, "note", child.number, year)
        day = date(year, 1, 1) + timedelta(days=int(rng.random() * 365))
        if rng.random() < 0.1:
            day = month_end(day)
        arrears = rng.random() < 0.45 and 7 <= day.year - child.school_year <= 15
        kind = "滞納連絡" if arrears else pick(rng, ("気づき", "通報", "来庁"))
        text = (
            "給食費が続けて納められていないと連絡があった。"
            if arrears
            else pick(
                rng,
                (
                    "登校時の様子が気になると話があった。",
                    "きょうだいだけで遅くまで公園にいた。",
                    "保護者が疲れている様子だった。",
                ),
            )
        )
        note = WatchNote(
            day, kind, "学校" if arrears else pick(rng, ("近隣", "保育所等", "民生委員", "家族")), arrears, text
        )
        if child.resident_since < day <= until and child.known_on < day:
            found.append(note)
    return found


class Protection(NamedTuple):
    """支援措置 of a household."""

    state: str
    starts_on: date
    ends_on: date | None


ALWAYS_PROTECTED = 20_000_000 + 6 * 11 + 3
"""The seventh household: no town is without anybody to protect."""


def protection_of(seed: int, home: Household) -> Protection | None:
    """A few families whose address must never be told to anybody."""
    if home.number == ALWAYS_PROTECTED:
        return Protection("支援措置", max(home.arrived_on, date(2023, 6, 1)), None)
    if share(seed, "shien", home.number) >= (0.0008, 0.006, 0.03)[home.strain]:
        return None
    rng = stream(seed, "shiensochi", home.number)
    starts = max(home.arrived_on, date(2022, 4, 1) + timedelta(days=int(rng.random() * 2600)))
    ends = add_months(starts, 12 * (1 + int(rng.random() * 4))) if rng.random() < 0.5 else None
    return Protection("仮支援措置" if rng.random() < 0.15 else "支援措置", starts, ends)
