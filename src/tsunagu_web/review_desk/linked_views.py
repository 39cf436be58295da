"""A record that a rule has linked to a child, opened from the child's page because it may be somebody else's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import TsunaguError
from tsunagu.identity import IdentityAnswer, judgements
from tsunagu.month import ALREADY_PARTED, Home, Question, answer_linked, question_of
from tsunagu_web.access import PageObject, Refused, require
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.review_desk.looking import pair_named
from tsunagu_web.review_desk.places import reason_without_place
from tsunagu_web.review_desk.views import KEYS, LONGEST, side_by_side
from tsunagu_web.town import home_folder

ANSWERS = tuple(key for key in KEYS if key.answer in (IdentityAnswer.OTHER, IdentityAnswer.LATER))


@with_run
def linked_record(request: HttpRequest, run: RunView, code: str, record: str) -> HttpResponse:
    """The record beside the child."""
    return _shown(request, run, code, _asked(request, run, code, record))


@with_run
def linked_answer(request: HttpRequest, run: RunView, code: str, record: str) -> HttpResponse:
    """Append 別人 or 保留, and tell what had used the link."""
    question = _asked(request, run, code, record)
    said = next((key.answer for key in ANSWERS if key.answer == request.POST.get("answer")), IdentityAnswer.SAME)
    try:
        with acting(request, pair_named(question)):
            by, why = request.user.get_username(), request.POST.get("why", "")[:LONGEST]
            reason_without_place(record, why)
            judged = answer_linked(Home(home_folder()), question, said, by=by, why=why)
    except TsunaguError as error:
        return _shown(request, run, code, question, problem=error, status=409 if error is ALREADY_PARTED else 400)
    return redirect("pair_given", judged.entry)


def _asked(request: HttpRequest, run: RunView, code: str, record: str) -> Question:
    """The child and its record; whoever may not open the child, and a record of somebody else, give what no record gives."""
    child = run.serving.child(code)
    row = request.row  # type: ignore[attr-defined]
    refused = Refused(row.action, PageObject(row.name), request.decision)  # type: ignore[attr-defined]
    if child is None:
        raise refused
    require(request.user, "child.look", run.case(child))
    found = [one for one in run.serving.linked_records(person_id=child.person_id) if one.record.record_key == record]
    if not found:
        raise refused
    return question_of(found[0].record, child.person_id, Home(home_folder()).pack())


def _shown(
    request: HttpRequest,
    run: RunView,
    code: str,
    question: Question,
    *,
    problem: TsunaguError | None = None,
    status: int = 200,
) -> HttpResponse:
    before = [one for one in judgements(home_folder()) if one.pair == question.pair and one.active]
    context: dict[str, Any] = {
        "run": run,
        "code": code,
        "question": question,
        "keys": ANSWERS,
        "before": before[-1] if before else None,
        "problem": problem,
        "why": request.POST.get("why", "")[:LONGEST],
        **side_by_side(question, Home(home_folder()).pack()),
    }
    return show(request, "review_desk/linked.html", context, thing=pair_named(question), children=[code], status=status)
