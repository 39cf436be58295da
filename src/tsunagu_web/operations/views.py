"""処理: what was asked for, how far it is, how it ended; cancelling and asking again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import PageObject, Refused, authorize
from tsunagu_web.operations.changing import ask_again, cancel
from tsunagu_web.operations.models import Job
from tsunagu_web.operations.presence import worker_on_duty
from tsunagu_web.operations.states import State
from tsunagu_web.operations.sweeping import sweep_dead_jobs
from tsunagu_web.operations.work import work_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show


def jobs(request: HttpRequest) -> HttpResponse:
    """Every job, newest first."""
    sweep_dead_jobs()
    every = Job.objects.order_by("-pk")
    pages = paging(request, every.count())
    context = {
        "jobs": [(job, work_of(job.kind).label) for job in every[pages.offset : pages.offset + pages.size]],
        "paging": pages,
        "worker_is_there": worker_on_duty() is not None,
    }
    return show(request, "operations/jobs.html", context)


def job(request: HttpRequest, number: int) -> HttpResponse:
    """One job. While it lives the page asks again by itself (`?watching=1`), and goes on to the outcome when it is done."""
    sweep_dead_jobs()
    found = _of(request, number)
    then = _then(found)
    if request.GET.get("watching") == "1" and found.state == State.DONE and then:
        with acting(request, found):
            return redirect(then)
    return _shown(request, found)


def cancel_job(request: HttpRequest, number: int) -> HttpResponse:
    """Cancel; of a job that is over nothing changes."""
    found = _of(request, number)
    with acting(request, found):
        cancel(found, by=request.user.get_username())
        return redirect("job", number)


def ask_job_again(request: HttpRequest, number: int) -> HttpResponse:
    """Another attempt."""
    found = _of(request, number)
    try:
        with acting(request, found):
            ask_again(found, by=request.user.get_username())
            return redirect("job", number)
    except RefusedError as error:
        return _shown(request, found, error)


def _of(request: HttpRequest, number: int) -> Job:
    found = Job.objects.filter(pk=number).first()
    if found is None:
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, PageObject(row.name), request.decision)  # type: ignore[attr-defined]
    return found


def _then(found: Job) -> str | None:
    then = work_of(found.kind).then
    return then(found) if then else None


def _shown(request: HttpRequest, found: Job, refused: RefusedError | None = None) -> HttpResponse:
    work = work_of(found.kind)
    stations = work.stations
    at = stations.index(found.station) if found.station in stations else -1
    context = {
        "job": found,
        "label": work.label,
        "stations": [
            (
                name,
                "done" if found.state == State.DONE or place < at else "now" if place == at and found.is_live else "",
            )
            for place, name in enumerate(stations)
        ],
        "then": _then(found) if found.state == State.DONE or found.is_live else None,
        "refused": refused,
        "settle": work.when_refused(found) if found.state == State.FAILED else None,
        "settle_label": work.settle_label,
        "worker_is_there": worker_on_duty() is not None,
        "may_cancel": found.is_live and authorize(request.user, "job.cancel", PageObject("job_cancel")).allowed,
        "may_ask_again": found.may_be_asked_again
        and work.may_repeat(found)
        and authorize(request.user, "job.again", PageObject("job_again")).allowed,
    }
    return show(request, "operations/job.html", context, thing=found, status=409 if refused else 200)
