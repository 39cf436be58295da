"""障害者手帳, 障害福祉サービス and 介護認定 of the invented people."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from tsunagu.base.dates import add_months, day_before, month_start
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import pick, pick_weighted, share, stream

ADULT_DISORDERS = (
    ("F200", 22),
    ("F329", 30),
    ("F319", 14),
    ("F419", 12),
    ("F840", 8),
    ("F900", 8),
    ("G409", 4),
    ("", 2),
)
CHILD_DISORDERS = (("F840", 46), ("F900", 30), ("F819", 8), ("F429", 8), ("F71", 4), ("", 4))


class Certificate(NamedTuple):
    """One 手帳. `lapses_on`: end of validity (精神 only), renewed every two years until `given_up_on`."""

    kind: str
    number: str
    grade: str
    issued_on: date
    main_disorder: str
    second_disorder: str
    renewed: bool
    given_up_on: date | None

    def ends_on(self, as_of: date) -> date | None:
        """有効期限 as printed on the certificate on a day; None where the kind has none."""
        if self.kind != "精神":
            return None
        end = add_months(self.issued_on, 24)
        while self.renewed and end <= as_of and (self.given_up_on is None or end < self.given_up_on):
            end = add_months(end, 24)
        return end

    def valid_on(self, as_of: date) -> bool:
        """Whether it is in force: issued, not given up, not run out."""
        end = self.ends_on(as_of)
        return (
            self.issued_on <= as_of
            and (self.given_up_on is None or self.given_up_on > as_of)
            and (end is None or end > as_of)
        )


def develops_differently(seed: int, person: Person) -> bool:
    """Whether a child's development needs attention; many signs follow from it."""
    return share(seed, "development", person.number) < (0.032, 0.06, 0.10)[person.strain]


def certificates_of(seed: int, person: Person) -> list[Certificate]:
    """Every 手帳 a person ever holds."""
    grown = person.school_year < 2004
    chances = _adult_chances(person) if grown else _child_chances(seed, person)
    found = []
    for kind, chance in chances:
        if share(seed, f"certificate {kind}", person.number) < chance:
            found.append(_certificate(stream(seed, f"certificate of {kind}", person.number), person, kind, grown))
    return found


def _adult_chances(person: Person) -> tuple[tuple[str, float], ...]:
    old = person.school_year < 1960
    return ("身体", 0.06 if old else 0.011), ("療育", 0.003), ("精神", (0.007, 0.03, 0.075)[person.strain])


def _child_chances(seed: int, person: Person) -> tuple[tuple[str, float], ...]:
    different = develops_differently(seed, person)
    return ("身体", 0.006), ("療育", 0.34 if different else 0.002), ("精神", 0.17 if different else 0.001)


def _certificate(rng: Random, person: Person, kind: str, grown: bool) -> Certificate:
    if grown:
        issued = date(2006, 4, 1) + timedelta(days=int(rng.random() * 8700))
    else:
        issued = person.birth + timedelta(days=int(365 * (2.5 + rng.random() * (9 if kind != "精神" else 12))))
    grade = {
        "身体": str(1 + int(rng.random() * 6)),
        "療育": pick(rng, ("A1", "A2", "A3", "B1", "B2", "B2")),
        "精神": pick(rng, ("1", "2", "2", "3", "3")),
    }[kind]
    main = pick_weighted(rng, ADULT_DISORDERS if grown else CHILD_DISORDERS) if kind == "精神" else ""
    second = pick_weighted(rng, (("", 80), ("F840", 6), ("F900", 4), ("F510", 10))) if kind == "精神" else ""
    given_up = issued + timedelta(days=int(300 + rng.random() * 2600)) if rng.random() < 0.07 else None
    prefix = {"身体": "S", "療育": "R", "精神": "P"}[kind]
    return Certificate(kind, f"{prefix}{person.number:08d}", grade, issued, main, second, rng.random() < 0.92, given_up)


