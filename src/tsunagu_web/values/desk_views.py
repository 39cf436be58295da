"""画面で入力した値 of the own section: find a child, what waits for the next month, and what a newer file says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import screen_sources
from tsunagu.purpose import live_items
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.notes.finding import child_meant, not_found
from tsunagu_web.notes.forms import ChildForm
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.town import home_folder
from tsunagu_web.values.models import EnteredRow
from tsunagu_web.values.reading import Line, enters_anything, lines_of, sheets_for

MOST = 200
"""Children a page looks at, newest entries first."""


@dataclass(frozen=True)
class DeskLine:
    """One row entered, and the child it is about."""

    child: str
    line: Line


@with_run
def values(request: HttpRequest, run: RunView) -> HttpResponse:
    """Find a child by code, or by name and birth date; what the own section entered."""
    form = ChildForm(request.POST if request.method == "POST" else None)
    problem: RefusedError | None = None
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            child = child_meant(run, told["code"], told["name"], told["born"])
            if enters_anything(run, child, user_of(request)):
                with acting(request, run.case(child)):
                    return redirect("child_values", child.child_code)
            problem = not_found()
        except RefusedError as error:
            problem = error
    lines = _lines(request, run)
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "problem": problem,
        "conflicts": [one for one in lines if one.line.conflict],
        "waiting": [one for one in lines if one.line.waits],
        "sources": [
            source.label
            for source in screen_sources(current_pack().sources).values()
            if source.owner == user_of(request).section
        ],
    }
    status = 400 if form.is_bound and (form.errors or problem) else 200
    children = sorted({one.child for one in lines if one.line.conflict or one.line.waits})
    result = "refused" if problem else ""
    return show(request, "values/values.html", context, children=children, status=status, result=result)


def _lines(request: HttpRequest, run: RunView) -> list[DeskLine]:
    """What was entered of the own section's sources, of children this person may enter values of."""
    user = user_of(request)
    mine = [name for name, source in screen_sources(current_pack().sources).items() if source.owner == user.section]
    codes = EnteredRow.objects.filter(source__in=mine).order_by("-id").values_list("child_code", flat=True)
    live = live_items(home_folder(), clock.today())
    found: list[DeskLine] = []
    for code in list(dict.fromkeys(codes))[:MOST]:
        child = run.serving.child(code)
        if child is not None:
            found += [DeskLine(code, line) for line in lines_of(run, child, sheets_for(run, child, user, live=live))]
    return found
