"""A birth date as written beside the registered one: which slip, if any, lies between them."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagu.identity.normalising import birth_relation
from tsunagu.identity.normalising.birth_dates import RELATIONS

ASK = f"SELECT {birth_relation('w', 'r')} FROM (SELECT ?::VARCHAR AS w, ?::VARCHAR AS r)"


def relation(written: str | None, registered: str | None) -> str | None:
    found = duckdb.execute(ASK, (written, registered)).fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("written", "registered", "expected"),
    [
        ("2015-04-02", "2015-04-02", "same"),
        ("2015-02-04", "2015-04-02", "swapped"),
        ("1989-06-11", "2019-06-11", "era"),
        ("1951-06-11", "2014-06-11", "era"),
        ("2016-02-28", "2016-02-29", "leap_day"),
        ("2016-03-01", "2016-02-29", "leap_day"),
        ("2015-04-12", "2015-04-02", "one_digit"),
        ("2016-04-02", "2015-04-02", "one_digit"),
        ("2015-04-20", "2015-04-02", "turned_digits"),
        ("2051-04-02", "2015-04-02", "turned_digits"),
        ("2015-04-00", "2015-04-02", "day_unknown"),
        ("2015-00-00", "2015-04-02", "day_unknown"),
        ("2015-04-31", "2015-04-02", "one_part"),
        ("2012-11-02", "2015-04-02", "other"),
        ("2016-05-02", "2015-04-02", "other"),
        ("H27.4.2", "2015-04-02", "other"),
        (None, "2015-04-02", None),
        ("2015-04-02", None, None),
    ],
)
def test_the_slip_between_two_dates(written: str | None, registered: str | None, expected: str | None) -> None:
    assert relation(written, registered) == expected


def test_a_swap_in_another_year_and_a_leap_day_of_another_year_are_no_slips() -> None:
    assert relation("2014-02-04", "2015-04-02") == "other"
    assert relation("2015-02-28", "2016-02-29") != "leap_day"
    assert relation("1988-06-11", "2019-06-11") != "era"


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_a_relation_holds_both_ways_and_only_equal_dates_are_the_same(one: date, other: date) -> None:
    there, back = relation(one.isoformat(), other.isoformat()), relation(other.isoformat(), one.isoformat())
    assert there == back and there in RELATIONS
    assert (there == "same") == (one == other)
