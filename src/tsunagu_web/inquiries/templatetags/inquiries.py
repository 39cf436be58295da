"""Sheets and what came back, on the pages of a case and of a meeting."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.reading import child_words, dangers, groups_of, sheet_rows, told_by_words
from tsunagu_web.inquiries.scope import ASK, may_ask, reads_answers

register = template.Library()


@register.inclusion_tag("inquiries/parts/of_case.html", takes_context=True)
def case_inquiries(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The case's sheets with their newest answers; of a numbered copy no more than its reader may read as well.

    The page around it records its children: sheets of others are not told.
    """
    request, run = context["request"], context["run"]
    copy = context.get("copy")
    readers = [request.user] + ([copy.to.user] if copy is not None else [])
    told = []
    for row in sheet_rows(run, request.user, case):
        reads = all(reader is not None and reads_answers(reader, row.sheet, run) for reader in readers)
        groups = groups_of(row.answer) if row.answer and reads else []
        unknown, blank = (
            [line.question.label for group in groups for line in group.lines if line.state == state]
            for state in ("unknown", "blank")
        )
        told.append((row, told_by_words(row.answer, run) if groups and row.answer else "", groups, unknown, blank))
    children = run.serving.children_of(case.household_code)
    return {
        "case": case,
        "told": told,
        "on_paper": copy is not None,
        "dangers": [] if copy is not None else dangers(run, request.user, case),
        "askable": [
            (one.child_code, child_words(run, one.child_code))
            for one in children
            if copy is None
            and authorize(request.user, ASK, PageObject("inquiry_ask")).allowed
            and may_ask(request.user, case, one, run)
        ],
    }
