"""What the purpose ledger leaves of a pack on a day: a purpose that has ended stops use at once, not at the next delivery."""

from __future__ import annotations

from tsunagu.catalog import Pack, Source
from tsunagu.mart import Barred
from tsunagu.month.protection import PROTECTION_TABLE
from tsunagu.purpose import LiveItems


def barred_items(live: LiveItems, pack: Pack) -> Barred:
    """Sources and columns no live row covers. A source without a column it cannot be read without is barred whole.

    The list of protected people is never barred: left out, it would give away the addresses it holds back. No newer list
    is taken without a purpose, and that alone hides everybody's.
    """
    sources: set[str] = set()
    columns: set[tuple[str, str]] = set()
    protecting = set(pack.sources_of(PROTECTION_TABLE))
    for source in (source for source in pack.sources.values() if source.source not in protecting):
        refused = {
            column.header for column in source.columns if column.to and not live.allows(source.source, column.header)
        }
        required = {column.header for column in source.columns if column.required}
        if not live.allows_any_of(source.source) or refused & required:
            sources.add(source.source)
        else:
            columns |= {(source.source, target) for target in _targets_only_of(source, refused)}
    return Barred(frozenset(sources), frozenset(columns))


def _targets_only_of(source: Source, headers: set[str]) -> set[str]:
    """Columns of tables that these headings of a file feed, and no other heading of it does."""
    fed = {target for column in source.columns if column.header in headers for target in column.to}
    return fed - {target for column in source.columns if column.header not in headers for target in column.to}
