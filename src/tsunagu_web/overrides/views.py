"""例外表示: ask, decide, end, and the one page that shows where a protected child is, on the screen."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.month import read_whereabouts
from tsunagu.serving import ServedChild
from tsunagu_web.access import CaseObject, Decision, Refused, authorize, require
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.team import in_team
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.overrides.forms import AskForm, DecideForm
from tsunagu_web.overrides.granting import SHOWN, Asked, ask, can_be_named, decide, in_force, withdraw
from tsunagu_web.overrides.lines import lines_for, may_end
from tsunagu_web.overrides.models import Override
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run
from tsunagu_web.town import home_folder

ASK, DECIDE, WITHDRAW = "override.ask", "override.decide", "override.withdraw"


@with_run
def overrides(request: HttpRequest, run: RunView) -> HttpResponse:
    """All of them for those who watch over them; the own ones for others."""
    return _overrides(request, run)


@with_run
def override_ask(request: HttpRequest, run: RunView, number: str, code: str) -> HttpResponse:
    """Ask for one protected child of a case one is in the team of. Nothing opens yet."""
    case, child, decision = _asked_about(request, run, number, code)
    form = AskForm(request.POST if request.method == "POST" else None, able=(able := can_be_named(case)))
    problem: RefusedError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            must_name_no_place(case, run, form)
            with acting(request, run.case(child)):
                ask(case, child, user_of(request), Asked(**form.cleaned_data))
            return redirect("overrides")
        except RefusedError as error:
            problem = error
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "code": code,
        "words": age_and_grade(child.sex, child.age, child.grade),
        "able": able,
        "days": current_process().override_days,
        "form": form,
        "chosen": [str(one) for one in (form["people"].value() or [])],
        "problem": problem,
    }
    status = 409 if problem else 400 if request.method == "POST" else 200
    return show(
        request,
        "overrides/ask.html",
        context,
        children=[code],
        thing=run.case(child),
        decision=decision,
        status=status,
    )


@with_run
def override_decide(request: HttpRequest, run: RunView) -> HttpResponse:
    """Grant or refuse what somebody else asked for."""
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _overrides(request, run, form=form, status=400)
    told, user = form.cleaned_data, user_of(request)
    found = Override.objects.filter(pk=told["override"]).prefetch_related("people").first()
    child = run.serving.child(found.child_code) if found else None
    if found is None or child is None or not authorize(user, DECIDE, run.case(child)).allowed:
        raise Refused(DECIDE, f"override:{told['override']}", Decision(False, "ない、または範囲の外"))
    try:
        must_name_no_place(found.case, run, form)
        with acting(request, run.case(child)):
            decide(found, user, granted=told["answer"] == "yes", words=told["words"])
    except RefusedError as error:
        return _overrides(request, run, form=form, problem=error, status=409)
    return redirect("overrides")


@with_run
def override_withdraw(request: HttpRequest, run: RunView) -> HttpResponse:
    """End one now: by who asked for it, or by whoever may grant."""
    number = request.POST.get("override", "")
    known = number.isascii() and number.isdigit() and len(number) < 10
    if not known:
        return _overrides(request, run, status=400)
    found, user = Override.objects.filter(pk=int(number)).first(), user_of(request)
    if found is None or not may_end(found, user):
        raise Refused(WITHDRAW, f"override:{number[:10]}", Decision(False, "ない、または範囲の外"))
    try:
        with acting(request, f"child:{found.child_code}"):
            withdraw(found, user)
    except RefusedError as error:
        return _overrides(request, run, problem=error, status=409)
    return redirect("overrides")


@with_run
def sheltered(request: HttpRequest, run: RunView, code: str) -> HttpResponse:
    """Where a protected child lives and goes: for whom a 例外表示 names, and only while the list of protected people is sure."""
    child = run.serving.child(code)
    if child is None or not child.protected:
        raise Refused(SHOWN, child and run.case(child) or CaseObject(code, "", False, None), Decision(False, "いない"))
    decision = require(request.user, SHOWN, run.case(child))
    user = user_of(request)
    where = None
    if not run.feed.why_hidden:
        where = read_whereabouts(home_folder(), run.meta["snapshot_id"], child.person_id, current_pack().school_names())
    mine = [one for one in in_force(run, child) if any(person.person_id == user.pk for person in one.people.all())]
    context: dict[str, Any] = {
        "run": run,
        "code": code,
        "household": child.household_code,
        "words": age_and_grade(child.sex, child.age, child.grade),
        "where": where,
        "why": run.feed.why_hidden,
        "until": max((one.until for one in mine), default=None),
    }
    return show(
        request,
        "overrides/sheltered.html",
        context,
        children=[code],
        thing=run.case(child),
        decision=decision,
        field_classes=decision.field_classes() if where else (),
    )


def _asked_about(request: HttpRequest, run: RunView, number: str, code: str) -> tuple[Case, ServedChild, Decision]:
    """The case and its protected child, for somebody of the team. Raises Refused as for what does not exist."""
    case, child = Case.objects.filter(number=number).first(), run.serving.child(code)
    fits = case is not None and child is not None and child.protected and child.household_code == case.household_code
    decision = authorize(request.user, ASK, run.case(child)) if fits and child is not None else None
    if case is None or child is None or decision is None or not decision.allowed or not in_team(case, user_of(request)):
        raise Refused(ASK, f"child:{code}", Decision(False, "いない、または担当者でない"))
    return case, child, decision


def _overrides(
    request: HttpRequest,
    run: RunView,
    *,
    form: DecideForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    lines, total = lines_for(run, user_of(request))
    context = {
        "run": run,
        "waiting": [line for line in lines if line.waits],
        "lines": [line for line in lines if not line.waits],
        "total": total,
        "form": form,
        "problem": problem,
    }
    return show(
        request,
        "overrides/overrides.html",
        context,
        children=[line.override.child_code for line in lines],
        status=status,
    )
