"""The SQL of 年度年齢 says what base says, for every birthday that could matter."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from tsunagu.base.dates import age_on, fiscal_age
from tsunagu.mart.people import fiscal_age_sql

FIRST = date(2003, 1, 1)
DAYS = 366 * 24


@pytest.mark.parametrize("as_of", [date(2026, 3, 31), date(2026, 4, 1), date(2026, 10, 31), date(2028, 2, 29)])
def test_every_day_agrees_with_base(as_of: date) -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(f"""
            SELECT day, {fiscal_age_sql("day", as_of)}
            FROM (SELECT unnest(generate_series(DATE '{FIRST}', DATE '{FIRST + timedelta(DAYS)}', INTERVAL 1 DAY))::DATE AS day)
        """).fetchall()
    assert len(rows) > DAYS
    assert [(day, fiscal_age(day, as_of)) for day, _ in rows] == rows
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
