"""③ 検討対象者一覧: the households people can talk about this month, why, where the cut fell, and who was left out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from tsunagu_web.access import Field, Form
from tsunagu_web.casework.process import current_process
from tsunagu_web.narrowing.bar import bar
from tsunagu_web.narrowing.declared import LIST
from tsunagu_web.pages.showing import show
from tsunagu_web.reading import RunView, with_run
from tsunagu_web.worklist.rows import in_question, listed_rows, to_receive

ORDER_AT_ONCE = 2
"""Steps of the order told in the sentence on top; all of them stand folded below it."""


@with_run
def worklist(request: HttpRequest, run: RunView) -> HttpResponse:
    """The list. Who sees bands only gets neither the next places nor the reasons."""
    decision = request.decision  # type: ignore[attr-defined]
    seen, elsewhere = listed_rows(run, request.user)
    process = current_process()
    filters = bar(request, run, process, LIST, [row.household for row in seen])
    rows = [row for row in seen if filters.keeps(row.household)]
    full = decision.grants[Field.FINDING].form is Form.FULL
    context = {
        "run": run,
        "show_counts": True,
        "worklist": run.worklist,
        "in_question": in_question(run.worklist),
        "rows": rows,
        "total": len(seen),
        "bar": filters,
        "reassessed": process.reassessed,
        "elsewhere": elsewhere,
        "to_receive": to_receive(run, request.user),
        "full": full,
        # Where the cut fell is told of the whole list: under a filter it would seem to be told of what is left.
        "whole": full and not elsewhere and not filters.chosen,
        "next": run.worklist["next"] if full and not elsewhere else [],
        "items": sum(indicator.get("counted", True) for indicator in run.indicators),
        "feed": run.feed,
        "first_order": run.worklist["order"][:ORDER_AT_ONCE],
    }
    return show(
        request,
        "worklist/worklist.html",
        context,
        children=[child.code for row in rows for child in row.children],
        field_classes=sorted(filters.classes | {str(Field.COUNTS), str(Field.FINDING)}),
    )
