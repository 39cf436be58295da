"""変化による再確認: what changed, household by household; kept as decided here, taken up again on the case's own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import Decision, PageObject, Refused, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.moving import keep
from tsunagu_web.casework.places import must_name_no_place
from tsunagu_web.conferences.rechecking import marks_of, rechecks
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run

KEEP = "recheck.keep"


class KeepForm(forms.Form):
    """Which line of the 経過 and which run the person had read, and why nothing is taken up."""

    seen = forms.IntegerField(min_value=0, error_messages={"required": "画面を開き直してください。"})
    run = forms.CharField(max_length=64, error_messages={"required": "画面を開き直してください。"})
    words = forms.CharField(max_length=2000, strip=True, error_messages={"required": "わけを入力してください。"})


@with_run
def rechecks_page(request: HttpRequest, run: RunView) -> HttpResponse:
    """Every proposal this person may read."""
    return _rechecks(request, run)


@with_run
def recheck_keep(request: HttpRequest, run: RunView, number: str) -> HttpResponse:
    """Leave one case as it was decided, with the reason. What changes later comes back."""
    user, case = user_of(request), Case.objects.filter(number=number).first()
    found = next(iter(rechecks(run, user, only=case)), None) if case else None
    decision = authorize(user, KEEP, found.thing) if found else None
    if found is None or decision is None or not decision.allowed or decision.role is None:
        raise Refused(KEEP, f"case:{number}", Decision(False, "待っていない、または範囲の外"))
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _rechecks(request, run, form=form, of=number, status=400)
    told, run_id = form.cleaned_data, run.meta["run_id"]
    if told["run"] != run_id:
        return _rechecks(request, run, newer=True, status=409)
    try:
        must_name_no_place(found.case, run, form)
        with acting(request, f"case:{number}"):
            role = decision.role_key
            keep(found.case, user, role, seen=told["seen"], words=told["words"], told=marks_of(found, run_id))
    except RefusedError as error:
        return _rechecks(request, run, form=form, of=number, problem=error, status=409)
    return redirect("rechecks")


def _rechecks(
    request: HttpRequest,
    run: RunView,
    *,
    form: KeepForm | None = None,
    of: str = "",
    problem: RefusedError | None = None,
    newer: bool = False,
    status: int = 200,
) -> HttpResponse:
    rows = rechecks(run, user_of(request))
    context: dict[str, Any] = {
        "run": run,
        "rows": rows,
        "may_keep": authorize(request.user, KEEP, PageObject("recheck_keep")).allowed,
        "form": form,
        "of": of,
        "problem": problem,
        "newer": newer,
    }
    shown = [child.code for row in rows for child in row.children]
    return show(request, "conferences/rechecks.html", context, children=shown, status=status)
