"""今日: where the month stands, in one line of stations, and what waits for whom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, PageObject, authorize, opens_cases
from tsunagu_web.accounts import clock
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.worklist.rows import listed_rows

WAITING_AT_ONCE = 5


@with_run
def today(request: HttpRequest, run: RunView) -> HttpResponse:
    """The month's stations for those who may open cases; for others only which month it is."""
    decision = request.decision  # type: ignore[attr-defined]
    if not opens_cases(decision.role):
        return show(request, "today/without_counts.html", {"run": run, "day": clock.today()})
    rows, elsewhere = listed_rows(run, request.user)
    waiting = run.serving.meta("waiting")
    by_source = _by_source(waiting)
    context = {
        "run": run,
        "day": clock.today(),
        "show_counts": Field.COUNTS in decision.grants,
        "received": run.serving.meta("receipts_summary"),
        "waiting_rows": sum(row["rows"] for row in waiting),
        "waiting": by_source[:WAITING_AT_ONCE],
        "waiting_more": len(by_source[WAITING_AT_ONCE:]),
        "may_see_receipts": authorize(request.user, "receipts.look", PageObject("receipts")).allowed,
        "rows": rows,
        "elsewhere": elsewhere,
        "listed_count": len(run.worklist["listed"]),
    }
    return show(request, "today/today.html", context, children=[child.code for row in rows for child in row.children])


def _by_source(waiting: list[dict[str, object]]) -> list[tuple[str, int]]:
    """Waiting rows per kind of file, most first."""
    sums: dict[str, int] = {}
    for row in waiting:
        sums[str(row["label"])] = sums.get(str(row["label"]), 0) + int(str(row["rows"]))
    return sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
