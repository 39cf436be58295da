"""`where` as an SQL predicate. SQL's own third value does the work: an empty cell is NULL, and NULL is unknown."""

from __future__ import annotations

from datetime import date
from math import ceil, floor

from tsunagu.base.dates import add_months, fiscal_year_of
from tsunagu.engines import quoted_name, quoted_text
from tsunagu.indicators.compile.literals import date_sql, listed_sql, number_sql, value_sql
from tsunagu.indicators.model import Bounds, Condition


def condition_sql(condition: Condition, as_of: date, row: str) -> str:
    """TRUE, FALSE or NULL for each row of the relation named `row`."""
    if condition.test == "not":
        return f"(NOT {condition_sql(condition.parts()[0], as_of, row)})"
    if condition.test in ("all", "any"):
        joined = " AND " if condition.test == "all" else " OR "
        return f"({joined.join(condition_sql(part, as_of, row) for part in condition.parts())})"
    assert condition.column is not None
    return _test_sql(condition, f"{row}.{quoted_name(condition.column)}", as_of)


def _test_sql(condition: Condition, cell: str, as_of: date) -> str:
    if condition.present is not None:
        return f"({cell} IS {'NOT ' if condition.present else ''}NULL)"
    if condition.yes is not None:
        return cell if condition.yes else f"(NOT {cell})"
    if condition.is_ is not None:
        return f"({cell} = {value_sql(condition.is_)})"
    if condition.in_ is not None:
        return f"({cell} IN {listed_sql(condition.in_)})"
    if condition.starts_with is not None:
        tests = (f"starts_with({cell}, {quoted_text(beginning)})" for beginning in condition.starts_with)
        return f"({' OR '.join(tests)})"
    if condition.age is not None:
        return _born_sql(condition.age, cell, lambda age: last_birthday_for_age(age, as_of))
    if condition.fiscal_age is not None:
        return _born_sql(condition.fiscal_age, cell, lambda age: last_birthday_for_fiscal_age(age, as_of))
    return bounds_sql(condition, cell)


def bounds_sql(bounds: Bounds | Condition, value: str) -> str:
    """All bounds that are given."""
    signs = {"at_least": ">=", "more_than": ">", "at_most": "<=", "less_than": "<"}
    tests = [
        f"{value} {sign} {number_sql(getattr(bounds, name))}"
        for name, sign in signs.items()
        if getattr(bounds, name) is not None
    ]
    return f"({' AND '.join(tests)})"


def last_birthday_for_age(age: int, as_of: date) -> date:
    """The last day on which somebody may be born to have lived `age` whole years on `as_of`."""
    return add_months(as_of, -12 * age)


def last_birthday_for_fiscal_age(age: int, as_of: date) -> date:
    """The last birthday of those who reach `age` by the end of the 年度 of `as_of`: 1 April still belongs to them."""
    return date(fiscal_year_of(as_of) - age + 1, 4, 1)


def _born_sql(bounds: Bounds, cell: str, last_birthday: object) -> str:
    """Ages as comparisons of the birth date: older people were born earlier, so the signs turn."""
    assert callable(last_birthday)
    tests = []
    if bounds.at_least is not None:
        tests.append(f"{cell} <= {date_sql(last_birthday(ceil(bounds.at_least)))}")
    if bounds.more_than is not None:
        tests.append(f"{cell} <= {date_sql(last_birthday(floor(bounds.more_than) + 1))}")
    if bounds.at_most is not None:
        tests.append(f"{cell} > {date_sql(last_birthday(floor(bounds.at_most) + 1))}")
    if bounds.less_than is not None:
        tests.append(f"{cell} > {date_sql(last_birthday(ceil(bounds.less_than)))}")
    return f"({' AND '.join(tests)})"
