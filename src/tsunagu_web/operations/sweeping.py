"""Jobs whose worker died are found and said to be interrupted. Nobody waits for ever for something that no longer runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tsunagu.month import Home
from tsunagu_web.accounts import clock
from tsunagu_web.operations.changing import move
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.presence import worker_on_duty
from tsunagu_web.operations.states import State
from tsunagu_web.town import home_folder

BEAT_LIMIT = timedelta(seconds=60)
"""A living job writes every two seconds; one silent for so long is taken for dead even while its process exists."""

DIED = {
    "code": "Q004",
    "message": "処理の途中で、処理係が止まりました",
    "remedy": "もう一度実行してください。公開ずみのデータは元のままで、半分だけ変わることはありません",
}


def is_dead(job: Job, worker: str | None, now: datetime) -> bool:
    """Whether a running job's worker is gone (`worker` is the one on duty), or its heart has stopped."""
    return job.worker != worker or job.beat_at is None or now - job.beat_at > BEAT_LIMIT


def sweep_dead_jobs() -> list[Job]:
    """Mark dead jobs as interrupted, and remove what they left half written in the home; those marked."""
    worker, now = worker_on_duty(), clock.now()
    swept = []
    for job in Job.objects.filter(state=State.RUNNING).order_by("pk"):
        if is_dead(job, worker, now) and move(
            job.pk, job.attempt, State.RUNNING, State.INTERRUPTED, finished_at=now, **DIED
        ):
            # The queue's own row would say RUNNING for ever.
            DBTaskResult.objects.filter(id=job.task, status=TaskResultStatus.RUNNING).update(
                status=TaskResultStatus.FAILED, finished_at=now
            )
            swept.append(job)
    if swept:
        Home(home_folder()).sweep()
    return swept
