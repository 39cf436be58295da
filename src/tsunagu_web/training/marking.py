"""はじめから: the mark from which somebody's exercise counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tsunagu_web.accounts import clock
from tsunagu_web.accounts.models import User
from tsunagu_web.audit.models import AuditHead
from tsunagu_web.training.models import TrainingMark


@dataclass(frozen=True)
class Since:
    """Whose acts count, from which moment and which row of the record."""

    user: User
    at: datetime
    seq: int


def begin_anew(user: User) -> TrainingMark:
    """Count from now. What was done before stays where it is. Call inside the recording transaction, or where nothing is done."""
    return TrainingMark.objects.create(user=user, at=clock.now(), audit_seq=AuditHead.objects.get(pk=1).seq)


def marks_of(user: User) -> tuple[Since, Since] | None:
    """(the first mark, the newest one) of somebody; None for who came after the town was prepared and has not begun."""
    marks = list(user.training_marks.all())
    if not marks:
        return None
    return tuple(Since(user, one.at, one.audit_seq) for one in (marks[0], marks[-1]))  # type: ignore[return-value]
