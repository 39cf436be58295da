"""From the 妊娠届 to the last infant checkup: 妊婦健診, 乳幼児健診, 予防接種."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import add_months, age_in_months
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import pick, pick_weighted, share, stream
from tsunagu.sample.settling import Pregnancy

YEARS_KEPT = 3
"""Births longer ago (calendar years) keep only the 妊娠届 and its first visit: so much was carried over from the old system."""
AT_THE_LINE = 0.03
"""Share of pregnancies with exactly four or exactly five visits: where fewer than five becomes a question."""
EVENTS = ("discipline", "hit", "left_alone", "no_food", "shaken", "mouth")


class Visit(NamedTuple):
    """One 妊婦健診; `kind` is None where the sheet came back without it."""

    number: int
    visited_on: date
    week: int
    kind: str | None


class Expecting(NamedTuple):
    """What the 妊娠届 says, and the visits."""

    notified_on: date
    reason: str
    smoking: str | None
    cigarettes: int
    gravida: int
    visits: tuple[Visit, ...]


def expecting_of(seed: int, pregnancy: Pregnancy) -> Expecting:
    """The answers and visits of one pregnancy. Visits before the mother lived here were paid elsewhere."""
    mother = pregnancy.mother
    rng = stream(seed, "pregnancy", mother.number, pregnancy.due_on.toordinal())
    moved_in = mother.resident_since > pregnancy.notified_on
    notified = mother.resident_since + timedelta(days=9) if moved_in else pregnancy.notified_on
    smoking = (
        None
        if rng.random() < 0.02
        else pick_weighted(
            rng,
            (
                ("吸わない", (0.955, 0.86, 0.72)[mother.strain]),
                ("妊娠後やめた", 0.03),
                ("吸う", (0.012, 0.09, 0.2)[mother.strain]),
            ),
        )
    )
    few = rng.random() < (0.008, 0.05, 0.14)[mother.strain]
    wanted = 2 + int(rng.random() * 4) if few else 11 + int(rng.random() * 4)
    at_the_line = share(seed, "visits at the line", mother.number, pregnancy.due_on.toordinal())
    exactly = 4 if at_the_line < AT_THE_LINE / 2 else 5 if at_the_line < AT_THE_LINE else None
    visits = _visits(rng, pregnancy, exactly or wanted, mother.resident_since, all_kept=exactly is not None)
    return Expecting(
        notified,
        "転入" if moved_in else "新規",
        smoking,
        5 + int(rng.random() * 10) if smoking == "吸う" else 0,
        1 + int(rng.random() * 3),
        visits,
    )


def _visits(rng: Random, pregnancy: Pregnancy, wanted: int, since: date, *, all_kept: bool) -> tuple[Visit, ...]:
    """The visits from the 妊娠届 to the birth. `all_kept`: none is missed and every sheet came back filled in."""
    first = min(pregnancy.notified_on, pregnancy.born_on - timedelta(days=70)) + timedelta(days=6)
    span = (pregnancy.born_on - first).days - 2
    visits = []
    for index in range(wanted):
        day = first + timedelta(days=span * index // max(1, wanted))
        draw = rng.random()
        kind: str | None = "他自治体で受診" if day < since else "受診"
        if draw < 0.012 and not all_kept:
            kind = None
        elif draw < 0.03 and not all_kept:
            kind = "未受診"
        visits.append(Visit(index + 1, day, 40 - (pregnancy.due_on - day).days // 7, kind))
    return tuple(visits)


class Checkup(NamedTuple):
    """One infant checkup. `day` None: not attended (未受診), noted on `known_on`. Answers None: the sheet was left empty."""

    kind: str
    day: date | None
    known_on: date
    attendance: str
    events: frozenset[str] | None
    hard_to_raise: str | None
    mother_smokes: bool | None
    nurse_follow: bool | None
    caries: int | None
    overall: str | None
    draw: float


_WHEN = (("3_4m", 3, 20), ("18m", 18, 45), ("3y", 42, 70))
"""Kind, months after birth, and within how many days more the child is called."""


def checkups_of(seed: int, child: Person) -> list[Checkup]:
    """The checkups this town called the child to: those that fell due while it lived here."""
    found = []
    for index, (kind, months, within) in enumerate(_WHEN):
        rng = stream(seed, "checkup", child.number, index)
        due = add_months(child.birth, months) + timedelta(days=int(rng.random() * within))
        if due >= child.resident_since and due > child.birth:
            found.append(_checkup(rng, child, kind, due))
    return found


def _checkup(rng: Random, child: Person, kind: str, due: date) -> Checkup:
    strain = child.strain
    if rng.random() < (0.006, 0.035, 0.09)[strain]:
        return Checkup(kind, None, due + timedelta(days=62), "未受診", None, None, None, None, None, None, rng.random())
    attendance = "他自治体" if rng.random() < 0.008 else "受診"
    silent = rng.random() < 0.015
    events = frozenset(event for event in EVENTS if rng.random() < (0.0016, 0.012, 0.035)[strain])
    if rng.random() < 0.01:
        events |= {pick(rng, ("discipline", "hit"))}
    hard = (
        None
        if silent or rng.random() < 0.008
        else pick_weighted(rng, (("いつも", (0.004, 0.025, 0.06)[strain]), ("時々", 0.16), ("感じない", 0.82)))
    )
    smokes = None if silent or rng.random() < 0.006 else rng.random() < (0.013, 0.09, 0.2)[strain]
    follow = None if rng.random() < 0.006 else rng.random() < (0.05, 0.12, 0.25)[strain]
    caries = None
    if kind == "3y" and rng.random() > 0.012:
        caries = 1 + int(rng.random() * 5) if rng.random() < (0.04, 0.12, 0.22)[strain] else 0
    overall = (
        None
        if kind != "3y" or rng.random() < 0.02
        else pick_weighted(rng, (("異常なし", 86), ("要経過観察", 9), ("要紹介（要精密）", 3), ("既医療", 2)))
    )
    return Checkup(
        kind, due, due, attendance, None if silent else events, hard, smokes, follow, caries, overall, rng.random()
    )


class Dose(NamedTuple):
    """One vaccination visit; `given` False: examined but not vaccinated (予診のみ)."""

    vaccine: str
    dose: int
    given_on: date
    given: bool
    elsewhere: bool


_SCHEDULE = (
    ("ヒブ", 1, 61),
    ("小児用肺炎球菌", 1, 61),
    ("B型肝炎", 1, 61),
    ("ロタ", 1, 62),
    ("五種混合", 1, 62),
    ("ヒブ", 2, 91),
    ("小児用肺炎球菌", 2, 91),
    ("B型肝炎", 2, 91),
    ("ロタ", 2, 91),
    ("五種混合", 2, 92),
    ("ヒブ", 3, 121),
    ("小児用肺炎球菌", 3, 121),
    ("五種混合", 3, 122),
    ("BCG", 1, 155),
    ("B型肝炎", 3, 225),
    ("MR", 1, 372),
    ("水痘", 1, 373),
    ("ヒブ", 4, 385),
    ("小児用肺炎球菌", 4, 386),
    ("五種混合", 4, 500),
    ("水痘", 2, 560),
    ("日本脳炎", 1, 1110),
    ("日本脳炎", 2, 1130),
    ("日本脳炎", 3, 1500),
    ("MR", 2, 0),
)
_ROTA_FROM = date(2020, 8, 1)
_FIVE_FROM = date(2024, 2, 1)


def doses_of(seed: int, child: Person) -> list[Dose]:
    """Every dose of childhood by the schedule; doses before the move were given elsewhere, and are known when the family said so."""
    if share(seed, "no vaccine", child.number) < (0.003, 0.015, 0.05)[child.strain]:
        return []
    rng = stream(seed, "vaccine", child.number)
    told_of_earlier = rng.random() < 0.93
    birth, since, found = child.birth, child.resident_since, []
    for vaccine, dose, days in _SCHEDULE:
        late = int(rng.random() ** 2 * 40)
        only_examined = rng.random() < 0.004
        if vaccine == "ロタ" and birth < _ROTA_FROM:
            continue
        name = "四種混合" if vaccine == "五種混合" and birth < _FIVE_FROM else vaccine
        day = (
            birth + timedelta(days=days + late)
            if days
            else date(child.school_year + 6, 4, 10) + timedelta(days=late * 6)
        )
        elsewhere = day < since
        if elsewhere and not told_of_earlier:
            continue
        if vaccine == "MR" and dose == 1 and rng.random() < 0.004:
            only_examined = True
        found.append(Dose(name, dose, day, not only_examined, elsewhere))
    return found


def months_old(child: Person, day: date) -> int:
    """月齢 on a day."""
    return age_in_months(child.birth, day)
