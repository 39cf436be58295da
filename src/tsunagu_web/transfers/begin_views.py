"""移管のファイルから始める: somebody got the locked file before there is a case. It is read in and waits, says whom it is about, and
is put to the case that a person then opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.serving import ServedChild
from tsunagu_web.access import Decision, Field, Refused
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.casework.finding import may
from tsunagu_web.casework.guidance_views import written
from tsunagu_web.casework.moving import open_cases
from tsunagu_web.casework.places import must_name_no_place, standing_for
from tsunagu_web.notes.finding import child_meant
from tsunagu_web.notes.forms import ChildForm
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.transfers.came_views import handed_in
from tsunagu_web.transfers.models import WaitingFile
from tsunagu_web.transfers.waiting import data_of, keep_waiting, kinds_of, open_with, put_to_open, throw_away

TELLS = (str(Field.NAME),)
"""What the pages say of the file: whom it is about, and how many lines of what came; no line of it before there is a case."""


class BeginForm(ChildForm):
    """Which child of the register it is, when it came, and why a case is opened."""

    on = forms.DateField(
        error_messages={"required": "受けた日を入れてください。", "invalid": "日付を 2026-11-30 の形で入れてください。"}
    )
    reason = written(5, 1000, "ケースを開くわけを、5文字以上で書いてください。")


@with_run
def came_begin(request: HttpRequest, run: RunView) -> HttpResponse:
    """The files that wait for a case, and the form to read one in. Nothing is kept of one that does not open."""
    if request.method != "POST":
        return _files(request, run)
    try:
        with handed_in(request) as (path, name, data), acting(request, "came:waiting"):
            waiting = keep_waiting(user_of(request), role_key_of(request), path, name, data)
    except RefusedError as error:
        return _files(request, run, problem=error, status=409)
    return redirect("came_waiting", waiting.pk)


@with_run
def came_waiting(request: HttpRequest, run: RunView, which: int) -> HttpResponse:
    """What one says, and the form to open a case with it."""
    waiting = _found(request, which)
    if request.method != "POST":
        return _file(request, run, waiting)
    if request.POST.get("to_open"):
        return _put_to_open(request, run, waiting)
    form, child = BeginForm(request.POST), None
    if not form.is_valid():
        return _file(request, run, waiting, form=form, status=400)
    said = form.cleaned_data
    try:
        child = child_meant(run, said["code"], said["name"], said["born"])
        # A surname may be a 町字 as well; it only says who is meant.
        must_name_no_place(standing_for(child.household_code, child.child_code), run, form, but=("code", "name"))
        with acting(request, f"child:{child.child_code}"):
            case = open_with(
                waiting, user_of(request), role_key_of(request), child, on=said["on"], reason=said["reason"]
            )
    except RefusedError as error:
        return _file(request, run, waiting, form=form, problem=error, about=child, status=409)
    return redirect("came", case.number)


def _put_to_open(request: HttpRequest, run: RunView, waiting: WaitingFile) -> HttpResponse:
    """The household's case is open already: the file goes there, and nothing is opened."""
    who, form, child = ChildForm(request.POST), BeginForm(request.POST), None
    if not who.is_valid():
        return _file(request, run, waiting, form=form, status=400)
    said = who.cleaned_data
    try:
        child = child_meant(run, said["code"], said["name"], said["born"])
        case = open_cases().filter(household_code=child.household_code).first()
        if case is None:
            raise RefusedError(
                "C271",
                "その世帯には、開いているケースがありません",
                "受けた日と開くわけを書いて、ケースを開いてください",
            )
        if not may(request.user, "came.read", case, run):
            raise Refused("came.read", f"case:{case.number}", Decision(False, "範囲の外"))
        with acting(request, f"case:{case.number}"):
            put_to_open(waiting, case)
    except RefusedError as error:
        return _file(request, run, waiting, form=form, problem=error, about=child, status=409)
    return redirect("came", case.number)


@with_run
def came_drop(request: HttpRequest, run: RunView, which: int) -> HttpResponse:
    """It is not ours, or came twice: throw it away, with all it holds."""
    waiting = _found(request, which)
    try:
        with acting(request, str(waiting)):
            throw_away(waiting)
    except RefusedError as error:
        return _files(request, run, problem=error, status=409)
    return redirect("came_begin")


def _found(request: HttpRequest, which: int) -> WaitingFile:
    found = WaitingFile.objects.filter(pk=which).select_related("by").defer("kept").first()
    if found is None:
        raise Refused(request.row.action, f"waiting:{which}", Decision(False, "ない"))  # type: ignore[attr-defined]
    return found


def _files(
    request: HttpRequest, run: RunView, *, problem: RefusedError | None = None, status: int = 200
) -> HttpResponse:
    files = [(one, data_of(one)) for one in WaitingFile.objects.select_related("by").defer("kept").order_by("id")]
    context = {"run": run, "files": files, "problem": problem}
    return show(request, "transfers/begin.html", context, field_classes=TELLS, status=status)


def _file(
    request: HttpRequest,
    run: RunView,
    waiting: WaitingFile,
    *,
    form: BeginForm | None = None,
    problem: RefusedError | None = None,
    about: ServedChild | None = None,
    status: int = 200,
) -> HttpResponse:
    """`about`: of whom a refusal says that there is a case, or 支援措置: a look at that child."""
    data = data_of(waiting)
    if form is None and len(data.children) == 1:
        form = BeginForm(initial={"name": data.children[0].name, "born": data.children[0].birth_date})
    context: dict[str, Any] = {
        "run": run,
        "file": waiting,
        "data": data,
        "kinds": kinds_of(data),
        "form": form,
        "problem": problem,
        "in_hand": about is not None and open_cases().filter(household_code=about.household_code).exists(),
    }
    children = [about.child_code] if about else []
    return show(
        request,
        "transfers/waiting.html",
        context,
        children=children,
        thing=str(waiting),
        field_classes=TELLS,
        status=status,
    )
