"""The month that is to come: once a month is over, what of it has come, and which departments are past their day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from tsunagu.delivery import Arrival, board
from tsunagu.month import Home


@dataclass(frozen=True)
class Reminder:
    """The month that ended with `as_of`. `overdue`: (department, how many deliveries are past their day), most first."""

    as_of: date
    delivered: int
    awaited: int
    overdue: list[tuple[str, int]]

    @property
    def overdue_in_all(self) -> int:
        """How many deliveries are past their day."""
        return sum(number for _, number in self.overdue)


def reminder_of(home: Home, shown: date, today: date) -> Reminder | None:
    """What the last month that is over waits for; None when its run, or that of a later day, is `shown` already.

    Nothing starts by itself: a month changes what people see, so a person begins it.
    """
    as_of = today.replace(day=1) - timedelta(days=1)
    if shown >= as_of:
        return None
    lines = board(home.folder, home.pack(), as_of, today)
    overdue = Counter(line.owner for line in lines if line.arrival is Arrival.MISSING)
    return Reminder(
        as_of,
        delivered=sum(line.load is not None for line in lines),
        awaited=sum(line.arrival is Arrival.AWAITED for line in lines),
        overdue=overdue.most_common(),
    )
