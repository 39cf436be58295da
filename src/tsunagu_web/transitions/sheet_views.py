"""One 引きつぎシート that was given: read, printed with numbers, confirmed, taken back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.support.declared import current_support, label_of
from tsunagu_web.transitions.content import content_of, copies_of, paper_of, passed_to, received_by
from tsunagu_web.transitions.declared import current_transition
from tsunagu_web.transitions.forms import CopyForm, ReceiveForm, WhyForm
from tsunagu_web.transitions.giving import add_copy, pass_to_school, receive, stop
from tsunagu_web.transitions.models import Transition
from tsunagu_web.transitions.scope import Standing, may_pass, stands


@with_run
def transition_sheet(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """The sheet, for who gave it and for whom it was given to."""
    return _page(request, run, *_found(request, run, number, one))


@with_run
def transition_copy(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Number one more copy for somebody."""
    row, standing = _found(request, run, number, one)
    form = CopyForm(request.POST)
    if not form.is_valid():
        return _page(request, run, row, standing, copy_form=form, status=400)
    try:
        with acting(request, row):
            add_copy(row, user_of(request), standing.role, form.cleaned_data["holder_name"])
    except RefusedError as error:
        return _page(request, run, row, standing, problem=error, status=409)
    return redirect("transition_sheet", number, one)


@with_run
def transition_paper(request: HttpRequest, run: RunView, number: str, one: int, copy: int) -> HttpResponse:
    """One numbered copy to print, as PDF. Who is protected is asked again."""
    row, standing = _found(request, run, number, one)
    found = row.copies.filter(number=copy).first()
    if found is None:
        raise Refused(_action(request), f"{row}:copy:{copy}", Decision(False, "ない"))
    told = paper_of(found, content_of(row, run, standing.decision), run, of=row.copies.count())
    try:
        pdf = make_paper("transition", told)
    except RefusedError as error:
        return _page(request, run, row, standing, problem=error, status=409)
    name = f"引きつぎ_{row.code}_資料{found.number}"
    return hand_over(request, pdf, name, [(str(found), [row.child_code])], decision=standing.decision)


@with_run
def transition_receive(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """It came: said by whom it was given to, or written down for somebody who opens no page."""
    row, standing = _found(request, run, number, one)
    if not _confirms(row, standing):
        raise Refused(_action(request), row, Decision(False, "受け取る人ではない"))
    form = ReceiveForm(request.POST, told_by_another=not standing.takes)
    if not form.is_valid():
        return _page(request, run, row, standing, receive_form=form, status=400)
    said = form.cleaned_data
    try:
        with acting(request, row):
            receive(row, user_of(request), standing.role, on=said["on"], said_by=said["said_by"])
    except RefusedError as error:
        return _page(request, run, row, standing, problem=error, status=409)
    return redirect("transition_sheet", number, one)


@with_run
def transition_pass(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """学校教育課 gave to the school what it took for it."""
    row, standing = _found(request, run, number, one)
    if not may_pass(row, standing):
        raise Refused(_action(request), row, Decision(False, "学校に渡す人ではない"))
    form = ReceiveForm(request.POST, told_by_another=True)
    if not form.is_valid():
        return _page(request, run, row, standing, pass_form=form, status=400)
    said = form.cleaned_data
    try:
        with acting(request, row):
            must_name_no_place(row.case, run, form)
            pass_to_school(row, user_of(request), standing.role, on=said["on"], said_by=said["said_by"])
    except RefusedError as error:
        return _page(request, run, row, standing, problem=error, status=409)
    return redirect("transition_sheet", number, one)


@with_run
def transition_stop(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Take it back, so that it can be written anew."""
    row, standing = _found(request, run, number, one)
    if not standing.writes:
        raise Refused(_action(request), row, Decision(False, "渡した側ではない"))
    form = WhyForm(request.POST)
    if not form.is_valid():
        return _page(request, run, row, standing, stop_form=form, status=400)
    try:
        must_name_no_place(row.case, run, form)
        with acting(request, row):
            stop(row, user_of(request), standing.role, form.cleaned_data["why"])
    except RefusedError as error:
        return _page(request, run, row, standing, stop_form=form, problem=error, status=409)
    if run.serving.child(row.child_code) is None:
        return redirect("case", number)
    return redirect("transition", number, row.child_code)


def _found(request: HttpRequest, run: RunView, number: str, one: int) -> tuple[Transition, Standing]:
    """The sheet, as this person has it. Raises Refused as for one that does not exist."""
    rows = Transition.objects.select_related("case", "by", "received", "stopped", "passed")
    row = rows.filter(case__number=number, number=one).first()
    standing = stands(request.user, row, run, _action(request)) if row else None
    if row is None or standing is None:
        raise Refused(_action(request), f"transition:{number}-{one}", Decision(False, "ない、または範囲の外"))
    return row, standing


def _action(request: HttpRequest) -> str:
    return str(request.row.action)  # type: ignore[attr-defined]


def _confirms(row: Transition, standing: Standing) -> bool:
    """Who takes the child on confirms; for somebody outside whoever gave it, for a school without accounts 学校教育課."""
    return standing.takes or standing.helps or (standing.writes and row.to == Transition.OUTSIDE)


def _page(
    request: HttpRequest, run: RunView, row: Transition, standing: Standing, *, status: int = 200, **shown: Any
) -> HttpResponse:
    step = current_transition().step(row.step)
    received, told = hasattr(row, "received"), content_of(row, run, standing.decision)
    context: dict[str, Any] = {
        "run": run,
        "row": row,
        "step": step.label if step else row.step,
        "ground": label_of(current_support().grounds, row.ground),
        "told": told,
        "duties": current_transition().duties,
        "received": row.received if received else None,
        "received_by": received_by(row, told.hides),
        "late": not received and row.due_on < clock.today(),
        "writes": standing.writes,
        "takes": standing.takes,
        "confirms": not received and _confirms(row, standing),
        "may_stop": standing.writes,
        "may_pass": may_pass(row, standing),
        "passed": row.passed if hasattr(row, "passed") else None,
        "passed_to": passed_to(row, told.hides),
        "copies": copies_of(row, told.hides),
        "today": clock.today(),
        **shown,
    }
    return show(
        request,
        "transitions/sheet.html",
        context,
        children=[row.child_code],
        thing=row,
        decision=standing.decision,
        status=status,
    )