class ServiceDecision(NamedTuple):
    """One 支給決定: a year of one service."""

    beneficiary_no: str
    decision: str
    service: str
    starts_on: date
    ends_on: date
    first: bool
    used: bool


def services_of(seed: int, person: Person) -> list[ServiceDecision]:
    """Yearly decisions, one after the other, while the need lasts and the person lives here."""
    if person.school_year >= 2004:
        return _child_services(seed, person)
    adult = share(seed, "adult service?", person.number)
    if adult >= (0.004, 0.012, 0.03)[person.strain]:
        return []
    rng = stream(seed, "adult service", person.number)
    first = month_start(
        max(date(2018, 4, 1) + timedelta(days=int(rng.random() * 3600)), add_months(person.resident_since, 2))
    )
    decision, service = pick(
        rng, (("介護給付", "居宅介護"), ("介護給付", "生活介護"), ("介護給付", "短期入所"), ("地域生活", "移動支援"))
    )
    return _years(person, rng, decision, service, first, 3 + int(rng.random() * 6))


def _child_services(seed: int, person: Person) -> list[ServiceDecision]:
    if not develops_differently(seed, person):
        return []
    rng = stream(seed, "child service", person.number)
    draw = rng.random()
    if draw > 0.62:
        return []
    first = month_start(
        max(person.birth + timedelta(days=int(365 * (2.2 + rng.random() * 8))), add_months(person.resident_since, 2))
    )
    if draw > 0.54:
        decision, service = pick(rng, (("介護給付", "短期入所"), ("地域生活", "移動支援")))
        return _years(person, rng, decision, service, first, 1 + int(rng.random() * 4))
    return _years(person, rng, "障害児通所", "", first, 1 + int(rng.random() * 7))


def _years(person: Person, rng: Random, decision: str, service: str, first: date, count: int) -> list[ServiceDecision]:
    decisions: list[ServiceDecision] = []
    for index in range(count):
        starts = add_months(first, 12 * index)
        age = starts.year - person.birth.year
        if decision == "障害児通所":
            service = (
                "児童発達支援"
                if starts.year - person.school_year < 7 and age < 7
                else pick_weighted(rng, (("放課後等デイサービス", 9), ("保育所等訪問支援", 1)))
            )
            if age > 17:
                break
        decisions.append(
            ServiceDecision(
                f"{2_000_000_000 + person.number}",
                decision,
                service,
                starts,
                day_before(add_months(starts, 12)),
                index == 0,
                rng.random() < 0.94,
            )
        )
    return decisions


class CareCertification(NamedTuple):
    """One term of 要介護認定."""

    insured_no: str
    level: str
    starts_on: date
    ends_on: date
    applied_on: date
    decided_on: date


LEVELS = ("要支援1", "要支援2", "要介護1", "要介護2", "要介護3", "要介護4", "要介護5")


def care_of(seed: int, person: Person) -> list[CareCertification]:
    """Terms of two years from the age at which care is first needed; the level only rises."""
    if person.school_year > 1964:
        return []
    rng = stream(seed, "care", person.number)
    onset = 66 + rng.expovariate(1 / 21)
    starts = person.birth + timedelta(days=int(onset * 365.25))
    if onset > 99 or starts > date(2035, 1, 1):
        return []
    level, terms = int(rng.random() * 4), []
    lapses = rng.random() < 0.06
    unmet = rng.random() < 0.06
    for index in range(8):
        begin = add_months(starts, 24 * index)
        decided = begin + timedelta(days=26) if index == 0 else begin - timedelta(days=11)
        name = "非該当" if unmet else LEVELS[level]
        terms.append(
            CareCertification(
                f"{person.number:010d}",
                name,
                begin,
                day_before(add_months(begin, 24)),
                decided - timedelta(days=28),
                decided,
            )
        )
        if lapses or unmet:
            break
        level = min(6, level + (1 if rng.random() < 0.35 else 0))
    return terms
