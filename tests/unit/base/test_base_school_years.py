"""年度・学年・年齢."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.base.school_years import (
    add_months,
    age_in_months,
    age_on,
    fiscal_age,
    fiscal_year_end,
    fiscal_year_of,
    fiscal_year_start,
    grade_for,
    month_end,
    start_of_fiscal_month,
)

DAYS = st.dates(date(1950, 1, 1), date(2080, 12, 31))


def test_the_fiscal_year_turns_on_the_first_of_april() -> None:
    assert fiscal_year_of(date(2025, 3, 31)) == 2024
    assert fiscal_year_of(date(2025, 4, 1)) == 2025


def test_a_child_born_on_the_first_of_april_is_a_year_ahead_of_one_born_on_the_second() -> None:
    as_of = date(2024, 6, 30)
    assert grade_for(date(2017, 4, 1), as_of) == "P2"
    assert grade_for(date(2017, 4, 2), as_of) == "P1"


@pytest.mark.parametrize(
    ("birth", "age", "grade"),
    [
        (date(2006, 4, 2), 18, None),
        (date(2006, 4, 1), 19, None),
        (date(2009, 4, 2), 15, "J3"),
        (date(2012, 4, 1), 13, "J1"),
        (date(2018, 4, 2), 6, "E3"),
        (date(2020, 4, 2), 4, "E1"),
        (date(2021, 4, 2), 3, None),
        (date(2024, 5, 1), 0, None),
    ],
)
def test_fiscal_age_in_fiscal_2024(birth: date, age: int, grade: str | None) -> None:
    assert fiscal_age(birth, date(2025, 3, 31)) == age
    assert grade_for(birth, date(2024, 4, 1)) == grade


@given(DAYS, DAYS)
def test_fiscal_age_is_the_age_reached_by_the_first_of_april_that_follows(birth: date, as_of: date) -> None:
    """By law an age is reached at the end of the day before the birthday: hence the day after 1 April."""
    assert fiscal_age(birth, as_of) == age_on(birth, date(fiscal_year_of(as_of) + 1, 4, 2)) - (
        (birth.month, birth.day) == (4, 2)
    )


@given(DAYS, st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == min(day.day, month_end(moved).day)


def test_thirty_first_of_january_plus_one_month() -> None:
    assert add_months(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)


def test_ages_change_on_the_birthday() -> None:
    assert age_on(date(2015, 4, 2), date(2025, 4, 1)) == 9
    assert age_on(date(2015, 4, 2), date(2025, 4, 2)) == 10
    assert age_on(date(2016, 2, 29), date(2025, 2, 28)) == 8
    assert age_in_months(date(2024, 1, 31), date(2024, 2, 29)) == 0


@given(DAYS)
def test_each_fiscal_year_holds_its_days(day: date) -> None:
    year = fiscal_year_of(day)
    assert fiscal_year_start(year) <= day <= fiscal_year_end(year)
    assert start_of_fiscal_month(year, day.month) == day.replace(day=1)
