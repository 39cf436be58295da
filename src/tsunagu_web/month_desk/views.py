"""月の処理: a clerk's month from files to the list, without a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.catalog import IntakeLimits
from tsunagu.delivery import (
    TAKEN_BACK,
    Slip,
    Tray,
    at_work_on,
    drop_held,
    give_back_held,
    give_back_waiting,
    held_trays,
    last_day,
    let_go,
    locked_in,
    open_tray,
    problem_of_unwanted,
    put_in_tray,
    taken_away,
    trays,
    unlock_files,
)
from tsunagu.drift import BrokenAcceptancesError
from tsunagu.intake import FileRefused
from tsunagu.month import Home
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.month_desk import reading
from tsunagu_web.month_desk.drift_views import accepted_of, drift_waits_of
from tsunagu_web.month_desk.folders import folders_of
from tsunagu_web.month_desk.forms import ASKED_FIRST, MEDIA, DayForm, DecideForm, HandInForm, StartForm
from tsunagu_web.month_desk.uploading import NO_FILE, HandedOver, too_large_files
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


@sensitive_post_parameters("password")
def hand_in(request: HttpRequest, as_of: date) -> HttpResponse:
    """Files from the clerk's machine: into a tray that is held until everything is said, then a job to receive it.

    What came is in the tray before anything is found wanting, so that nobody has to choose the files again.
    """
    form = HandInForm(request.POST)
    files: Sequence[Any] = request.FILES.getlist("files")
    too_large: list[str] = getattr(request, "too_large", [])
    by, home = request.user.get_username(), Home(home_folder())
    try:
        with acting(request, f"month:{as_of}"), ExitStack() as at_work:
            taken_away(home.folder)  # Where its record does not hold, nothing is put beside what nobody can sweep.
            if files:
                named = [(str(file.name), _giver(file)) for file in files]
                put_in_tray(home.folder, Slip(as_of=as_of, by=by), named, held=True)
            mine = held_trays(home.folder, as_of, by)
            # Neither the sweep nor somebody else takes away what is being received, nor is it received twice at once.
            if not all([at_work.enter_context(at_work_on(tray)) for tray in mine]):
                raise GONE
            if {tray.key for tray in mine} & taken_away(home.folder):
                raise GONE  # Said to be gone, and left by a kill: the worker finishes.
            if too_large or not mine:
                raise _what_is_wrong_with(too_large, kept=bool(mine))
            if not form.is_valid():
                return _shown(request, as_of, hand_in_form=form, status=400)
            open_locked(mine, form.cleaned_data["password"], home.limits)
            for tray in mine:
                let_go(tray, medium=form.cleaned_data["medium"], carrier=form.cleaned_data["carrier"])
                job = ask_to_receive(tray.key, as_of, by=by)
            return redirect("job", job.pk)
    except TsunaguError as error:
        return _shown(request, as_of, hand_in_form=form, problem=error, status=400)


def open_locked(mine: Sequence[Tray], password: str, limits: IntakeLimits) -> None:
    """Take the passwords off, or say of which files one is wanted. Raises RefusedError (N010, N011); the trays stay held."""
    locked = [path.name for tray in mine for path in locked_in(tray, limits=limits)]
    if locked and not password:
        raise RefusedError(
            "N010",
            f"パスワードの掛かったファイルがあります（{'、'.join(locked)}）",
            "ファイルはとってあります。パスワードを入れて、もう一度「受け取る」を押してください（zipは、中のファイルに"
            "掛かっていることもあります）。分からなければ、"
            "そのファイルを取り下げて、課に確かめてください",
        )
    try:
        for tray in mine:
            unlock_files(tray, password, limits=limits)
    except FileRefused as refused:
        raise RefusedError(
            "N011",
            refused.detail,
            "ファイルはとってあります。課に確かめて、パスワードを入れなおすか、そのファイルを取り下げてください。"
            "パスワードの違うファイルは、1個ずつ出してください",
        ) from None


def decide(request: HttpRequest, as_of: date) -> HttpResponse:
    """A file that needs a reason: replace what is there, or take it back."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _shown(request, as_of, decide_form=form, status=400)
    told = form.cleaned_data
    if told["what"] == "give_back_held":
        return _give_back_held(request, as_of)
    if told["what"].endswith("_all"):
        return _decide_all(request, as_of, give_them_back=told["what"] == "give_back_all", reason=told["reason"])
    tray = open_tray(home_folder(), told["tray"])
    if tray is None or tray.slip.as_of != as_of or told["place"] not in map(tray.place_of, tray.files()):
        return _shown(request, as_of, problem=GONE, status=409)
    if tray.is_held and (told["what"] != "give_back" or tray.slip.by != request.user.get_username()):
        return _shown(request, as_of, problem=GONE, status=409)
    if tray.is_held:
        return _give_back_held(request, as_of, tray, told["place"])
    newest = reading.newest_job_of(tray.key)
    if newest is not None and newest.is_live:
        return _shown(request, as_of, problem=GONE, status=409)
    if told["what"] == "give_back":
        return _give_back_waiting(request, as_of, {tray: [told["place"]]})
    with acting(request, f"month:{as_of}:{tray.key}"):
        reason = {"only": told["place"], "replace": told["reason"]}
        job = ask_to_receive(tray.key, as_of, by=request.user.get_username(), **reason)
        return redirect("job", job.pk)


