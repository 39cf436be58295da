"""③ 検討対象者一覧: the households people can talk about this month, why, where the cut fell, and who was left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Form
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.worklist.rows import in_question, listed_rows

ORDER_AT_ONCE = 2
"""Steps of the order told in the sentence on top; all of them stand folded below it."""


@with_run
def worklist(request: HttpRequest, run: RunView) -> HttpResponse:
    """The list. Who sees bands only gets neither the next places nor the reasons."""
    decision = request.decision  # type: ignore[attr-defined]
    rows, elsewhere = listed_rows(run, request.user)
    full = decision.grants[Field.FINDING].form is Form.FULL
    context = {
        "run": run,
        "show_counts": True,
        "worklist": run.worklist,
        "in_question": in_question(run.worklist),
        "rows": rows,
        "elsewhere": elsewhere,
        "full": full,
        "next": run.worklist["next"] if full and not elsewhere else [],
        "items": sum(indicator.get("counted", True) for indicator in run.indicators),
        "feed": run.feed,
        "first_order": run.worklist["order"][:ORDER_AT_ONCE],
    }
    return show(
        request, "worklist/worklist.html", context, children=[child.code for row in rows for child in row.children]
    )
