"""紙とExcel: handed out with a number, printed, downloaded, read back, taken back."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, Refused
from tsunagu_web.inquiries.asking import must_name_no_place_in, take_answer
from tsunagu_web.inquiries.declared import current_inquiry
from tsunagu_web.inquiries.finding import Place, place_of_request, prefilled
from tsunagu_web.inquiries.forms import CHOOSE
from tsunagu_web.inquiries.issuing import issue, take_back
from tsunagu_web.inquiries.models import Answer, Issue
from tsunagu_web.inquiries.paper import paper_of
from tsunagu_web.inquiries.reading import addressee_words
from tsunagu_web.inquiries.returning import read_back
from tsunagu_web.inquiries.scope import still_there
from tsunagu_web.inquiries.views import sheet_page
from tsunagu_web.inquiries.workbook import sheet_workbook
from tsunagu_web.month_desk.uploading import cells_handed_over
from tsunagu_web.pages.acting import acting
from tsunagu_web.papers import hand_over, make_paper
from tsunagu_web.papers.workbooks import XLSX
from tsunagu_web.reading import RunView, with_run


class IssueForm(forms.Form):
    """Which way, and who takes it along."""

    way = forms.ChoiceField(choices=Issue.WAYS, error_messages=CHOOSE)
    holder_name = forms.CharField(
        max_length=60, strip=True, error_messages={"required": "受け取る人の氏名・役職を書いてください。"}
    )


@with_run
def inquiry_issue(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Number one more and give it to somebody."""
    place = _answering(request, run, number, one)
    form = IssueForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, run, place, issue_form=form, status=400)

    def hand_out() -> None:
        issue(place.sheet, run, place.user, place.role, **form.cleaned_data)

    return _changed(request, run, place, hand_out)


@with_run
def inquiry_paper(request: HttpRequest, run: RunView, number: str, one: int, issued: int) -> HttpResponse:
    """One numbered sheet to print, as PDF."""
    place, found = _issued(request, run, number, one, issued, Answer.PAPER)
    told = paper_of(found, prefilled(place, run), addressee_words(place.sheet, run))
    try:
        pdf = make_paper("inquiry", told)
    except RefusedError as error:
        return sheet_page(request, run, place, problem=error, status=409)
    things = [(str(found), [place.sheet.child_code])]
    return hand_over(request, pdf, f"情報収集シート_{told['number']}", things, decision=place.decision)


@with_run
def inquiry_file(request: HttpRequest, run: RunView, number: str, one: int, issued: int) -> HttpResponse:
    """One numbered sheet as Excel."""
    place, found = _issued(request, run, number, one, issued, Answer.EXCEL)
    rules, to = current_inquiry(), addressee_words(place.sheet, run)
    ground = rules.ground(place.sheet.ground)
    with acting(request, f"child:{place.sheet.child_code}"):
        told = sheet_workbook(found, prefilled(place, run), to, ground.text if ground else "", rules.duties)
        answer = HttpResponse(told, content_type=XLSX)
    name = f"情報収集シート_{place.sheet.name}-{found.number}.xlsx"
    answer["Content-Disposition"] = f"attachment; filename=\"sheet.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer


@with_run
def inquiry_read(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """Read a filled-in Excel file back: all of it, or nothing."""
    place = _answering(request, run, number, one)

    def read() -> None:
        issued, received = read_back(place.sheet, cells_handed_over(request))
        must_name_no_place_in(received, place.sheet, run)
        seen = request.POST.get("seen", "")
        take_answer(place.sheet, place.user, place.role, received, seen=int(seen) if seen.isdecimal() else -1)
        take_back(issued, place.user, place.role)

    return _changed(request, run, place, read)


@with_run
def inquiry_back(request: HttpRequest, run: RunView, number: str, one: int) -> HttpResponse:
    """An issued sheet came back or was destroyed; also after the end of the case."""
    place = place_of_request(request, run, number, one)
    told = request.POST.get("issued", "")
    found = place.sheet.issues.filter(number=int(told)).first() if told.isdecimal() else None
    if found is None or not place.manages:
        raise Refused(
            "inquiry.back", f"{place.sheet}:issue:{told[:8]}", Decision(False, "ない、または出した課ではない")
        )
    return _changed(request, run, place, lambda: take_back(found, place.user, place.role))


def _answering(request: HttpRequest, run: RunView, number: str, one: int) -> Place:
    """The sheet, for whom it is addressed to and for whom may type in what came back."""
    place = place_of_request(request, run, number, one)
    if not (place.to_me or place.manages):
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, place.sheet, Decision(False, "宛先ではない"))
    return place


def _issued(request: HttpRequest, run: RunView, number: str, one: int, issued: int, way: str) -> tuple[Place, Issue]:
    """An issue that may still leave, the way it was numbered for. Whoever is protected since is printed no more."""
    place = _answering(request, run, number, one)
    found = place.sheet.issues.filter(number=issued, way=way).select_related("sheet__case").first()
    if found is None or not place.is_open or not still_there(place.sheet, run):
        row = request.row  # type: ignore[attr-defined]
        raise Refused(row.action, f"{place.sheet}:issue:{issued}", Decision(False, "ない、またはもう出せない"))
    return place, found


def _changed(request: HttpRequest, run: RunView, place: Place, change: Callable[[], None]) -> HttpResponse:
    """Do it and go back to the sheet; a refusal undoes it and is said there."""
    try:
        with acting(request, place.sheet):
            change()
    except RefusedError as error:
        return sheet_page(request, run, place, problem=error, status=409)
    return redirect("inquiry", place.sheet.case.number, place.sheet.number)
