"""学校に届いたケース: one of them, and each move a school makes itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import ROLES, CaseObject, Decision, Field, Refused, RoleKey
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.forms import MoveForm
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import alarm_anew, may_move, move_case, moves_for
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.casework.process import ALARM, Move, Process, current_process
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.school_cases.paper import paper_of
from tsunagu_web.school_cases.reading import (
    LOOK,
    SHEET,
    asked_of_school,
    came_to_school,
    is_told,
    is_urgent,
    look_at_school,
    own_children,
    row_of,
    school_contacts,
    school_lines,
)
from tsunagu_web.support.declared import current_support
from tsunagu_web.support.forms import ContactForm
from tsunagu_web.support.writing import CONTACT_WORDS, write_contact


@with_run
def school_case(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """One case as the school has it."""
    return _page(request, run, *case_at_school(request, run, number))


@with_run
def move(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Confirm receipt, pass it on, or record the own judgement."""
    found, thing, decision = case_at_school(request, run, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, run, found, thing, decision, form=form, status=400)
    told = form.cleaned_data
    try:
        if told["move"] != ALARM:
            must_name_no_place(found, run, form)
        with acting(request, f"case:{found.number}"):
            user, seen, words = user_of(request), told["seen"], told["words"]
            if told["move"] == ALARM and is_urgent(current_process(), found):
                alarm_anew(found, user, thing, seen=seen, words=words)
            else:
                move_case(found, user, thing, told["move"], seen=seen, words=words, due=told["due"])
    except RefusedError as error:
        return _page(request, run, found, thing, decision, form=form, problem=error, status=409)
    return redirect("school_case", number)


@with_run
def contact(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """支援経過 of the school itself, as its sheet came back; children seen in it are sightings too, the writer's own only where that is said."""
    found, thing, decision = case_at_school(request, run, number)
    form = ContactForm(
        request.POST, support=current_support(), children=own_children(found, run, request.user), asks_eyes=True
    )
    if not form.is_valid():
        return _page(request, run, found, thing, decision, contact=form, status=400)
    told = form.cleaned_data
    words = {name: told[name] for name in CONTACT_WORDS}
    role = decision.role_key
    try:
        must_name_no_place(found, run, form)
        with acting(request, f"case:{found.number}"):
            write_contact(
                found,
                user_of(request),
                role,
                on=told["on"],
                way=told["way"],
                words=words,
                seen=told["seen"],
                hour=told["hour"],
                seen_by=form.seen_by,
                place=told["place"],
            )
    except RefusedError as error:
        return _page(request, run, found, thing, decision, contact=form, problem=error, status=409)
    return redirect("school_case", number)


@with_run
def sheet(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """校内シート as PDF: what was asked of the school, and room for what it tells and does."""
    found, _, decision = case_at_school(request, run, number, SHEET)
    children = own_children(found, run, request.user, SHEET)
    try:
        pdf = make_paper("by_hand", sheet_told(run, found, decision, user_of(request), children))
    except RefusedError as error:
        context = {"run": run, "number": number, "problem": error}
        return show(
            request, "school_cases/no_paper.html", context, thing=f"case:{number}", decision=decision, status=409
        )
    things = [(f"case:{number}", [code for code, _ in children])]
    return hand_over(request, pdf, f"校内シート_{number}", things, decision=decision)


def _moves(process: Process, found: Case, user: User, thing: CaseObject) -> list[Move]:
    """What the school may do; danger is always among it, so that the page does not tell by leaving it out that there is some."""
    moves, alarm = moves_for(process, found, user, thing), process.move(ALARM)
    told = alarm is not None and is_urgent(process, found) and may_move(user, thing, alarm).allowed
    return [*moves, alarm] if told and alarm is not None else moves


def sheet_told(
    run: RunView, found: Case, decision: Decision, user: User, children: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """What the sheet says. Raises RefusedError C113 before the case has come to the school."""
    process = current_process()
    if not came_to_school(found, process):
        raise RefusedError(
            "C113", "まだ学校へ渡していないケースです", "学校の番になってから、校内シートを出してください"
        )
    named = [(name_of(run, code), f"{words}　{code}") for code, words in children]
    lines = school_lines(found, run, process, decision, user)
    due_at = found.due_at if is_told(process.state(found.state), RoleKey(decision.role_key)) else None
    return paper_of(found, named, asked_of_school(lines, process), due_at)


def _at_school() -> dict[str, object]:
    """What the form for the 支援経過 begins with."""
    return {"on": clock.today(), "way": "school"}


def name_of(run: RunView, code: str) -> str:
    """The name of a child whose paper is made."""
    return str(run.serving.records(code, (Field.NAME,)).get(Field.NAME, {}).get("name", ""))


def case_at_school(
    request: HttpRequest, run: RunView, number: str, action: str = LOOK
) -> tuple[Case, CaseObject, Decision]:
    """The case, if it was handed over to this person. Raises Refused as for one that does not exist."""
    found = Case.objects.filter(number=number).first()
    seen = look_at_school(found, run, request.user, action) if found else None
    if found is None or seen is None:
        raise Refused(action, f"case:{number}", Decision(False, "いない、まだ渡されていない、または範囲の外"))
    return found, *seen


def _page(
    request: HttpRequest,
    run: RunView,
    found: Case,
    thing: CaseObject,
    decision: Decision,
    *,
    form: MoveForm | None = None,
    contact: ContactForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    process, user = current_process(), user_of(request)
    row = row_of(found, run, process, user, decision)
    lines = school_lines(found, run, process, decision, user)
    owners = row.state.owner if row.state else ()
    context: dict[str, Any] = {
        "run": run,
        "case": found,
        "row": row,
        "owners": [ROLES[role].label.removeprefix("活用・") for role in owners],
        "asked": asked_of_school(lines, process),
        "lines": lines,
        "moves": _moves(process, found, user, thing),
        "seen": found.events.count(),
        "contacts": school_contacts(found, run, decision, user),
        "contact": contact
        or ContactForm(support=current_support(), children=row.children, asks_eyes=True, initial=_at_school()),
        "may_write": found.ended_at is None,
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
