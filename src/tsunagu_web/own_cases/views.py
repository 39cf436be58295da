"""担当するこども: the way to a child's page for those who see no finding and therefore not the month's list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import authorize
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, age_and_grade, with_run


@with_run
def own_cases(request: HttpRequest, run: RunView) -> HttpResponse:
    """Codes, ages and school; names open with the child's page. In the order of codes: the list's order is a finding."""
    found = [
        child
        for child in run.children_of(sorted(run.listed_households))
        if authorize(request.user, "child.look", run.case(child)).allowed
    ]
    rows = [
        (child.child_code, age_and_grade(child.sex, child.age, child.grade), run.affiliation(child)) for child in found
    ]
    context = {"run": run, "rows": rows, "feed": run.feed}
    return show(request, "own_cases/own_cases.html", context, children=[child.child_code for child in found])
