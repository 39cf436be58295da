"""推薦: any section asks that a child be talked about, without reading anything of the child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tsunagu.base.errors import RefusedError
from tsunagu_web.access import CaseObject, authorize
from tsunagu_web.accounts.current import role_key_of, user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import with_gaps
from tsunagu_web.notes.finding import child_meant, told_without_place
from tsunagu_web.notes.forms import NominationForm, TakeBackForm, codes_of
from tsunagu_web.notes.models import Nomination
from tsunagu_web.notes.nominating import nominate, of_own_section, take_back
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, month_label, with_run

NEWEST = 50


@dataclass(frozen=True)
class NominationRow:
    """One of the own section's. `child`: None for whom this person may not look at; `words`: None where another wrote them
    about such a child."""

    nomination: Nomination
    child: str | None
    words: str | None
    in_the_list: str
    taken_back: bool


@with_run
def nominations(request: HttpRequest, run: RunView) -> HttpResponse:
    """Nominate a child; what the own section nominated before."""
    if request.method != "POST":
        return _page(request, run, done="done" in request.GET)
    form = NominationForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    told = form.cleaned_data
    try:
        child = child_meant(run, told["code"], told["name"], told["born"])
        told_without_place(run, user_of(request), child.child_code, form)
        with acting(request, f"child:{child.child_code}"):
            nominate(user_of(request), role_key_of(request), child.child_code, told["certainty"], told["reason"])
    except RefusedError as error:
        return _page(request, run, form=form, problem=error, status=409)
    return redirect("/nominations/?done")


@with_run
def taken_back(request: HttpRequest, run: RunView) -> HttpResponse:
    """Take one of the own section's back."""
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        return _page(request, run, back_form=form, status=400)
    user = user_of(request)
    found = of_own_section(user).filter(pk=form.cleaned_data["which"]).first()
    try:
        if found is None:
            raise RefusedError(
                "C054", "取り下げられる推薦ではありません", "自分の課の、まだ取り下げていないものを選んでください"
            )
        told_without_place(run, user, found.child_code, form)
        with acting(request, f"child:{found.child_code}"):
            take_back(found, user, role_key_of(request), form.cleaned_data["reason"])
    except RefusedError as error:
        return _page(request, run, back_form=form, problem=error, status=409)
    return redirect("nominations")


def _page(request: HttpRequest, run: RunView, *, status: int = 200, **shown: Any) -> HttpResponse:
    rows = _rows(run, user_of(request))
    context = {
        "run": run,
        "rows": rows,
        "certainties": codes_of("cases_nominations", "事実・伝聞"),
        **shown,
    }
    return show(
        request, "notes/nominations.html", context, children=[row.child for row in rows if row.child], status=status
    )


def _rows(run: RunView, user: User) -> list[NominationRow]:
    made = of_own_section(user).select_related("by", "taken_back").order_by("-id")
    rows = []
    for one in made[:NEWEST]:
        served = run.serving.child(one.child_code)
        thing = run.case(served) if served else CaseObject(one.child_code, "", False, None)
        seen = authorize(user, "child.look", thing).allowed
        # As with 見守り情報: whoever may not open the child is not told by a gap whether it is protected.
        shown = with_gaps(one, run, hides=not seen or run.feed.hides_whereabouts or served is None or served.protected)
        rows.append(
            NominationRow(
                shown,
                one.child_code if seen else None,
                str(shown.reason) if seen or one.by == user else None,
                "つぎに行う月の判定" if one.nominated_on > run.as_of else f"{month_label(run.meta['as_of'])}までの判定",
                hasattr(one, "taken_back"),
            )
        )
    return rows
