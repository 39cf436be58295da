"""所属へ聞く: choose whom, until when and what about; the sheet goes out and the case moves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import ROLES, Decision, Refused
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.places import hides_places
from tsunagu_web.casework.process import current_process
from tsunagu_web.inquiries.asking import Request, ask
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.forms import AskForm
from tsunagu_web.inquiries.reading import child_words, default_due
from tsunagu_web.inquiries.scope import ASK, MOVE, addressees, asked_through, kind_of_place, may_ask, may_send, place_of
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def inquiry_ask(request: HttpRequest, run: RunView, number: str, child: str) -> HttpResponse:
    """Send a sheet about one child of the case."""
    case, asked = _found(request, run, number, child)
    if request.method != "POST":
        return _page(request, run, case, asked)
    user, rules = user_of(request), current_inquiry()
    form = AskForm(request.POST, rules=rules, to=addressees(run, case, asked, user))
    if not form.is_valid():
        return _page(request, run, case, asked, form=form, status=400)
    told = form.cleaned_data
    try:
        with acting(request, f"child:{asked.child_code}"):
            wanted = Request(asked, told["to"], told["due_on"], told["ground"], tuple(told["types"]))
            sheet = ask(case, run, user, wanted, seen=told["seen"])
    except RefusedError as error:
        return _page(request, run, case, asked, form=form, problem=error, status=409)
    return redirect("inquiry", number, sheet.number)


def _found(request: HttpRequest, run: RunView, number: str, code: str) -> tuple[Case, ServedChild]:
    case, child = Case.objects.filter(number=number).first(), run.serving.child(code)
    if case is None or child is None or not may_ask(request.user, case, child, run):
        raise Refused(ASK, f"case:{number}:child:{code}", Decision(False, "いない、または範囲の外"))
    return case, child


def _through(run: RunView, child: ServedChild, user: User) -> str:
    """Through whom the child's place is asked, where this person is not of that section; else empty."""
    thing = run.case(child, in_hand=True)
    kind = kind_of_place(thing)
    rule = asked_through(kind)
    if rule is None or may_send(user, thing, kind):
        return ""
    return "、".join(ROLES[role].label.removeprefix("活用・") for role in rule.by)


def _page(
    request: HttpRequest,
    run: RunView,
    case: Case,
    child: ServedChild,
    *,
    form: AskForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    rules, to = current_inquiry(), addressees(run, case, child, user_of(request))
    process = current_process()
    move = process.move(MOVE)
    started = {
        "due_on": default_due(process, move.to) if move else None,
        "types": [one.key for one in rules.types],
    }
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "code": child.child_code,
        "words": child_words(run, child.child_code),
        "to": to,
        "placeless": place_of(run, child) is None,
        "through": _through(run, child, user_of(request)),
        "hides": hides_places(case, run),
        "rules": rules,
        "form": form or AskForm(rules=rules, to=to, initial=started),
        "seen": case.events.count(),
        "problem": problem,
    }
    return show(
        request,
        "inquiries/ask.html",
        context,
        children=[child.child_code],
        thing=f"case:{case.number}",
        status=status,
    )
