"""Which deliveries a snapshot is made from: per source and part the newest one received by the day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagu.intake import Load


def held_on(loads: Iterable[Load], as_of: date) -> list[Load]:
    """Every delivery received by the day and not replaced by another one received by then, ordered and repeatable."""
    received = [load for load in loads if load.received_on <= as_of]
    replaced = {load.replaces for load in received if load.replaces}
    return sorted((load for load in received if load.load_id not in replaced), key=_order)


def choose_loads(loads: Iterable[Load], as_of: date) -> list[Load]:
    """Of the deliveries held on the day, per (source, part) the one for the latest month; ordered by source and part."""
    newest: dict[tuple[str, str], Load] = {}
    for load in held_on(loads, as_of):
        newest[(load.source, load.part or "")] = load
    return [newest[key] for key in sorted(newest)]


def _order(load: Load) -> tuple[str, str, str, date, str]:
    return load.source, load.part or "", load.period, load.received_on, load.load_id
