"""仕事の量: for 責任者 everybody's, for all others their own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.accounts.current import user_of
from tsunagu_web.casework.process import current_process
from tsunagu_web.dashboards.workload import (
    REVIEWS_WITHIN,
    SOON,
    by_person,
    by_role,
    next_reviews,
    open_and_unowned,
    own_row,
    tasks_outside,
)
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def workload(request: HttpRequest, run: RunView) -> HttpResponse:
    """The tables, or the own row."""
    user, process = user_of(request), current_process()
    whole = authorize(user, "workload.look_all", PageObject("workload")).allowed
    context = {"run": run, "whole": whole, "soon": SOON, "within": REVIEWS_WITHIN}
    if whole:
        context |= {
            "open": open_and_unowned(process),
            "roles": by_role(process),
            "people": by_person(),
            "outside": tasks_outside(),
            "reviews": next_reviews(process),
        }
    else:
        context["people"] = [own_row(run, user)]
    return show(request, "dashboards/workload.html", context)
