"""Changing a job: asked for, taken up, finished, cancelled, asked for again. Each change only where the old state still holds."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagu.base.errors import RefusedError
from tsunagu_web.accounts import clock
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.states import AGAIN, NEXT, State

BUSY = RefusedError(
    "Q001",
    "月の処理がもう一つ、順番を待っているか動いています",
    "終わるまで待つか、取り消してから、もう一度始めてください",
)


def move(job_id: int, attempt: int, old: State, new: State, **fields: Any) -> bool:
    """Change the state where `old` and the attempt still hold; whether it did. The number of rows says who was first.

    Raises ValueError for a step that the table does not know.
    """
    if new not in NEXT[old]:
        raise ValueError(f"{old} → {new} という変わり方はありません")
    return bool(Job.objects.filter(pk=job_id, attempt=attempt, state=old).update(state=new, **fields))


def ask(kind: str, arguments: dict[str, Any], *, by: str) -> Job:
    """Put a new job into the queue.

    Raises RefusedError (Q001) when it is a month and another month waits or runs.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, arguments=arguments, asked_by=by, asked_at=clock.now())
            _enqueue(job.pk, job.attempt)
    except IntegrityError:
        raise BUSY from None
    job.refresh_from_db()
    return job


def ask_again(job: Job, *, by: str) -> bool:
    """Another attempt of a job that failed, was cancelled or interrupted; False when it is none of these any more.

    Raises RefusedError (Q001) as ask does.
    """
    try:
        with transaction.atomic():
            fresh: dict[str, Any] = {
                "cancelled_by": "",
                "worker": "",
                "code": "",
                "message": "",
                "remedy": "",
                "station": "",
            }
            fresh |= {"step": 0, "steps": 0, "started_at": None, "beat_at": None, "finished_at": None}
            moved = Job.objects.filter(pk=job.pk, attempt=job.attempt, state__in=AGAIN).update(
                state=State.WAITING, attempt=F("attempt") + 1, asked_by=by, asked_at=clock.now(), result={}, **fresh
            )
            if moved:
                _enqueue(job.pk, job.attempt + 1)
    except IntegrityError:
        raise BUSY from None
    return bool(moved)


def cancel(job: Job, *, by: str) -> bool:
    """Take a waiting job out of the queue, or ask a running one to stop; False when it was over already."""
    over = {"cancelled_by": by, "finished_at": clock.now()}
    if move(job.pk, job.attempt, State.WAITING, State.CANCELLED, **over):
        return True
    running = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING, cancelled_by="")
    return bool(running.update(cancelled_by=by))


def _enqueue(job_id: int, attempt: int) -> None:
    from tsunagu_web.operations.tasks import work_on

    task = work_on.enqueue(job_id, attempt)
    Job.objects.filter(pk=job_id).update(task=task.id)
