"""印が続いている: the newest file of a source, or a value somebody entered, still has the mark that alarmed a household. No case ends
over it in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tsunagu.base.clock import JAPAN
from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case
from tsunagu_web.row_alarms.models import RowAlarm
from tsunagu_web.values.marked import entered_marks

STANDS = "mark_stands"
"""Line of the 経過: somebody saw that the mark goes on, and says why the case may end all the same."""


@dataclass(frozen=True)
class StandingMark:
    """One mark. `where`: what has it, in words; `found_at`: since when it is known here; `entered`: in a value people entered."""

    item: str
    where: str
    found_at: datetime
    entered: bool = False


def standing_marks(case: Case) -> list[StandingMark]:
    """Marks of the case's children that the newest file of their source has, newest first, then those people entered."""
    of_case = RowAlarm.objects.filter(Q(case=case) | Q(child_code__in=case.children), settled_at=None)
    people = of_case.values("person")
    rows = RowAlarm.objects.filter(newest=True, settled_at=None, person__in=people).order_by("-day", "-id")
    filed = [StandingMark(one.item, f"いちばん新しいファイル（{_month(one)}分）", one.found_at) for one in rows]
    entered = [
        StandingMark(one.item, f"画面で入力した値（{_day(one.since)}に入力）", one.since, entered=True)
        for one in entered_marks(case.children)
    ]
    return filed + entered


def _month(alarm: RowAlarm) -> str:
    return f"{alarm.day.year}年{alarm.day.month}月"


def _day(moment: datetime) -> str:
    day = moment.astimezone(JAPAN)
    return f"{day.year}年{day.month}月{day.day}日"


def mark_owed(case: Case) -> bool:
    """Whether a mark goes on and nobody said since why the case may end all the same."""
    newest = max((one.found_at for one in standing_marks(case)), default=None)
    return newest is not None and not case.events.filter(move=STANDS, at__gte=newest).exists()


def refuse_silent_end(case: Case) -> None:
    """Raises RefusedError C244 while a mark goes on of which nobody said why the case may end."""
    if mark_owed(case):
        raise RefusedError(
            "C244",
            "すぐに知らせる印（希死念慮の◎など）が、いちばん新しいファイルか、画面で入力した値にあります",
            "ケースの画面の上にある「印が続いていても終えてよいわけ」を先に書いてから、終えてください",
        )
