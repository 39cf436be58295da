"""支援措置 at the moment of reading: an address is shown only while the list of protected people is known to be fresh."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from tsunagu.intake import loads
from tsunagu_web.accounts import clock
from tsunagu_web.town import home_folder, protection_hours

SOURCE = "shiensochi"


@dataclass(frozen=True)
class Feed:
    """The list of protected people: when the run's list came, whether a newer one came since, how old it may be (hours).

    A file's receipt knows a day, not an hour: the list counts from that day's midnight, so it may look older, never newer.
    """

    received_on: date | None
    newer_on: date | None
    age_hours: float | None
    limit_hours: int

    @property
    def is_fresh(self) -> bool:
        """Addresses may be shown (of people who are not protected, to those who may see them)."""
        return self.received_on is not None and self.newer_on is None and 0 <= (self.age_hours or 0) < self.limit_hours

    @property
    def hides_whereabouts(self) -> bool:
        """A newer list has not reached this run: nobody's school or nursery may be shown either."""
        return self.newer_on is not None

    @property
    def why_hidden(self) -> str:
        """The sentence beside a missing address; empty when the list is fresh."""
        if self.received_on is None:
            return "支援措置の一覧がまだ届いていません。届くまで、だれの住所も表示しません。"
        if self.newer_on is not None:
            return (
                f"支援措置の新しい一覧（{_day(self.newer_on)}受領）が届いていますが、この判定にはまだ入っていません。"
                "もう一度判定するまで、だれの住所も所属も表示しません。"
            )
        if (self.age_hours or 0) < 0:
            return "支援措置の一覧の受領日が今日より先の日付です。サーバーの時計を確かめてください。"
        if not self.is_fresh:
            return (
                f"支援措置の一覧が{_day(self.received_on)}に届いたものです（きまりは{self.limit_hours}時間以内）。"
                "最新の一覧を読み込むと表示されます。"
            )
        return ""


def read_feed(meta: dict[str, Any] | None) -> Feed:
    """The state of the list, from the run's `protection` meta and the loads received since."""
    text = (meta or {}).get("received_on")
    received = date.fromisoformat(text) if text else None
    newest = _newest_load(home_folder())
    newer = newest if received is not None and newest is not None and newest > received else None
    age = None
    if received is not None:
        moment = clock.now()
        age = (moment - datetime.combine(received, time(), moment.tzinfo)).total_seconds() / 3600
    return Feed(received, newer, age, protection_hours())


def _newest_load(home: Path) -> date | None:
    """The day the newest F03 file was received, of the published loads."""
    folder = home / "loads"
    return _newest_in(home, folder.stat().st_mtime_ns) if folder.is_dir() else None


@functools.lru_cache(maxsize=4)
def _newest_in(home: Path, changed: int) -> date | None:
    """Read again only when a load was published (`changed`: the folder's time of change)."""
    return max((load.received_on for load in loads(home) if load.source == SOURCE), default=None)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"
