"""情報収集シート: all of them, one of them, its answer, its end, and what people make of a dangerous answer."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, PageObject, Refused, authorize
from tsunagu_web.accounts import clock
from tsunagu_web.casework.places import gaps_places, hides_places, must_name_no_place, without_places
from tsunagu_web.inquiries.asking import (
    Received,
    must_name_no_place_in,
    questions_of,
    stop,
    take_answer,
    told_in,
    weigh,
)
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.finding import Place, place_of_request, prefilled
from tsunagu_web.inquiries.forms import AnswerForm, WhyForm
from tsunagu_web.inquiries.models import Answer
from tsunagu_web.inquiries.reading import addressee_words, dangers, groups_of, sheet_rows, told_by_words
from tsunagu_web.inquiries.scope import still_there
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def inquiries(request: HttpRequest, run: RunView) -> HttpResponse:
    """Every sheet this person sees: what waits on top, late first."""
    rows = sheet_rows(run, request.user)
    filters = {name: request.GET.get(name, "") for name in ("waiting", "late", "mine", "out")}
    counts = {
        "waiting": sum(row.waiting for row in rows),
        "late": sum(row.overdue for row in rows),
        "mine": sum(row.to_me or row.mine for row in rows),
        "out": sum(row.out > 0 for row in rows),
    }
    chosen = [
        row
        for row in rows
        if (not filters["waiting"] or row.waiting)
        and (not filters["late"] or row.overdue)
        and (not filters["mine"] or row.to_me or row.mine)
        and (not filters["out"] or row.out)
    ]
    context = {"run": run, "rows": chosen, "total": len(rows), "counts": counts, **filters}
    codes = sorted({row.sheet.child_code for row in chosen})
    return show(request, "inquiries/inquiries.html", context, children=codes)


@with_run
def inquiry(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """One sheet: the questions for whom it asks, the answers for whom may read them."""
    return sheet_page(request, run, place_of_request(request, run, number, one))


@with_run
def answer(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Take an answer given on the page, or typed in from paper."""
    place = place_of_request(request, run, number, one)
    if not (place.to_me or place.manages):
        raise Refused("inquiry.answer", place.sheet, Decision(False, "宛先ではない"))
    form = answer_form(run, place, request.POST)
    if not form.is_valid():
        return sheet_page(request, run, place, form=form, status=400)
    told_by = form.cleaned_data["told_by"] or place.user.display_name
    received = Received(Answer.PAGE if place.to_me else Answer.PAPER, told_by, form.told())
    try:
        with acting(request, place.sheet):
            must_name_no_place_in(received, place.sheet, run)
            take_answer(place.sheet, place.user, place.role, received, seen=form.cleaned_data["seen"])
    except RefusedError as error:
        return sheet_page(request, run, place, form=form, problem=error, status=409)
    return redirect("inquiry", number, one)


@with_run
def inquiry_stop(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Ask no more."""
    place = place_of_request(request, run, number, one)
    if not place.manages:
        raise Refused("inquiry.stop", place.sheet, Decision(False, "出した課ではない"))
    why = WhyForm(request.POST)
    if not why.is_valid():
        return sheet_page(request, run, place, why=why, why_of="stop", status=400)
    try:
        must_name_no_place(place.sheet.case, run, why)
        with acting(request, place.sheet):
            stop(place.sheet, place.user, place.role, why.cleaned_data["why"])
    except RefusedError as error:
        return sheet_page(request, run, place, why=why, why_of="stop", problem=error, status=409)
    return redirect("inquiry", number, one)


@with_run
def inquiry_weigh(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Somebody who decides found that the newest dangerous answer is no danger."""
    place = place_of_request(request, run, number, one)
    if not place.reads:
        raise Refused("inquiry.weigh", place.sheet, Decision(False, "回答を読む役割ではない"))
    why = WhyForm(request.POST)
    if not why.is_valid():
        return sheet_page(request, run, place, why=why, why_of="weigh", status=400)
    try:
        must_name_no_place(place.sheet.case, run, why)
        with acting(request, place.sheet):
            weigh(place.sheet, place.user, place.role, why.cleaned_data["why"])
    except RefusedError as error:
        return sheet_page(request, run, place, why=why, why_of="weigh", problem=error, status=409)
    return redirect("inquiry", number, one)


def answer_form(run: RunView, place: Place, told: Any = None) -> AnswerForm:
    """The questions of the sheet as a form; whoever answers anew starts from the newest answer."""
    newest = place.sheet.answers.order_by("seq").last()
    started: dict[str, Any] = {}
    if newest is not None and (place.to_me or place.reads):
        for key, one in told_in(newest).items():
            started[f"q_{key}"] = "分からない" if one.unknown else one.value
        started["told_by"] = newest.told_by
    if gaps_places(place.sheet.case, run):
        started = {
            key: without_places(words, run) if isinstance(words, str) else words for key, words in started.items()
        }
    questions = questions_of(place.sheet)
    for question in questions:
        if not question.choices and started.get(f"q_{question.key}") == "分からない":
            started |= {f"q_{question.key}": "", f"u_{question.key}": True}
    return AnswerForm(told, questions=questions, complete=place.to_me, for_others=place.for_others, initial=started)


def sheet_page(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: AnswerForm | None = None,
    why: WhyForm | None = None,
    why_of: str = "",
    issue_form: Form | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The sheet's page, with what was wrong."""
    sheet, rules = place.sheet, current_inquiry()
    answers = list(sheet.answers.select_related("by", "sheet__case", "sheet__holder").order_by("-seq"))
    readable = place.reads or (place.to_me and bool(answers))
    told = [(one, told_by_words(one, run), groups_of(one, run)) for one in answers] if readable else []
    context: dict[str, Any] = {
        "run": run,
        "sheet": sheet,
        "case": sheet.case,
        "place": place,
        "to": addressee_words(sheet, run),
        "child": prefilled(place, run),
        "ground": rules.ground(sheet.ground),
        "duties": rules.duties,
        "answers": answers,
        "told": told,
        "seen": len(answers),
        "form": form or (answer_form(run, place) if place.may_answer else None),
        "dangers": [one for one in dangers(run, place.user, sheet.case) if one.answer.sheet_id == sheet.pk],
        "may_weigh": place.reads and authorize(place.user, "inquiry.weigh", PageObject("inquiry_weigh")).allowed,
        "why": why,
        "why_of": why_of,
        "issues": list(sheet.issues.select_related("back__by").order_by("number")),
        "still_there": still_there(sheet, run),
        "hides": hides_places(sheet.case, run),
        "may_print": place.may_answer and still_there(sheet, run),
        "issue_form": issue_form,
        "today": clock.today(),
        "problem": problem,
    }
    return show(
        request,
        "inquiries/inquiry.html",
        context,
        children=[sheet.child_code],
        thing=sheet,
        decision=place.decision,
        status=status,
    )
