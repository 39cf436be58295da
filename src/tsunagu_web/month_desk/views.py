"""月の処理: a clerk's month from files to the list, without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import Slip, give_back, last_day, open_tray, put_in_tray, trays
from tsunagu.drift import BrokenAcceptancesError
from tsunagu.month import Home
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.month_desk import reading
from tsunagu_web.month_desk.drift_views import accepted_of, drift_waits_of
from tsunagu_web.month_desk.folders import folders_of
from tsunagu_web.month_desk.forms import MEDIA, DayForm, DecideForm, HandInForm, StartForm
from tsunagu_web.month_desk.uploading import HandedOver, too_large_files
from tsunagu_web.month_desk.work import RECEIVE, ask_to_receive
from tsunagu_web.operations.changing import ask
from tsunagu_web.operations.models import RUN, Job
from tsunagu_web.operations.presence import worker_on_duty
from tsunagu_web.operations.sweeping import sweep_dead_jobs
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder

GONE = RefusedError(
    "N003", "そのファイルは、もう処理されています", "画面を開きなおして、いまのようすを確かめてください"
)


def months(request: HttpRequest) -> HttpResponse:
    """The months there are, and a way to open one (`?day=`)."""
    form = DayForm(request.GET if "day" in request.GET else None)
    if form.is_bound and form.is_valid():
        with acting(request, PageObject("months")):
            return redirect("month_desk", form.cleaned_data["day"])
    usual = last_day(_month_before(clock.today()))
    context = {"months": reading.known_months(home_folder()), "usual": usual, "form": form}
    return show(request, "month_desk/months.html", context, status=400 if form.is_bound else 200)


def desk(request: HttpRequest, as_of: date) -> HttpResponse:
    """One month."""
    return _shown(request, as_of)


def hand_in(request: HttpRequest, as_of: date) -> HttpResponse:
    """Files from the clerk's machine: into a tray, and a job to receive it. Too large ones are named; the others go on."""
    form = HandInForm(request.POST)
    files: Sequence[Any] = request.FILES.getlist("files")
    too_large: list[str] = getattr(request, "too_large", [])
    if not form.is_valid() or not files or too_large:
        problem = _what_is_wrong_with(files, too_large)
        return _shown(request, as_of, hand_in_form=form, problem=problem, status=400)
    by = request.user.get_username()
    slip = Slip(as_of=as_of, medium=form.cleaned_data["medium"], carrier=form.cleaned_data["carrier"], by=by)
    try:
        with acting(request, f"month:{as_of}"):
            tray = put_in_tray(home_folder(), slip, [(str(file.name), _giver(file)) for file in files])
            job = ask_to_receive(tray.key, as_of, by=by)
            return redirect("job", job.pk)
    except RefusedError as error:
        return _shown(request, as_of, hand_in_form=form, problem=error, status=400)


def decide(request: HttpRequest, as_of: date) -> HttpResponse:
    """A file that needs a reason: replace what is there, or take it back."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _shown(request, as_of, decide_form=form, status=400)
    told = form.cleaned_data
    if told["what"].endswith("_all"):
        return _decide_all(request, as_of, give_them_back=told["what"] == "give_back_all", reason=told["reason"])
    tray = open_tray(home_folder(), told["tray"])
    if tray is None or tray.slip.as_of != as_of or told["name"] not in {path.name for path in tray.files()}:
        return _shown(request, as_of, problem=GONE, status=409)
    with acting(request, f"month:{as_of}:{tray.key}"):
        if told["what"] == "give_back":
            give_back(tray, told["name"])
            return redirect("month_desk", as_of)
        reason = {"only": told["name"], "replace": told["reason"]}
        job = ask_to_receive(tray.key, as_of, by=request.user.get_username(), **reason)
        return redirect("job", job.pk)


def _decide_all(request: HttpRequest, as_of: date, *, give_them_back: bool, reason: str) -> HttpResponse:
    """All files of the month that need a reason, with one and the same, or all back."""
    waiting = [tray for tray in trays(home_folder(), as_of) if tray.waits_for_a_person]
    if not waiting:
        return _shown(request, as_of, problem=GONE, status=409)
    by = request.user.get_username()
    for tray in waiting:
        with acting(request, f"month:{as_of}:{tray.key}"):
            if give_them_back:
                for path in tray.files():
                    give_back(tray, path.name)
            else:
                ask_to_receive(tray.key, as_of, by=by, replace=reason)
    return redirect("month_desk", as_of)


def start(request: HttpRequest, as_of: date) -> HttpResponse:
    """Run the month."""
    form = StartForm(request.POST)
    if not form.is_valid():
        return _shown(request, as_of, start_form=form, status=400)
    arguments = {"as_of": as_of.isoformat(), "capacity": form.cleaned_data["capacity"]}
    try:
        with acting(request, f"month:{as_of}"):
            return redirect("job", ask(RUN, arguments, by=request.user.get_username()).pk)
    except RefusedError as error:
        return _shown(request, as_of, start_form=form, problem=error, status=409)


def _what_is_wrong_with(files: Sequence[Any], too_large: list[str]) -> RefusedError | None:
    if too_large:
        return too_large_files(too_large)
    if not files:
        return RefusedError("N005", "ファイルが選ばれていません", "出すファイルを選んでください")
    return None


def _giver(file: HandedOver) -> Any:
    return file.give_to


def _month_before(day: date) -> date:
    return (
        last_day(day.replace(day=1)) if day == last_day(day) else date.fromordinal(day.replace(day=1).toordinal() - 1)
    )


def _shown(
    request: HttpRequest,
    as_of: date,
    *,
    problem: TsunaguError | None = None,
    hand_in_form: Form | None = None,
    decide_form: Form | None = None,
    start_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The desk, with what went wrong where it went wrong."""
    sweep_dead_jobs()
    folder = home_folder()
    pack = Home(folder).pack()
    try:
        drift_waits, accepted = drift_waits_of(as_of), accepted_of(as_of)
    except BrokenAcceptancesError as error:
        drift_waits, accepted, problem = True, [], problem or error
    arrivals = reading.arrivals(folder, pack, as_of, clock.today())
    waiting = reading.waiting_files(folder, as_of)
    context = {
        "as_of": as_of,
        "arrivals": arrivals,
        "rows_in": sum(file.rows_in for file in arrivals.taken),
        "rows_refused": sum(file.rows_refused for file in arrivals.taken),
        "refused": reading.refused_files(folder, as_of),
        "waiting": waiting,
        "decidable": sum(not one.stuck for one in waiting),
        "jobs": reading.jobs_of(as_of),
        "drift_waits": drift_waits,
        "accepted": accepted,
        "received": _just_received(request),
        "folders": folders_of(folder, as_of),
        "media": MEDIA,
        "capacity": reading.last_capacity(folder),
        "problem": problem,
        "hand_in_form": hand_in_form,
        "decide_form": decide_form,
        "start_form": start_form,
        "may_hand_in": authorize(request.user, "month.hand_in", PageObject("month_hand_in")).allowed,
        "worker_is_there": worker_on_duty() is not None,
    }
    return show(request, "month_desk/desk.html", context, thing=f"month:{as_of}", status=status)


def _just_received(request: HttpRequest) -> list[dict[str, Any]]:
    """The receipts of the job named by `?received=`, refusals first."""
    number = request.GET.get("received", "")
    if not number.isdecimal():
        return []
    job = Job.objects.filter(pk=int(number[:12]), kind=RECEIVE).first()
    told = list(job.result.get("receipts", [])) if job else []
    return sorted(told, key=lambda one: one["status"] != "refused")
