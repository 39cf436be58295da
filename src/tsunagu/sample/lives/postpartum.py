"""The first months after a birth: 産婦健診 with its three question sheets, and the visits to the home."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import add_months
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import pick, pick_weighted, stream

QUESTIONS = 10
WATCHED_FROM = 9
"""EPDS points from which midwives follow up (a town's custom, inferred)."""


class PostpartumCheckup(NamedTuple):
    """One 産婦健診. `epds`: ten answers of 0 to 3, None for a question left open."""

    examined_on: date
    days_after: int
    epds: tuple[int | None, ...]
    feelings: int
    rearing_marks: int
    result: str
    aftercare: str | None
    follow: str | None

    @property
    def epds_total(self) -> int | None:
        """The sum, None where a question was left open."""
        answers = [points for points in self.epds if points is not None]
        return sum(answers) if len(answers) == QUESTIONS else None


def postpartum_checkups_of(seed: int, child: Person) -> list[PostpartumCheckup]:
    """What the child's mother answered at two weeks and at one month; only for births here."""
    mother = child.mother
    if mother is None or not child.born_here or child.birth <= mother.resident_since:
        return []
    rng = stream(seed, "postpartum", child.number)
    low = rng.random() < (0.055, 0.19, 0.38)[mother.strain]
    found = []
    for planned in (14, 30):
        held = rng.random() > (0.03, 0.08, 0.18)[mother.strain]
        days = planned + int(rng.random() * 7) - 2
        checkup = _checkup(rng, child.birth + timedelta(days=days), days, low)
        if held:
            found.append(checkup)
    return found


def _checkup(rng: Random, day: date, days: int, low: bool) -> PostpartumCheckup:
    answers: list[int | None] = []
    for _ in range(QUESTIONS - 1):
        answers.append(min(3, int(rng.random() ** (0.9 if low else 3.2) * 3.4)))
    answers.append(1 if low and rng.random() < 0.05 else 0)
    if rng.random() < 0.012:
        answers[int(rng.random() * QUESTIONS)] = None
    known = sum(points or 0 for points in answers)
    watched = known >= WATCHED_FROM
    feelings = int(rng.random() * (12 if watched else 4))
    marks = int(rng.random() * (5 if watched else 2))
    result = (
        "要経過観察" if watched and rng.random() < 0.75 else "要指導" if watched or rng.random() < 0.06 else "問題なし"
    )
    aftercare = pick(rng, ("宿泊", "日帰り", "訪問")) if watched and rng.random() < 0.3 else None
    follow = pick(rng, ("家庭訪問", "電話", "来庁")) if result != "問題なし" else None
    return PostpartumCheckup(day, days, tuple(answers), feelings, marks, result, aftercare, follow)


class HomeVisit(NamedTuple):
    """One visit that was planned. `visited_on` None: nobody was met, and `outcome` says why."""

    programme: str
    kind: str
    planned_on: date
    visited_on: date | None
    outcome: str
    epds: int | None
    findings: str
    support_level: str
    next: str


_FINDINGS = ("体重の増えは順調。", "母の睡眠が短い。", "育児の手伝いがある。", "部屋が片付かず疲れている様子。")


def home_visits_of(seed: int, child: Person) -> list[HomeVisit]:
    """乳児全戸訪問 of every child that lived here at four months, 新生児訪問 of the small, 養育支援訪問 where it is hard."""
    rng = stream(seed, "home visits", child.number)
    found: list[HomeVisit] = []
    if child.born_here and child.weak_start:
        found.append(_visit(rng, child, "新生児", "新生児", child.birth + timedelta(days=20 + int(rng.random() * 8))))
    if add_months(child.birth, 4) > child.resident_since:
        planned = max(child.birth + timedelta(days=40 + int(rng.random() * 60)), child.resident_since)
        found.append(_visit(rng, child, "乳児全戸", "乳児", planned))
    if rng.random() < (0.004, 0.06, 0.22)[child.strain]:
        for month in range(1 + int(rng.random() * 4)):
            planned = max(add_months(child.birth, 5 + 2 * month), child.resident_since) + timedelta(days=9 * month)
            found.append(_visit(rng, child, "養育支援", "乳児" if month < 3 else "幼児", planned))
    return found


def _visit(rng: Random, child: Person, programme: str, kind: str, planned: date) -> HomeVisit:
    outcome = pick_weighted(rng, (("面会", 0.93), ("不在", (0.03, 0.09, 0.16)[child.strain]), ("拒否", 0.012)))
    met = outcome == "面会"
    epds = int(rng.random() ** 3 * 16) if met and rng.random() < 0.8 else None
    hard = met and (programme == "養育支援" or (epds or 0) >= WATCHED_FROM)
    return HomeVisit(
        programme,
        kind,
        planned,
        planned + timedelta(days=int(rng.random() * 6)) if met else None,
        outcome,
        epds,
        (_FINDINGS[1 + 2 * int(rng.random() * 2)] if hard else _FINDINGS[0]) if met else "",
        "要支援" if hard else "通常",
        "再訪問" if hard or not met else "健診で確認",
    )
