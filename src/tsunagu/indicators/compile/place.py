"""Where a statement reads: the sealed files, and the range of households it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tsunagu.engines import quoted_path

MOST_TERMS_WORTH_ASKING = 6
"""With more different periods and sources than this, asking whether anybody looks at a row costs more than it saves."""

Households = tuple[int | None, int | None]
"""First household_id and the one before which to stop; None = open."""
WHOLE_TOWN: Households = (None, None)


@dataclass(frozen=True)
class Place:
    """Parquet files by table name, and the households in question."""

    paths: Mapping[str, Path]
    households: Households = WHOLE_TOWN

    def relation(self, table: str) -> str:
        """A snapshot table in FROM."""
        return f"read_parquet({quoted_path(self.paths[table])})"

    def within(self, column: str) -> str | None:
        """The range as a condition on `column`; None when there is no limit."""
        first, end = self.households
        terms = []
        if first is not None:
            terms.append(f"{column} >= {first}")
        if end is not None:
            terms.append(f"{column} < {end}")
        return " AND ".join(terms) or None


def looked_at_sql(considered: Sequence[str | None]) -> str | None:
    """Rows that some question looks at; None where that may be any row. Old years are passed over before any work."""
    terms = list(dict.fromkeys(considered))
    known = [term for term in terms if term is not None]
    if len(known) < len(terms) or len(known) > MOST_TERMS_WORTH_ASKING:
        return None
    return " OR ".join(f"({term})" for term in known)
