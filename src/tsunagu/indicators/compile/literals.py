"""Values as DuckDB writes them."""

from __future__ import annotations

from datetime import date

from tsunagu.engines import quoted_text
from tsunagu.indicators.model import Value


def number_sql(number: float) -> str:
    """A number; whole ones without a point, so that whole columns stay whole."""
    return str(int(number)) if float(number).is_integer() else repr(float(number))


def date_sql(day: date) -> str:
    """A date."""
    return f"DATE '{day.isoformat()}'"


def value_sql(value: Value) -> str:
    """A value of `is` and `in`."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return number_sql(value)
    return quoted_text(value)


def listed_sql(values: tuple[Value, ...]) -> str:
    """Values in brackets, for IN."""
    return f"({', '.join(value_sql(value) for value in values)})"
