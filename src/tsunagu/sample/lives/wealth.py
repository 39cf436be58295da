"""What people earn and how they are insured: 住民税 and 国民健康保険, following from age, strain and 生活保護."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from tsunagu.base.dates import add_months
from tsunagu.sample.lives.welfare import assistance_of
from tsunagu.sample.people import Household, Person
from tsunagu.sample.randomness import pick_weighted, share, stream

FREE_OF_TAX = 450_000
"""合計所得金額 up to which nobody in the invented town pays 住民税."""
SALARY_OFF = 550_000
"""給与所得控除 at its least."""


class TaxYear(NamedTuple):
    """住民税 of one person for one 課税年度; amounts in yen. `undeclared`: 申告済み, 一部未申告 or 完全未申告."""

    tax_year: int
    salary: int
    income: int
    taxed: bool
    undeclared: str
    dependants: int
    corrected_on: date | None


def tax_of(seed: int, person: Person, tax_year: int) -> TaxYear | None:
    """What the town knows of a grown-up's income of the year before; None for children and who was not here on 1 January."""
    if tax_year - person.school_year < 20 or not person.in_home_on(person.household, date(tax_year, 1, 1)):
        return None
    rng = stream(seed, "income", person.number, tax_year)
    age = tax_year - person.birth.year
    poor = _on_assistance(seed, person.household, date(tax_year, 1, 1))
    works = rng.random() < (0.12 if poor else 0.93 if age < 60 else 0.6 if age < 70 else 0.15)
    level = (4_300_000, 2_300_000, 1_400_000)[person.strain] * (0.5 + rng.random())
    salary = int(level * (0.25 if poor else 1.0) / 1_000) * 1_000 if works else 0
    income = max(0, salary - SALARY_OFF)
    undeclared = pick_weighted(rng, (("申告済み", 0.965), ("一部未申告", 0.01), ("完全未申告", 0.025)))
    young = sum(1 for p in person.household.ever if 0 <= tax_year - p.school_year <= 22) if salary else 0
    corrected = date(tax_year, 9, 1) + timedelta(days=int(rng.random() * 90)) if rng.random() < 0.01 else None
    taxed = income > FREE_OF_TAX and undeclared != "完全未申告"
    return TaxYear(tax_year, salary, income, taxed, undeclared, min(young, 9), corrected)


def _on_assistance(seed: int, home: Household, day: date) -> bool:
    case = assistance_of(seed, home)
    return case is not None and case.starts_on <= day and (case.ends_on is None or case.ends_on > day)


class Insurance(NamedTuple):
    """One stay in 国民健康保険."""

    number: str
    starts_on: date
    start_reason: str
    ends_on: date | None
    end_reason: str | None
    short_term: bool
    in_arrears: bool


def insurance_of(seed: int, home: Household, person: Person) -> Insurance | None:
    """A person's 国保, if the household is in it; 生活保護 ends it, work elsewhere too, and the 75th birthday."""
    if share(seed, "kokuho?", home.number) >= (0.16, 0.42, 0.5)[home.strain]:
        return None
    rng = stream(seed, "kokuho", home.number)
    joined = home.arrived_on + timedelta(days=int(rng.random() * 2200))
    case = assistance_of(seed, home)
    left = joined + timedelta(days=int(400 + rng.random() * 3800)) if rng.random() < 0.45 else None
    ends, reason = left, "社会保険加入" if left else None
    if case is not None and case.starts_on > joined and (ends is None or case.starts_on < ends):
        ends, reason = case.starts_on, "生活保護開始"
    old = add_months(person.birth, 75 * 12)
    if ends is None or old < ends:
        ends, reason = old, "後期高齢者医療へ移行"
    starts = max(joined, person.resident_since)
    if ends <= starts:
        return None
    why = "出生" if starts == person.birth else "転入" if starts == person.resident_since else "社会保険離脱"
    arrears = share(seed, "kokuho arrears", home.number) < (0.03, 0.2, 0.4)[home.strain]
    return Insurance(
        f"{home.number % 100_000_000:08d}",
        starts,
        why,
        ends,
        reason,
        arrears and rng.random() < 0.5,
        arrears,
    )
