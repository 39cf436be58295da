"""印が続いている: the newest file of a source still has the mark that alarmed a household. No case ends over it in silence."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case
from tsunagu_web.row_alarms.models import RowAlarm

STANDS = "mark_stands"
"""Line of the 経過: somebody saw that the mark goes on, and says why the case may end all the same."""


def standing_marks(case: Case) -> QuerySet[RowAlarm]:
    """Marks of the case's children that the newest file of their source has, newest first."""
    of_case = RowAlarm.objects.filter(Q(case=case) | Q(child_code__in=case.children), settled_at=None)
    people = of_case.values("person")
    return RowAlarm.objects.filter(newest=True, settled_at=None, person__in=people).order_by("-day", "-id")


def mark_owed(case: Case) -> bool:
    """Whether a mark goes on and nobody said since why the case may end all the same."""
    newest = standing_marks(case).order_by("-found_at").first()
    return newest is not None and not case.events.filter(move=STANDS, at__gte=newest.found_at).exists()


def refuse_silent_end(case: Case) -> None:
    """Raises RefusedError C244 while a mark goes on of which nobody said why the case may end."""
    if mark_owed(case):
        raise RefusedError(
            "C244",
            "すぐに知らせる印（希死念慮の◎など）が、いちばん新しいファイルにもあります",
            "ケースの画面の上にある「印が続いていても終えてよいわけ」を先に書いてから、終えてください",
        )
