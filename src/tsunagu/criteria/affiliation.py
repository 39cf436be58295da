"""所属の有無 as far as the town can know it: a missing row is no affiliation only where a row would have to be."""

from __future__ import annotations

HIGH_SCHOOL_AGE = 16
"""From this fiscal age on no department of a town holds where a child goes."""
SOURCES = ("hoiku", "gakureibo")
"""Both must have arrived before anybody may be said to go nowhere."""


def affiliation_sql(child: str, deliveries: str) -> str:
    """SQL: 'some', 'none' or 'unknown'. `child` aliases children.parquet, `deliveries` is a relation of deliveries."""
    listed = ", ".join(f"'{source}'" for source in SOURCES)
    arrived = f"(SELECT count(DISTINCT source) FROM {deliveries} WHERE source IN ({listed})) = {len(SOURCES)}"
    return (
        f"CASE WHEN {child}.school IS NOT NULL OR {child}.facility IS NOT NULL THEN 'some' "
        f"WHEN {child}.fiscal_age >= {HIGH_SCHOOL_AGE} OR NOT {arrived} THEN 'unknown' ELSE 'none' END"
    )
