"""What school sees of a pupil: marks on the screening sheet, how the pupil says it feels, how it sits in its class."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import month_start
from tsunagu.sample.lives.disability import develops_differently
from tsunagu.sample.lives.welfare import assistance_of
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import pick, pick_weighted, stream

QUIET = "-"
MARKS = ("◎", "○", "△")
SEEN_BY_CHANCE = {
    "持ち物": (0.03, 0.12, 0.3),
    "学力": (0.08, 0.16, 0.3),
    "服装": (0.01, 0.07, 0.24),
    "いじめ加害": (0.01, 0.03, 0.06),
    "いじめ被害": (0.015, 0.03, 0.06),
    "行動": (0.04, 0.08, 0.16),
    "無気力": (0.03, 0.09, 0.2),
    "心身不調": (0.03, 0.07, 0.14),
    "希死念慮": (0.001, 0.004, 0.012),
    "連絡": (0.01, 0.06, 0.2),
    "来室": (0.03, 0.06, 0.1),
}
"""Chance of a mark by strain, where nothing the town knows of tells."""


def screening_of(seed: int, pupil: Person, year: int, absent: int, late: int, in_arrears: bool) -> dict[str, str]:
    """The marks of one pupil by heading, from what was lived and what a teacher happens to see; `-` is 当てはまらない."""
    rng = stream(seed, "screening", pupil.number, year)
    marks = {heading: _mark(rng, chances[pupil.strain]) for heading, chances in SEEN_BY_CHANCE.items()}
    marks["欠席"] = MARKS[0] if absent >= 30 else MARKS[1] if absent >= 15 else MARKS[2] if absent >= 7 else QUIET
    marks["遅刻"] = MARKS[0] if late >= 20 else MARKS[1] if late >= 10 else MARKS[2] if late >= 4 else QUIET
    marks["発達"] = _mark(rng, 0.75) if develops_differently(seed, pupil) else _mark(rng, 0.03)
    marks["ひとり親"] = MARKS[1] if pupil.household.single_since is not None and rng.random() < 0.8 else QUIET
    case = assistance_of(seed, pupil.household)
    marks["生活保護"] = MARKS[1] if case is not None and case.starts_on.year <= year and rng.random() < 0.7 else QUIET
    marks["諸費未納"] = MARKS[1] if in_arrears else QUIET
    heavy = sum(mark in MARKS[:2] for mark in marks.values())
    marks["リスク"] = MARKS[0] if heavy >= 5 else MARKS[1] if heavy >= 3 else MARKS[2] if heavy >= 2 else QUIET
    return marks


def _mark(rng: Random, chance: float) -> str:
    return pick_weighted(rng, tuple(zip(MARKS, (1, 2, 3), strict=True))) if rng.random() < chance else QUIET


class Feeling(NamedTuple):
    """One answer on the tablet. `mood` None: the pupil did not want to answer."""

    answered_at: datetime
    mood: int | None
    condition: int | None
    wants_to_talk: bool
    talk_to: str | None
    topic: str | None
    comment: str | None


def feelings_of(seed: int, pupil: Person, month: date, last_day: date) -> list[Feeling]:
    """The answers of one month, twice a week, as far as the pupil gave any."""
    rng = stream(seed, "feelings", pupil.number, month.year, month.month)
    heavy = pupil.strain + (rng.random() < 0.06) * 2
    found = []
    day = month_start(month)
    while day <= last_day:
        if day.weekday() in (0, 3) and rng.random() < 0.9:
            found.append(_feeling(rng, day, heavy))
        day += timedelta(days=1)
    return found


def _feeling(rng: Random, day: date, heavy: int) -> Feeling:
    at = datetime.combine(day, time(8, 10 + int(rng.random() * 40), int(rng.random() * 60)))
    mood = None if rng.random() < 0.01 else min(6, 1 + int(rng.random() ** (1.8 - 0.4 * heavy) * 5))
    talks = (mood or 0) >= 5 and rng.random() < 0.3
    return Feeling(
        at,
        mood,
        min(6, 1 + int(rng.random() ** 1.5 * 4)),
        talks,
        pick(rng, ("担任", "養護教諭", "SC", "学年")) if talks else None,
        pick(rng, ("友達", "学習", "家", "進路", "友達・学習")) if talks else None,
        "話を聞いてほしいです。" if talks and rng.random() < 0.4 else None,
    )


class Satisfaction(NamedTuple):
    """One 学級満足度 questionnaire of a pupil."""

    round: int
    taken_on: date
    approval: int
    victim: int
    group: str


def satisfactions_of(seed: int, pupil: Person, year: int) -> list[Satisfaction]:
    """June's and November's questionnaire of a 年度."""
    rng = stream(seed, "satisfaction", pupil.number, year)
    found = []
    for number, month in ((1, 6), (2, 11)):
        if rng.random() < 0.03:
            continue
        approval = int(10 + rng.random() * 14 - 2 * pupil.strain)
        victim = int(6 + rng.random() ** 2 * 16 + pupil.strain)
        high, hurt = approval >= 17, victim >= 13
        group = "満足" if high and not hurt else "非承認" if not hurt else "侵害行為認知" if high else "不満足"
        if group == "不満足" and victim >= 19:
            group = "要支援"
        found.append(Satisfaction(number, date(year, month, 10 + int(rng.random() * 10)), approval, victim, group))
    return found
