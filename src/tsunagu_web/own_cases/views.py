"""担当するこども: the way to a child's page for those who see no finding and therefore not the month's list."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.casework.handed import handed_by
from tsunagu_web.casework.process import current_process
from tsunagu_web.dashboards.declared import current_effects
from tsunagu_web.dashboards.survey import unanswered
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run
from tsunagu_web.school_cases.reading import school_rows
from tsunagu_web.transitions.models import Transition
from tsunagu_web.transitions.scope import LOOK as TRANSITION_LOOK
from tsunagu_web.transitions.scope import taken_on


@with_run
def own_cases(request: HttpRequest, run: RunView) -> HttpResponse:
    """Codes, ages and school; names open with the child's page. In the order of codes: the list's order is a finding."""
    found = [
        child
        for child in run.children_of(sorted(run.listed_households | run.open_households))
        if authorize(request.user, "child.look", run.case(child)).allowed
    ]
    rows = [
        (child.child_code, age_and_grade(child.sex, child.age, child.grade), run.affiliation(child)) for child in found
    ]
    process = current_process()
    handed = school_rows(run, process, request.user)
    context: dict[str, Any] = {
        "run": run,
        "rows": rows,
        "handed": handed,
        "handing": bool(handed_by(process)),
        "feed": run.feed,
        "survey": _survey(request, run),
        "taken_on": _taken_on(request, run),
    }
    shown = {child.child_code for child in found} | {code for row in handed for code, _ in row.children}
    shown |= {row.child_code for row in context["taken_on"]}
    return show(request, "own_cases/own_cases.html", context, children=sorted(shown))


def _taken_on(request: HttpRequest, run: RunView) -> list[Transition]:
    """引きつぎシート of children this person's school has taken on."""
    may = authorize(request.user, TRANSITION_LOOK, PageObject("transition_sheet")).allowed
    return taken_on(run, request.user) if may else []


def _survey(request: HttpRequest, run: RunView) -> int | None:
    """How many cases wait for this person's answers; None where nobody asks them."""
    effects = current_effects()
    if effects is None or not authorize(request.user, "survey.look", PageObject("survey")).allowed:
        return None
    return unanswered(effects.survey, run, request.user)
