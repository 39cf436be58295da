"""先月との違い: what stops a month, and the form by which somebody accepts it with a reason."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError, TsunaguError
from tsunagu.delivery import delivered
from tsunagu.drift import (
    Acceptance,
    BrokenAcceptancesError,
    DriftReport,
    acceptance_of,
    acceptances,
    name_of,
    read_report,
)
from tsunagu.intake import receipt_key_of_load
from tsunagu.month import Home, WaitingDrift, accept_waiting, come_and_gone, told_of, waiting_drift
from tsunagu_web.access import PageObject, authorize
from tsunagu_web.month_desk.forms import AcceptForm
from tsunagu_web.operations.changing import ask
from tsunagu_web.operations.models import RUN
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.town import home_folder

NOTHING_WAITS = RefusedError(
    "R005", "認めるのを待っている違いはありません", "画面を開きなおして、いまのようすを確かめてください"
)
OTHERS_WAIT = RefusedError(
    "R006",
    "画面を開いたあとに、違いが変わりました",
    "認めていません。いまの違いを見て、もう一度決めてください",
)


def drift(request: HttpRequest, as_of: date) -> HttpResponse:
    """The differences of the month's stopped run; plain words when none waits."""
    return _shown(request, as_of)


def accept_drift(request: HttpRequest, as_of: date) -> HttpResponse:
    """Accept, and run the month once more: it is judged already and only has to be shown."""
    form = AcceptForm(request.POST)
    if not form.is_valid():
        return _shown(request, as_of, form=form, status=400)
    by, home = request.user.get_username(), Home(home_folder())
    try:
        with acting(request, f"month:{as_of}"), home.locked():
            waiting = _waiting_of(as_of)
            if waiting is None:
                raise NOTHING_WAITS
            report = read_report(home.runs / waiting.run)
            if report is None or report.digest != form.cleaned_data["seen"]:
                raise OTHERS_WAIT
            job = ask(RUN, {"as_of": as_of.isoformat(), "capacity": waiting.capacity}, by=by)
            # Last, so that a refused job leaves no acceptance behind: what is written there can never be taken back.
            accept_waiting(home, home.pack(), by=by, reason=form.cleaned_data["reason"])
            return redirect("job", job.pk)
    except TsunaguError as error:
        return _shown(request, as_of, problem=error, status=409)


def drift_waits_of(as_of: date) -> bool:
    """Whether a run of this month waits for somebody to accept its differences."""
    return _waiting_of(as_of) is not None


def accepted_of(as_of: date) -> list[Acceptance]:
    """Who accepted differences of this month."""
    return [one for one in acceptances(home_folder()) if one.as_of == as_of.isoformat()]


def _waiting_of(as_of: date) -> WaitingDrift | None:
    home = Home(home_folder())
    waiting = waiting_drift(home)
    if waiting is None or waiting.as_of != as_of.isoformat():
        return None
    report = read_report(home.runs / waiting.run)
    return waiting if report is not None and acceptance_of(home.folder, report) is None else None


def _receipts_of(home: Home, as_of: date, report: DriftReport) -> list[str]:
    """For each breach the key of the receipt of the file it speaks of; '' where it is about no file of this month."""
    keys = {name_of(load): receipt_key_of_load(load) for load in delivered(home.folder, as_of)}
    return [keys.get(breach.subject, "") for breach in report.breaches]


def _shown(
    request: HttpRequest,
    as_of: date,
    *,
    form: AcceptForm | None = None,
    problem: TsunaguError | None = None,
    status: int = 200,
) -> HttpResponse:
    home = Home(home_folder())
    try:
        waiting, accepted = _waiting_of(as_of), accepted_of(as_of)
    except BrokenAcceptancesError as error:
        waiting, accepted, problem, status = None, [], error, 503
    folder = home.runs / waiting.run if waiting is not None else None
    report = read_report(folder) if folder is not None else None
    told: list[tuple[str, str]] = []
    files = None
    if folder is not None and report is not None:
        told = list(zip(told_of(home.pack(), folder, report), _receipts_of(home, as_of, report), strict=True))
        files = come_and_gone(home, home.pack(), folder, report)
    context = {
        "as_of": as_of,
        "told": told,
        "files": files,
        "seen": report.digest if report else "",
        "run": waiting.run if waiting else "",
        "compared_with": report.compared_with if report else None,
        "children": report.measures.children if report else 0,
        "accepted": accepted,
        "form": form,
        "problem": problem,
        "may_accept": authorize(request.user, "month.accept_drift", PageObject("month_accept_drift")).allowed,
    }
    return show(request, "month_desk/drift.html", context, thing=f"month:{as_of}", status=status)
