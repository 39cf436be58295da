"""画面で入力した値 of the own section: find a child, what waits for the next month, and what a newer file says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tsunagu.base.errors import RefusedError
from tsunagu.catalog import screen_sources
from tsunagu.purpose import live_items
from tsunagu_web.access import ROLES, CaseObject, Decision, PageObject, Refused, RoleKey
from tsunagu_web.access.decision import assignments
from tsunagu_web.accounts import clock
from tsunagu_web.accounts.current import user_of
from tsunagu_web.accounts.models import User
from tsunagu_web.casework.places import must_name_no_place, standing_for
from tsunagu_web.dictionary.entries import current_pack
from tsunagu_web.notes.finding import child_meant, not_found
from tsunagu_web.notes.forms import ChildForm
from tsunagu_web.pages.acting import acting
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.town import home_folder
from tsunagu_web.values.departed import Departed, of_departed
from tsunagu_web.values.entering import Told, Writer, say_again
from tsunagu_web.values.forms import WhyForm
from tsunagu_web.values.models import EnteredVersion
from tsunagu_web.values.reading import CONFLICTS, Line, became_of, enters_anything, lines_of, of_each_school, sheets_for

MOST = 200
"""Children a page looks at: those in conflict first, then those that wait."""


@dataclass(frozen=True)
class DeskLine:
    """One row entered, and the child it is about."""

    child: str
    line: Line


@with_run
def values(request: HttpRequest, run: RunView) -> HttpResponse:
    """Find a child by code, or by name and birth date; what the own section entered."""
    if request.method == "POST" and request.POST.get("entered"):
        return _end(request, run)
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
    return _desk(request, run, form, problem)


def _desk(
    request: HttpRequest, run: RunView, form: ChildForm, problem: RefusedError | None, why: WhyForm | None = None
) -> HttpResponse:
    lines, more = _lines(request, run)
    departed = _departed(request, run)
    context: dict[str, Any] = {
        "run": run,
        "form": form,
        "problem": problem,
        "conflicts": [one for one in lines if one.line.conflict],
        "waiting": [one for one in lines if one.line.waits],
        "more": more,
        "departed": departed[:MOST],
        "more_departed": max(0, len(departed) - MOST),
        "why": why,
        "why_of": request.POST.get("entered", ""),
        "done": request.GET.get("done", ""),
        "sources": [screen_sources(current_pack().sources)[name].label for name in _own_sources(user_of(request))],
    }
    status = 400 if problem or why or (form.is_bound and form.errors) else 200
    children = sorted(
        {one.child for one in lines if one.line.conflict or one.line.waits}
        | {one.newest.entered.child_code for one in departed[:MOST]}
    )
    # A search that found nobody is counted; a reason that has to be written anew is none.
    result = "refused" if problem and why is None else ""
    return show(request, "values/values.html", context, children=children, status=status, result=result)


def _departed(request: HttpRequest, run: RunView) -> list[Departed]:
    """Of the own section's entries, or the own school's, those about children who are not in the run any more."""
    user = user_of(request)
    sources = {name: screen_sources(current_pack().sources)[name] for name in _own_sources(user)}
    newest = [
        one
        for one in newest_of(sources)
        if not of_each_school(sources[one.entered.source]) or one.section == user.section
    ]
    return of_departed(run, newest, {name: source.label for name, source in sources.items()})


def _end(request: HttpRequest, run: RunView) -> HttpResponse:
    """End an entry about a child who is not in the run: its own form is there for nobody any more."""
    why = WhyForm(request.POST)
    meant = next(
        (one for one in _departed(request, run) if str(one.newest.entered_id) == request.POST["entered"]), None
    )
    if meant is None:
        raise Refused("values.find", PageObject("values"), Decision(False, "いない"))
    if not why.is_valid():
        return _desk(request, run, ChildForm(None), None, why)
    writer = Writer(user_of(request), _role(user_of(request)))
    nobody = CaseObject(meant.newest.entered.child_code, "", False, None)
    try:
        # Whoever is gone may have moved in secret: a place is asked back, whoever it was.
        must_name_no_place(standing_for("", nobody.child_code), run, why)
        with acting(request, nobody):
            say_again(meant.newest, EnteredVersion.END, Told({}, {}, {}), why.cleaned_data["why"], writer)
    except RefusedError as problem:
        return _desk(request, run, ChildForm(None), problem, why)
    return redirect(f"{reverse('values')}?done=end")


def _role(user: User) -> str:
    """The role under which somebody enters."""
    return next(held.role for held in assignments(user) if ROLES[RoleKey(held.role)].enters)


def _schools(user: User) -> set[str]:
    """The schools for which this person may enter what each school holds itself."""
    return {school for held in assignments(user) if ROLES[RoleKey(held.role)].enters for school in held.schools}


def _own_sources(user: User) -> list[str]:
    """Names of the sources that the own section holds; at a school those that every school holds for itself."""
    at_school = bool(_schools(user))
    in_section = any(ROLES[RoleKey(held.role)].enters and not held.schools for held in assignments(user))
    return [
        name
        for name, source in screen_sources(current_pack().sources).items()
        if (at_school if of_each_school(source) else in_section and source.owner == user.section)
    ]


def newest_of(sources: Iterable[str]) -> list[EnteredVersion]:
    """The newest version of every row entered in these sources, first entered first; its cells are not read."""
    versions = EnteredVersion.objects.filter(entered__source__in=list(sources)).order_by("entered_id", "seq")
    return list({one.entered_id: one for one in versions.select_related("entered", "by").defer("why")}.values())


def _open_first(run: RunView, sources: list[str]) -> list[str]:
    """Codes of the children of whom something is in conflict, then of those of whom something waits; newest entries first."""
    became = became_of(run)
    ranked: list[tuple[int, str]] = []
    for one in reversed(newest_of(sources)):
        told = became.get(one.key)
        if told is None or told["state"] in CONFLICTS:
            ranked.append((1 if told is None else 0, one.entered.child_code))
    return list(dict.fromkeys(code for _, code in sorted(ranked, key=lambda pair: pair[0])))


def _lines(request: HttpRequest, run: RunView) -> tuple[list[DeskLine], int]:
    """What waits or is in conflict of the own section's sources, of children this person may enter values of; how many
    children more there are than the page shows."""
    user = user_of(request)
    codes = [code for code in _open_first(run, _own_sources(user)) if run.serving.child(code)]
    if _schools(user):
        # Every school enters in the same sources: of the others' children not even the number is told.
        codes = [code for code in codes if (child := run.serving.child(code)) and enters_anything(run, child, user)]
    live = live_items(home_folder(), clock.today())
    found: list[DeskLine] = []
    for code in codes[:MOST]:
        child = run.serving.child(code)
        if child is not None:
            lines = lines_of(run, child, sheets_for(run, child, user, live=live))
            found += [DeskLine(code, line) for line in lines if line.entered.child_code == code]
    return found, max(0, len(codes) - MOST)
