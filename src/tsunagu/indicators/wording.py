"""Dates, periods and values as people read them, written in SQL so that a whole town's sentences are made at once."""

from __future__ import annotations

from datetime import date
from string import Formatter

from tsunagu.base.dates import fiscal_year_of
from tsunagu.engines import quoted_text
from tsunagu.indicators.model import Period, TableFacts

ERAS = ((date(2019, 5, 1), "令和", 2018), (date(1989, 1, 8), "平成", 1988), (date(1926, 12, 25), "昭和", 1925))
PLACEHOLDERS = ("value", "period", "date", "rows")
"""What an evidence sentence may hold in braces, beside the columns of the tables it asks."""
COLUMN_TYPES = ("code", "int", "decimal", "date", "month")
"""Types of columns a sentence may quote: never names, addresses, numbers of persons or free text."""


def date_words_sql(day: str) -> str:
    """令和8年4月1日; NULL for no date."""
    eras = " ".join(
        f"WHEN {day} >= DATE '{start.isoformat()}' THEN '{name}' || CASE WHEN year({day}) = {before + 1} THEN '元'"
        f" ELSE CAST(year({day}) - {before} AS VARCHAR) END"
        for start, name, before in ERAS
    )
    year = f"CASE {eras} ELSE CAST(year({day}) AS VARCHAR) END"
    return f"({year} || '年' || month({day}) || '月' || day({day}) || '日')"


def number_words_sql(value: str) -> str:
    """A number without needless zeros."""
    return f"(CASE WHEN {value} = floor({value}) THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) ELSE CAST(round({value}, 4) AS VARCHAR) END)"


def period_words(period: Period | None, as_of: date) -> str:
    """令和8年度, この12か月, これまで, 現在, 出産の前後."""
    if period is None or period.current:
        return "現在"
    if period.fiscal_year is not None:
        year = fiscal_year_of(as_of) + period.fiscal_year
        first_day = date(year, 4, 1)
        name, before = next(((name, before) for start, name, before in ERAS if first_day >= start), ("", 0))
        # The year an era began is named after it from that April on: 2019年度 is 令和元年度.
        if year == 2019:
            name, before = "令和", 2018
        return f"{name}{'元' if year - before == 1 else year - before}年度"
    if period.months_back is not None:
        return f"この{period.months_back}か月"
    return "これまで" if period.ever else "出産の前後"


def sentence_sql(template: str, terms: dict[str, str]) -> str:
    """The template as an SQL text; `terms` gives the SQL text of each placeholder. What is not known is said so."""
    pieces = []
    for text, name, _, _ in Formatter().parse(template):
        if text:
            pieces.append(quoted_text(text))
        if name is not None:
            pieces.append(f"coalesce({terms[name]}, '不明')" if name in terms else "'不明'")
    return "(" + " || ".join(pieces or ["''"]) + ")"


def column_words_sql(facts: TableFacts, column: str, cell: str) -> str:
    """A column's value in words."""
    kind = facts.columns[column].type
    if kind in ("date", "month"):
        return date_words_sql(cell)
    return number_words_sql(cell) if kind in ("int", "decimal") else f"CAST({cell} AS VARCHAR)"
