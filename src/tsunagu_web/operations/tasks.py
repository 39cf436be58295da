"""The one task of the queue: work on a job."""

from __future__ import annotations

from django_tasks import task

from tsunagu_web.operations.running import run_job


@task()
def work_on(job_id: int, attempt: int) -> None:
    """Work on one attempt of a job. Of an attempt that is over or was taken by somebody else nothing happens."""
    run_job(job_id, attempt)
