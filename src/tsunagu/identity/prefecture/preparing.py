"""The columns that are compared, made once and the same for every engine: what an engine counts in bytes has one byte a letter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow

from tsunagu.base.text import kana_key
from tsunagu.engines import Engine, quoted_path
from tsunagu.identity.folding import fold_distinct, name_key
from tsunagu.identity.normalising import coded, latin_key, loose_key

COLUMNS = (
    "record", "family", "given", "given_loose", "written", "written_given", "latin", "birth", "birth_swapped",
    "birth_month", "birth_year", "sex", "here", "came_day", "left_day", "relatives",
)  # fmt: skip
"""What Splink sees of a record: no name as people write it but J1, no address, no number of the town."""


def one_byte(text: str) -> str:
    """K1 with one byte for each kana."""
    return coded(kana_key(text))


def prepare_extracts(
    engine: Engine, extracts: Sequence[Path], *, code: Callable[[str], str] = one_byte
) -> list[pyarrow.Table]:
    """One table of COLUMNS for each extract, in their order. Leaves extract_row (municipality INTEGER and the extract's columns)."""
    rows = " UNION ALL ".join(
        f"SELECT {place} AS municipality, * FROM read_parquet({quoted_path(path)})"
        for place, path in enumerate(extracts)
    )
    engine.execute(f"""
        CREATE OR REPLACE TABLE extract_row AS
        SELECT *, {_part("kana", first=True)} AS kana_1, {_part("kana", first=False)} AS kana_2,
            {_part("name", first=False)} AS name_2 FROM ({rows})""")
    parts = "SELECT kana_1 FROM extract_row UNION ALL SELECT kana_2 FROM extract_row"
    fold_distinct(engine, "coded_part", parts, code)
    fold_distinct(engine, "loose_part", "SELECT kana_2 FROM extract_row", lambda text: coded(loose_key(text)))
    fold_distinct(
        engine, "folded_name", "SELECT name FROM extract_row UNION ALL SELECT name_2 FROM extract_row", name_key
    )
    fold_distinct(
        engine, "latin_name", "SELECT name_roman FROM extract_row UNION ALL SELECT name FROM extract_row", latin_key
    )
    engine.execute("""
        CREATE OR REPLACE TABLE prepared_row AS
        SELECT e.municipality, e.record, f.folded AS family, g.folded AS given, l.folded AS given_loose, w.folded AS written,
            v.folded AS written_given, coalesce(r.folded, n.folded) AS latin, e.birth_date::VARCHAR AS birth,
            strftime(e.birth_date, '%Y-%d-%m') AS birth_swapped, strftime(e.birth_date, '%Y-%m') AS birth_month,
            strftime(e.birth_date, '%Y') AS birth_year, nullif(e.sex, '') AS sex, e.here,
            date_diff('day', DATE '1970-01-01', e.came_on)::INTEGER AS came_day,
            date_diff('day', DATE '1970-01-01', e.left_on)::INTEGER AS left_day
        FROM extract_row AS e
        LEFT JOIN coded_part AS f ON f.text = e.kana_1 LEFT JOIN coded_part AS g ON g.text = e.kana_2
        LEFT JOIN loose_part AS l ON l.text = e.kana_2 LEFT JOIN folded_name AS w ON w.text = e.name
        LEFT JOIN folded_name AS v ON v.text = e.name_2 LEFT JOIN latin_name AS r ON r.text = e.name_roman
        LEFT JOIN latin_name AS n ON n.text = e.name""")
    engine.execute("""
        CREATE OR REPLACE TABLE relative_row AS
        SELECT e.municipality, e.record, list_sort(list(DISTINCT p.given || '|' || p.birth)) AS relatives
        FROM (SELECT municipality, record, unnest(relatives) AS relative FROM extract_row) AS e
        JOIN prepared_row AS p ON p.municipality = e.municipality AND p.record = e.relative
        WHERE p.given IS NOT NULL AND p.birth IS NOT NULL GROUP BY ALL""")
    listed = ", ".join(COLUMNS)
    return [
        engine.execute(f"""
            SELECT {listed} FROM prepared_row LEFT JOIN relative_row USING (municipality, record)
            WHERE municipality = {place} ORDER BY record""").to_arrow_table()
        for place in range(len(extracts))
    ]


def _part(column: str, *, first: bool) -> str:
    """SQL: the text up to its first blank, or what stands behind it."""
    text = f"trim(replace(coalesce({column}, ''), '　', ' '))"
    return f"split_part({text}, ' ', 1)" if first else f"trim(substr({text}, length(split_part({text}, ' ', 1)) + 2))"
