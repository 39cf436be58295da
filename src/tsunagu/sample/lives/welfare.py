"""What a household lives on besides wages: 生活保護, 児童扶養手当, 福祉医療. All dates hang on the household, not on the month asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from tsunagu.base.dates import add_months, month_start
from tsunagu.sample.people import Household, Person
from tsunagu.sample.randomness import pick_weighted, share, stream

ASSISTANCE_BY_STRAIN = (0.0012, 0.10, 0.62)
"""Share of households that live on 生活保護 at some time between 2016 and 2033."""


class Assistance(NamedTuple):
    """One 生活保護 case of a household."""

    case_no: str
    kind: str
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
    kind = "母子" if "mother" in home.shape else pick_weighted(rng, (("傷病", 3), ("障害", 2), ("その他", 4)))
    return Assistance(f"{100000 + home.number % 900000:06d}", kind, starts, suspended, ends, "収入増加" if ends else "")


class RearingAllowance(NamedTuple):
    """児童扶養手当 of a single parent; every child of the household up to 18 has a row."""

    certificate_no: str
    kind: str
    ground: str
    approved_on: date
    paid_from: date


def rearing_allowance_of(seed: int, home: Household) -> RearingAllowance | None:
    """From the months after the parents parted; most single parents apply."""
    if home.single_since is None or share(seed, "fuyo?", home.number) >= 0.76:
        return None
    rng = stream(seed, "fuyo", home.number)
    approved = max(home.single_since, home.arrived_on) + timedelta(days=int(12 + rng.random() * 80))
    kind = pick_weighted(rng, (("全部支給", 0.46), ("一部支給", 0.36), ("全部停止", 0.18)))
    return RearingAllowance(
        f"{home.number % 10_000_000:07d}", kind, home.single_ground, approved, add_months(month_start(approved), 1)
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


def single_parent_medical_of(seed: int, child: Person) -> Subsidy | None:
    """ひとり親医療 of a child; not every single parent asks for it."""
    home = child.household
    if home.single_since is None or share(seed, "hitorioya?", home.number) >= 0.48:
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
