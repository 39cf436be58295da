"""Which deliveries a snapshot is made from: per source and part the newest one received by the day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tsunagu.intake import Load


@dataclass(frozen=True)
class Barred:
    """What no live row of the purpose ledger covers on the day: received once perhaps, but not to be used."""

    sources: frozenset[str] = frozenset()
    columns: frozenset[tuple[str, str]] = frozenset()
    """(source, "table.column")."""

    def named(self) -> tuple[str, ...]:
        """Every barred item in writing, sorted, as the manifest keeps it."""
        return tuple(sorted([*self.sources, *(f"{source}:{column}" for source, column in self.columns)]))


NOTHING_BARRED = Barred()


def held_on(loads: Iterable[Load], as_of: date, declarations_hash: str) -> list[Load]:
    """Per source, part and month the one delivery that counts on the day: received by then and not replaced by then.

    A file read twice, under older and under present declarations, counts as read under the present ones.
    """
    received = [load for load in loads if load.received_on <= as_of]
    replaced = {load.replaces for load in received if load.replaces}
    standing = sorted(
        (load for load in received if load.load_id not in replaced),
        key=lambda load: (load.declarations_hash == declarations_hash, load.received_on, load.load_id),
    )
    last = {(load.source, load.part or "", load.period): load for load in standing}
    return [last[key] for key in sorted(last)]


def lawful(held: Iterable[Load], barred: Barred) -> list[Load]:
    """Of the deliveries held those of sources that may be used."""
    return [load for load in held if load.source not in barred.sources]


def choose_loads(held: Iterable[Load]) -> list[Load]:
    """Of the deliveries held, per (source, part) the one for the latest month; ordered by source and part."""
    newest = {(load.source, load.part or ""): load for load in held}
    return [newest[key] for key in sorted(newest)]
