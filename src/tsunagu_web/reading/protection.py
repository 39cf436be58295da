"""支援措置 at the moment of reading: the newest list is laid over the run, and no address is shown unless it is fresh."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tsunagu.intake import RECEIVED
from tsunagu.month import LEFT_OUT_FILE, NewestList, Overlay, newest_list, overlay_now
from tsunagu.serving import Withheld
from tsunagu_web.accounts import clock
from tsunagu_web.town import home_folder, protection_hours

NOBODY = "だれの住所も所属も表示しません。"
MEND = "市民課などから直した一覧を受け取り、読み込むまで、" + NOBODY


@dataclass(frozen=True)
class Feed:
    """The list of protected people as it counts for this run now: which is newest, what it hides, how old it may be (hours)."""

    newest: NewestList | None
    overlay: Overlay | None
    now: datetime
    limit_hours: int

    @property
    def age_hours(self) -> float | None:
        """Hours since the moment the list stands for; None when there is no list."""
        return None if self.newest is None else (self.now - self.newest.stands_for).total_seconds() / 3600

    @property
    def is_fresh(self) -> bool:
        """Young enough for addresses to be shown."""
        return self.age_hours is not None and 0 <= self.age_hours < self.limit_hours

    @property
    def hides_whereabouts(self) -> bool:
        """The newest list does not say for sure who is protected: nobody's address, school or nursery may be shown."""
        return bool(self.why_nobody)

    @property
    def withheld(self) -> Withheld:
        """What is laid over the run."""
        hidden, nowhere = bool(self.why_hidden), self.hides_whereabouts
        if self.overlay is None:
            return Withheld(addresses=hidden, whereabouts=nowhere)
        return Withheld(
            protected=self.overlay.children, people=self.overlay.people, addresses=hidden, whereabouts=nowhere
        )

    @property
    def why_nobody(self) -> str:
        """Why nobody's whereabouts are shown; empty when the newest list says for sure who is protected, or there is none."""
        if self.newest is None:
            return ""
        which = f"支援措置のいちばん新しい一覧（{_moment(self.newest.stands_for)}）"
        if self.newest.load is None:
            return f"{which}のファイルを受け取れませんでした。{MEND}"
        if self.overlay is None:
            return f"{which}を、まだ判定の結果に重ねていません。もう一度読み込むまで、{NOBODY}"
        doubtful = [
            f"{words}が{count}行"
            for words, count in (
                ("受け取れない行", self.overlay.refused),
                ("だれのことか決まらない行", self.overlay.waiting),
            )
            if count
        ]
        return f"{which}に、{'、'.join(doubtful)}あります。{MEND}" if doubtful else ""

    @property
    def why_hidden(self) -> str:
        """The sentence beside a missing address; empty when addresses may be shown."""
        if self.newest is None:
            return "支援措置の一覧がまだ届いていません。届くまで、だれの住所も表示しません。"
        if self.why_nobody:
            return self.why_nobody
        if (self.age_hours or 0) < 0:
            return "支援措置の一覧の受領日時が、今より先です。サーバーの時計を確かめてください。"
        if not self.is_fresh:
            return (
                f"支援措置の一覧が{_moment(self.newest.stands_for)}のものです（きまりは{self.limit_hours}時間以内）。"
                "最新の一覧を読み込むと表示されます。"
            )
        return ""


def read_feed(snapshot_id: str) -> Feed:
    """How the newest list stands to the run made from this snapshot."""
    home = home_folder()
    newest = _newest(home, *(_state(home / name) for name in ("loads", RECEIVED, LEFT_OUT_FILE)))
    overlay = overlay_now(home, snapshot_id, newest)
    return Feed(newest, overlay, clock.now(), protection_hours())


def _state(path: Path) -> tuple[int, int] | None:
    """Changes whenever something was added there."""
    return ((found := path.stat()).st_mtime_ns, found.st_size) if path.exists() else None


@functools.lru_cache(maxsize=4)
def _newest(home: Path, *changed: tuple[int, int] | None) -> NewestList | None:
    """Read again only when something was received, or agreed by two people (`changed`)."""
    return newest_list(home)


def _moment(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日{moment.hour}時{moment.minute:02d}分"
