"""学校に届いたケース: one of them, and each move a school makes itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, CaseObject, Decision, Refused
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.forms import MoveForm
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import move_case, moves_for
from tsunagu_web.casework.process import current_process
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.school_cases.reading import LOOK, asked_of_school, look_at_school, row_of, school_lines


@with_run
def school_case(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One case as the school has it."""
    return _page(request, run, *_found(request, run, number))


@with_run
def move(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Confirm receipt, pass it on, or record the own judgement."""
    found, thing, decision = _found(request, run, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, run, found, thing, decision, form=form, status=400)
    told = form.cleaned_data
    try:
        with acting(request, f"case:{found.number}"):
            move_case(
                found,
                user_of(request),
                thing,
                told["move"],
                seen=told["seen"],
                words=told["words"],
                due=told["due"],
            )
    except RefusedError as error:
        return _page(request, run, found, thing, decision, form=form, problem=error, status=409)
    return redirect("school_case", number)


def _found(request: HttpRequest, run: RunView, number: str) -> tuple[Case, CaseObject, Decision]:
    """The case, if it was handed over to this person. Raises Refused as for one that does not exist."""
    found = Case.objects.filter(number=number).first()
    seen = look_at_school(found, run, request.user) if found else None
    if found is None or seen is None:
        raise Refused(LOOK, f"case:{number}", Decision(False, "いない、まだ渡されていない、または範囲の外"))
    return found, *seen


def _page(
    request: HttpRequest,
    run: RunView,
    found: Case,
    thing: CaseObject,
    decision: Decision,
    *,
    form: MoveForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    process, user = current_process(), user_of(request)
    row = row_of(found, run, process, user, decision)
    lines = school_lines(found, process, decision, user)
    owners = row.state.owner if row.state else ()
    context: dict[str, Any] = {
        "run": run,
        "case": found,
        "row": row,
        "owners": [ROLES[role].label.removeprefix("活用・") for role in owners],
        "asked": asked_of_school(lines),
        "lines": lines,
        "moves": moves_for(process, found, user, thing),
        "seen": found.events.count(),
        "form": form,
        "problem": problem,
    }
    return show(
        request,
        "school_cases/school_case.html",
        context,
        children=[code for code, _ in row.children],
        thing=f"case:{found.number}",
        decision=decision,
        status=status,
    )
