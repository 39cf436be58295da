"""児童相談所への連絡・送致 of one case: what was told, and the forms to tell more and to write down the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.finding import Place, place_of_request
from tsunagu_web.casework.guidance import SaidToGuidance, keep_guidance_answer, tell_guidance, with_lines
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.casework.process import current_process
from tsunagu_web.casework.reading import event_lines, reads_pregnancies
from tsunagu_web.casework.unanswered import KINDS, reports_of
from tsunagu_web.notes.forms import FreeText
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

ANEW = {"required": "画面を開き直してください。"}


def written(least: int, most: int, words: str, **more: Any) -> FreeText:
    """A text somebody writes; `words` say what is missing."""
    errors = {"required": words, "min_length": words, "max_length": f"{most}文字までで書いてください。"}
    return FreeText(min_length=least, max_length=most, strip=True, error_messages=errors, **more)


class GuidanceForm(forms.Form):
    """When, how, whom and what, and up to which line of the 経過 the person had read."""

    kind = forms.ChoiceField(
        choices=list(KINDS.items()),
        error_messages={
            "required": "どの連絡かを選んでください。",
            "invalid_choice": "どの連絡かを選び直してください。",
        },
    )
    on = forms.DateField(
        error_messages={
            "required": "連絡した日を入れてください。",
            "invalid": "日付を 2026-11-30 の形で入れてください。",
        }
    )
    hour = forms.TimeField(
        error_messages={"required": "連絡した時刻を入れてください。", "invalid": "時刻を 20:10 の形で入れてください。"}
    )
    office = written(2, 64, "どの児童相談所かを書いてください。")
    taken_by = written(1, 64, "電話や書類を受けた人を書いてください。分からないときは「不明」と書きます。")
    told_by = written(1, 64, "", required=False)
    words = written(5, 1500, "伝えたことを、5文字以上で書いてください。")
    answer = written(1, 500, "", required=False)
    seen = forms.IntegerField(min_value=0, error_messages=ANEW)


class AnswerForm(forms.Form):
    """To which report what was answered by whom, or why the report was a mistake."""

    of = forms.IntegerField(min_value=1, error_messages=ANEW)
    change = forms.ChoiceField(choices=[("answer", "返事"), ("mistake", "まちがい")], error_messages=ANEW)
    answered_by = written(1, 64, "", required=False)
    words = written(5, 1500, "返事か、まちがいだったわけを、5文字以上で書いてください。")
    seen = forms.IntegerField(min_value=0, error_messages=ANEW)


@with_run
def guidance(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """What was told so far; a new report."""
    place = place_of_request(request, run, number)
    if request.method != "POST":
        return _page(request, run, place)
    form = GuidanceForm(request.POST)
    if not form.is_valid():
        return _page(request, run, place, form=form, status=400)
    told = dict(form.cleaned_data)
    seen = told.pop("seen")
    try:
        with acting(request, f"case:{number}"):
            must_name_no_place(place.case, run, form)
            tell_guidance(place.case, place.user, place.role, SaidToGuidance(**told), seen=seen)
    except RefusedError as error:
        return _page(request, run, place, form=form, problem=error, status=409)
    return redirect("case_guidance", number)


@with_run
def guidance_answer(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """What it answered, or that the report was a mistake."""
    place = place_of_request(request, run, number)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, run, place, answer_form=form, status=400)
    told = form.cleaned_data
    try:
        with acting(request, f"case:{number}"):
            must_name_no_place(place.case, run, form)
            keep_guidance_answer(
                place.case,
                place.user,
                place.role,
                told["of"],
                seen=told["seen"],
                answered_by=told["answered_by"],
                words=told["words"],
                mistake=told["change"] == "mistake",
            )
    except RefusedError as error:
        return _page(request, run, place, answer_form=form, problem=error, status=409)
    return redirect("case_guidance", number)


def _page(
    request: HttpRequest,
    run: RunView,
    place: Place,
    *,
    form: GuidanceForm | None = None,
    answer_form: AnswerForm | None = None,
    problem: RefusedError | None = None,
    status: int = 200,
) -> HttpResponse:
    case, process = place.case, current_process()
    lines = event_lines(case, run, process, place.decision, place.user, pregnancies=reads_pregnancies(place.user))
    context: dict[str, Any] = {
        "run": run,
        "case": case,
        "state": process.state(case.state),
        "place": place,
        "reports": with_lines(reports_of([case]).get(case.pk, []), lines),
        "kinds": KINDS.items(),
        "seen": case.events.count(),
        "form": form,
        "answer_form": answer_form,
        "problem": problem,
    }
    return show(
        request,
        "casework/guidance.html",
        context,
        children=place.codes,
        thing=f"case:{case.number}",
        decision=place.decision,
        status=status,
    )
