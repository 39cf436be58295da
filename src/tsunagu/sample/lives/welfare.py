"""What a household lives on besides wages: 生活保護, 児童扶養手当, 福祉医療. All dates hang on the household, not on the month asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, NamedTuple

from tsunagu.base.dates import add_months, month_start
from tsunagu.sample.people import Household, Person
from tsunagu.sample.randomness import pick_weighted, share, stream

ASSISTANCE_BY_STRAIN = (0.0012, 0.10, 0.62)
"""Share of households that live on 生活保護 at some time between 2016 and 2033."""


UNITS_OF_THEIR_OWN = 0.2
"""Share of cases whose unit is only a part of the household in the register."""
ELDER = 52


class Assistance(NamedTuple):
    """One 生活保護 case. `unit` says who of the household is on it: the welfare office's 世帯 is not always the register's."""

    case_no: str
    kind: str
    unit: Literal["everybody", "one adult", "the elders"]
    starts_on: date
    suspended_on: date | None
    ends_on: date | None
    end_reason: str


def assistance_of(seed: int, home: Household) -> Assistance | None:
    """The household's case, if it ever has one."""
    chance = ASSISTANCE_BY_STRAIN[home.strain] * (0.3 if home.shape in ("couple", "grown_family") else 1.0)
    if share(seed, "assistance?", home.number) >= chance:
        return None
    rng = stream(seed, "assistance", home.number)
    starts = max(date(2016, 4, 1) + timedelta(days=int(rng.random() * 6200)), home.arrived_on + timedelta(days=25))
    lasts = timedelta(days=int(500 + rng.random() * 2900))
    ends = starts + lasts if rng.random() < 0.85 else None
    suspended = starts + lasts * 0.4 if rng.random() < 0.09 else None
    unit: Literal["everybody", "one adult", "the elders"] = "everybody"
    if rng.random() < UNITS_OF_THEIR_OWN:
        unit = "the elders" if "grandparents" in home.shape or home.shape == "three_generations" else "one adult"
    kind = "母子" if "mother" in home.shape else pick_weighted(rng, (("傷病", 3), ("障害", 2), ("その他", 4)))
    if unit == "the elders":
        kind = "高齢"
    number = f"{100000 + home.number % 900000:06d}"
    return Assistance(number, kind, unit, starts, suspended, ends, "収入増加" if ends else "")


def on_case(case: Assistance, person: Person, home: Household) -> bool:
    """Whether the person belongs to the case's unit: everybody, the grandparents, or the eldest of the household alone (世帯分離)."""
    if case.unit == "everybody":
        return True
    if case.unit == "the elders":
        return person.school_year + ELDER <= case.starts_on.year
    return person is min(home.ever, key=lambda member: (member.birth, member.number))


class RearingAllowance(NamedTuple):
    """児童扶養手当 of a single parent; every child of the household up to 18 has a row until the parent's claim ends."""

    certificate_no: str
    kind: str
    ground: str
    approved_on: date
    paid_from: date
    lost_on: date | None
    lost_by: str


LOSING_THE_CLAIM = 0.2
"""Share of allowances that end before the children are grown: the parent lives with somebody, or a pension takes its place."""


def rearing_allowance_of(seed: int, home: Household) -> RearingAllowance | None:
    """From the months after the parents parted; most single parents apply."""
    if home.single_since is None or share(seed, "fuyo?", home.number) >= 0.76:
        return None
    rng = stream(seed, "fuyo", home.number)
    approved = max(home.single_since, home.arrived_on) + timedelta(days=int(12 + rng.random() * 80))
    kind = pick_weighted(rng, (("全部支給", 0.46), ("一部支給", 0.36), ("全部停止", 0.18)))
    paid_from = add_months(month_start(approved), 1)
    lost = paid_from + timedelta(days=int(150 + rng.random() * 2200)) if rng.random() < LOSING_THE_CLAIM else None
    lost_by = pick_weighted(rng, (("事実婚", 0.5), ("公的年金の受給", 0.2), ("取下げ", 0.3))) if lost else ""
    return RearingAllowance(
        f"{home.number % 10_000_000:07d}", kind, home.single_ground, approved, paid_from, lost, lost_by
    )


class Subsidy(NamedTuple):
    """One 福祉医療 entitlement of a person."""

    scheme: str
    starts_on: date
    ends_on: date | None
    issued_on: date


def end_of_support(child: Person) -> date:
    """31 March after the eighteenth birthday: the last day of most children's entitlements."""
    return date(child.school_year + 19, 3, 31)


STAYING_WITH_ANOTHER_CARD = 0.07
"""Share of single parents' children who keep another card (こども医療, 障がい者医療) while their brothers and sisters change."""


def single_parent_medical_of(seed: int, child: Person) -> Subsidy | None:
    """ひとり親医療 of a child; not every single parent asks for it, and not for every child."""
    home = child.household
    if home.single_since is None or share(seed, "hitorioya?", home.number) >= 0.48:
        return None
    if share(seed, "hitorioya of child", child.number) < STAYING_WITH_ANOTHER_CARD:
        return None
    starts = max(home.single_since, child.resident_since, home.arrived_on) + timedelta(
        days=int(10 + 70 * share(seed, "hitorioya", home.number))
    )
    return Subsidy("ひとり親", starts, end_of_support(child), starts + timedelta(days=9))


def child_medical_of(child: Person) -> Subsidy:
    """こども医療: everybody, from birth or arrival to the end of 高校生年代."""
    return Subsidy("こども", child.resident_since, end_of_support(child), child.resident_since + timedelta(days=12))


def newborn_medical_of(child: Person) -> Subsidy | None:
    """未熟児養育医療 for the few who came very early."""
    if not (child.weak_start and child.born_here):
        return None
    return Subsidy("未熟児養育", child.birth, child.birth + timedelta(days=75), child.birth + timedelta(days=20))
