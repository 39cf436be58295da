"""年度・学年・年齢: the calendar rules everything about children hangs on."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

_GRADES = {4: "E1", 5: "E2", 6: "E3", **{6 + n: f"P{n}" for n in range(1, 7)}, **{12 + n: f"J{n}" for n in range(1, 4)}}
GRADES = tuple(_GRADES.values())


def fiscal_year_of(day: date) -> int:
    """年度: 2025-03-31 → 2024, 2025-04-01 → 2025."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    """1 April of a 年度."""
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    """31 March that ends a 年度."""
    return date(year + 1, 3, 31)


def fiscal_age(birth: date, as_of: date) -> int:
    """Age reached by the 1 April after the 年度 of `as_of`. Born 4/2 to the next 4/1 share it: a child born on 1 April
    belongs to the older year. 小1 = 7, 中3 = 15, end of 高校生年代 = 18. Negative before birth's school year."""
    older_year = birth.year if (birth.month, birth.day) >= (4, 2) else birth.year - 1
    return fiscal_year_of(as_of) - older_year


def grade_for(birth: date, as_of: date) -> str | None:
    """学年 by age: E1 to E3 (年少 to 年長), P1 to P6, J1 to J3; None outside."""
    return _GRADES.get(fiscal_age(birth, as_of))


def age_on(birth: date, day: date) -> int:
    """満年齢 in years on `day`; 29 February ages on 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_in_months(birth: date, day: date) -> int:
    """月齢: whole months lived on `day`."""
    return (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months (negative: back); a day the month does not have becomes its last (31 Jan + 1 = 28 Feb)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    """First day of the month of `day`."""
    return day.replace(day=1)


def month_end(day: date) -> date:
    """Last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def start_of_fiscal_month(fiscal_year: int, month: int) -> date:
    """First day of `month` in a 年度: January to March lie in the next calendar year."""
    return date(fiscal_year + (month <= 3), month, 1)


def day_before(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
