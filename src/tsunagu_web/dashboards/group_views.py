"""集まりごとの人数, for those who see findings of the whole town; everybody else is told why there is no number."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Scope, opens_cases
from tsunagu_web.dashboards.groups import UNPLACED, district_rows, group_rows
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run


@with_run
def groups(request: HttpRequest, run: RunView) -> HttpResponse:
    """Size, share and district of each group of the month."""
    decision = request.decision  # type: ignore[attr-defined]
    finding = decision.grants.get(Field.FINDING)
    if not opens_cases(decision.role) or finding is None or finding.scope is not Scope.TOWN:
        return show(request, "dashboards/groups_without_counts.html", {"run": run})
    children = run.serving.placed_children()
    types = [(place, criterion["label"]) for place, criterion in enumerate(run.criteria)]
    context = {
        "run": run,
        "show_counts": True,
        "groups": group_rows(children, types),
        "districts": district_rows(children, types),
        "labels": [label for _, label in types],
        "unplaced": UNPLACED,
    }
    return show(request, "dashboards/groups.html", context)
