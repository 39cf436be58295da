"""① 全体の状況: how many children per type, by age, which child in which type, and month over month."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu.delivery import month_files
from tsunagu_web.access import Field, Form, Scope, opens_cases
from tsunagu_web.overview.tables import by_age, by_month, child_row, own_flagged, per_type, type_labels
from tsunagu_web.pages.paging import paging
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.town import home_folder


@with_run
def overview(request: HttpRequest, run: RunView) -> HttpResponse:
    """Exact counts for those who may open the cases behind them; for others none."""
    decision = request.decision  # type: ignore[attr-defined]
    if not opens_cases(decision.role):
        return show(request, "overview/without_counts.html", {"run": run})
    finding = decision.grants[Field.FINDING]
    if finding.scope is Scope.TOWN:
        pages = paging(request, run.serving.count_children(state="flagged"))
        shown = [
            (child, Form.FULL) for child in run.serving.children(state="flagged", limit=pages.size, offset=pages.offset)
        ]
    else:
        own = own_flagged(run, request.user)
        pages = paging(request, len(own))
        shown = own[pages.offset : pages.offset + pages.size]
    months = run.serving.meta("months")
    context = {
        "run": run,
        "show_counts": True,
        "refused_residents": _refused_residents(run),
        "types": per_type(run, months),
        "ages": by_age(run),
        "months": by_month(run, months),
        "labels": type_labels(run).values(),
        "children": [child_row(run, request.user, child, form) for child, form in shown],
        "whole_town": finding.scope is Scope.TOWN,
        "paging": pages,
    }
    return show(request, "overview/overview.html", context, children=[child.child_code for child, _ in shown])


def _refused_residents(run: RunView) -> int:
    """Rows of the registers that were given back this month: children who may be missing from every count."""
    taken = month_files(home_folder(), run.as_of).taken
    return sum(load.rows_refused for load in taken if "residents" in load.tables)