def _decide_all(request: HttpRequest, as_of: date, *, give_them_back: bool, reason: str) -> HttpResponse:
    """All files of the month that need a reason, with one and the same, or all back."""
    waiting = [tray for tray in trays(home_folder(), as_of) if tray.waits_for_a_person]
    if not waiting:
        return _shown(request, as_of, problem=GONE, status=409)
    if give_them_back:
        return _give_back_waiting(request, as_of, {tray: list(map(tray.place_of, tray.files())) for tray in waiting})
    for tray in waiting:
        with acting(request, f"month:{as_of}:{tray.key}"):
            ask_to_receive(tray.key, as_of, by=request.user.get_username(), replace=reason)
    return redirect("month_desk", as_of)


def _give_back_waiting(request: HttpRequest, as_of: date, places: dict[Tray, list[str]]) -> HttpResponse:
    """Files that wait for a reason, back to whom they came from: written down before they go."""
    try:
        for tray, of_tray in places.items():
            with acting(request, f"month:{as_of}:{tray.key}"):
                for place in of_tray:
                    give_back_waiting(home_folder(), tray, place, by=request.user.get_username())
    except TsunaguError as error:
        return _shown(request, as_of, problem=error, status=409)
    return redirect("month_desk", as_of)


def _give_back_held(request: HttpRequest, as_of: date, tray: Tray | None = None, place: str = "") -> HttpResponse:
    """One file, or everything this person handed in and never let go: written down before it goes."""
    home, by = home_folder(), request.user.get_username()
    try:
        with acting(request, f"month:{as_of}:{tray.key}" if tray else f"month:{as_of}"):
            if tray is not None:
                give_back_held(home, tray, place, by=by)
            else:
                for mine in held_trays(home, as_of, by):
                    drop_held(home, mine, by=by, reason=TAKEN_BACK)
    except TsunaguError as error:
        return _shown(request, as_of, problem=error, status=409)
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


def _what_is_wrong_with(too_large: list[str], *, kept: bool) -> RefusedError:
    if too_large:
        return too_large_files(too_large, others_are_kept=kept)
    return NO_FILE


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
    refused, unwanted = reading.refused_files(folder, as_of)
    context = {
        "as_of": as_of,
        "is_to_come": as_of > clock.today(),
        "arrivals": arrivals,
        "rows_in": sum(file.rows_in for file in arrivals.taken),
        "rows_refused": sum(file.rows_refused for file in arrivals.taken),
        "refused": refused,
        "unwanted": unwanted,
        "waiting": waiting,
        "decidable": sum(not one.stuck for one in waiting),
        "jobs": reading.jobs_of(folder, as_of),
        "drift_waits": drift_waits,
        "accepted": accepted,
        "received": _just_received(request),
        "folders": folders_of(folder, as_of),
        "media": MEDIA,
        "asked": ASKED_FIRST,
        "held": reading.held_files(folder, as_of, request.user.get_username()),
        "capacity": reading.last_capacity(folder),
        "problem": problem or problem_of_unwanted(folder),
        "hand_in_form": hand_in_form,
        "decide_form": decide_form,
        "start_form": start_form,
        "may_see_receipts": authorize(request.user, "receipts.look", PageObject("receipts")).allowed,
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
