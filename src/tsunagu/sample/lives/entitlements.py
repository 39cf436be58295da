"""Entitlements beyond the allowances most families have: 特別児童扶養手当 and 自立支援医療, both following from how people are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from tsunagu.base.dates import add_months, day_before, month_start
from tsunagu.sample.lives.disability import certificates_of, develops_differently
from tsunagu.sample.people import Person
from tsunagu.sample.randomness import pick_weighted, share, stream

HEAVY = {"身体": ("1", "2", "3"), "療育": ("A1", "A2", "A3", "B1"), "精神": ("1", "2")}
TWENTIETH_BIRTHDAY = 240
"""Months after birth at which 特別児童扶養手当 ends."""


class SpecialAllowance(NamedTuple):
    """特別児童扶養手当 for one child. `ends_on`: the twentieth birthday; paid to whoever brings the child up."""

    approval_no: str
    grade: str
    disability: str
    approved_on: date
    ends_on: date
    suspended: bool


def special_allowance_of(seed: int, child: Person) -> SpecialAllowance | None:
    """The allowance of a child whose certificate is a heavy one and whose parents asked for it."""
    if child.school_year < 2004 or share(seed, "tokuji?", child.number) >= 0.78:
        return None
    heavy = [c for c in certificates_of(seed, child) if c.grade in HEAVY[c.kind]]
    if not heavy:
        return None
    first = heavy[0]
    rng = stream(seed, "tokuji", child.number)
    approved = month_start(max(first.issued_on, child.resident_since))
    grade = "1級" if first.grade in ("1", "2", "A1", "A2", "A3") else "2級"
    kind = {"身体": "身体障害", "療育": "知的障害", "精神": "精神障害"}[first.kind]
    return SpecialAllowance(
        f"T{child.number % 10_000_000:07d}",
        grade,
        kind,
        add_months(approved, 1 + int(rng.random() * 3)),
        add_months(child.birth, TWENTIETH_BIRTHDAY),
        rng.random() < 0.06,
    )


class MedicalSupport(NamedTuple):
    """One year of 自立支援医療 (育成・更生・精神通院)."""

    beneficiary_no: str
    kind: str
    starts_on: date
    ends_on: date
    disease: str
    severe_continuing: bool
    income_class: str


_PREFIX = {"育成医療": 1, "更生医療": 2, "精神通院医療": 3}
_DISEASES = {
    "育成医療": (("心臓機能障害", 3), ("口唇口蓋裂", 3), ("肢体不自由", 4)),
    "更生医療": (("じん臓機能障害", 6), ("心臓機能障害", 3), ("肢体不自由", 1)),
    "精神通院医療": (("うつ病", 5), ("統合失調症", 2), ("双極性障害", 1), ("発達障害", 2), ("てんかん", 1)),
}
_INCOMES = (
    (("低2", 2), ("中間1", 5), ("中間2", 4), ("一定", 1)),
    (("低1", 3), ("低2", 3), ("中間1", 4)),
    (("生保", 4), ("低1", 4), ("低2", 2)),
)
CAPS_YEN = {"生保": 0, "低1": 2_500, "低2": 5_000, "中間1": 5_000, "中間2": 10_000, "一定": 20_000}


def medical_supports_of(seed: int, person: Person) -> list[MedicalSupport]:
    """Every year of support a person was ever granted; granted anew each year while the need lasts."""
    grown = person.school_year < 2004
    found: list[MedicalSupport] = []
    for kind, chance in _chances(seed, person, grown):
        if share(seed, f"medical support {kind}", person.number) < chance:
            found += _years(seed, person, kind)
    return found


def _chances(seed: int, person: Person, grown: bool) -> tuple[tuple[str, float], ...]:
    if not grown:
        mind = 0.22 if develops_differently(seed, person) else 0.003
        return ("育成医療", 0.003 + 0.05 * person.weak_start), ("精神通院医療", mind)
    bodily = any(c.kind == "身体" and c.grade in ("1", "2", "3") for c in certificates_of(seed, person))
    return ("更生医療", 0.3 if bodily else 0.0), ("精神通院医療", (0.012, 0.06, 0.14)[person.strain])


def _years(seed: int, person: Person, kind: str) -> list[MedicalSupport]:
    rng = stream(seed, f"medical support of {kind}", person.number)
    earliest = max(date(2019, 4, 1), person.resident_since, add_months(person.birth, 4))
    first = month_start(earliest + timedelta(days=int(rng.random() * 2600)))
    disease = pick_weighted(rng, _DISEASES[kind])
    income = pick_weighted(rng, _INCOMES[person.strain])
    count = 1 + int(rng.random() * (2 if kind == "育成医療" else 9))
    number = f"{_PREFIX[kind]}{person.number % 1_000_000:06d}"
    heavy = kind == "精神通院医療" and rng.random() < 0.4
    return [
        MedicalSupport(
            number,
            kind,
            add_months(first, 12 * year),
            day_before(add_months(first, 12 * (year + 1))),
            disease,
            heavy,
            income,
        )
        for year in range(count)
    ]
