"""届き具合: what of a month was due and what has come, source by source and school by school."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from tsunagu.catalog import Pack, Source
from tsunagu.delivery.month_files import delivered
from tsunagu.intake import Load, loads, receptions


class Arrival(Enum):
    """How a delivery stands. The values sort as a clerk would look at them."""

    MISSING = "未着"
    """The day has passed and nothing came."""
    AWAITED = "まだ"
    """The day has not come yet."""
    LATE = "遅れて届いた"
    DELIVERED = "届いた"
    NOT_DUE = "今月はない"
    """Nobody was asked to deliver it this month, and nothing came."""


@dataclass(frozen=True)
class Delivery:
    """One line of the board: one source, and of a source per school one school."""

    source: str
    label: str
    owner: str
    part: str | None
    arrival: Arrival
    due: date | None
    """The day it was or is due; None when it is not due this month."""
    came_on: date | None
    load: Load | None
    before: str | None
    """The newest earlier month (YYYY-MM) that was delivered: what a run without this delivery uses. None: nothing ever came."""


def board(home: Path, pack: Pack, as_of: date, today: date) -> list[Delivery]:
    """Every delivery of the month ending with `as_of`, as it stands on `today`: what is missing first, then as in the pack."""
    every = [load for load in loads(home) if not load.entered]
    came = {one.load_id: one.received_at.date() for one in receptions(home) if one.load_id}
    month = {(load.source, load.part): load for load in delivered(home, as_of)}
    lines = [
        _delivery(source, part, month.get((source.source, part)), every, came, as_of, today)
        for source in pack.sources.values()
        if source.enabled
        for part in _parts(pack, source, every, as_of)
    ]
    order = list(Arrival)
    return sorted(lines, key=lambda line: order.index(line.arrival))


def due_day(source: Source, as_of: date) -> date | None:
    """The day a source's file about the month of `as_of` is due; None when it is not due at all."""
    if as_of.month not in source.expected.months:
        return None
    year, month = (as_of.year + 1, 1) if as_of.month == 12 else (as_of.year, as_of.month + 1)
    return date(year, month, source.expected.day)


def _parts(pack: Pack, source: Source, every: Iterable[Load], as_of: date) -> list[str | None]:
    """The schools a source comes from: the declared ones, else every school that ever delivered anything; else the whole."""
    if source.layout.per != "school":
        return [None]
    declared = pack.layers.declaration.schools
    known = {load.part for load in every if load.part and load.received_on <= as_of and _per_school(pack, load)}
    return [*sorted(declared or known)] or [None]


def _per_school(pack: Pack, load: Load) -> bool:
    source = pack.sources.get(load.source)
    return source is not None and source.layout.per == "school"


def _delivery(
    source: Source,
    part: str | None,
    load: Load | None,
    every: Iterable[Load],
    came: dict[str, date],
    as_of: date,
    today: date,
) -> Delivery:
    due = due_day(source, as_of)
    came_on = came.get(load.load_id, load.received_on) if load else None
    periods = [
        other.period
        for other in every
        if other.source == source.source
        and (part is None or other.part == part)
        and other.received_on <= as_of
        and other.period < f"{as_of:%Y-%m}"
    ]
    return Delivery(
        source=source.source,
        label=source.label,
        owner=source.owner,
        part=part,
        arrival=_arrival(due, came_on, today),
        due=due,
        came_on=came_on,
        load=load,
        before=max(periods, default=None),
    )


def _arrival(due: date | None, came_on: date | None, today: date) -> Arrival:
    if came_on is not None:
        return Arrival.LATE if due is not None and came_on > due else Arrival.DELIVERED
    if due is None:
        return Arrival.NOT_DUE
    return Arrival.MISSING if today > due else Arrival.AWAITED
