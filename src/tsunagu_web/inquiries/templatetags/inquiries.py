"""Sheets and what came back, on the pages of a case and of a meeting."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.inquiries.reading import answers_for, child_words, dangers
from tsunagu_web.inquiries.scope import ASK, may_ask

register = template.Library()


@register.inclusion_tag("inquiries/parts/of_case.html", takes_context=True)
def case_inquiries(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The case's sheets with their newest answers. The page around it records its children: sheets of others are not told."""
    request, run = context["request"], context["run"]
    told = answers_for(run, request.user, case)
    children = run.serving.children_of(case.household_code)
    return {
        "case": case,
        "told": told,
        "dangers": dangers(run, request.user, case),
        "askable": [
            (one.child_code, child_words(run, one.child_code))
            for one in children
            if authorize(request.user, ASK, PageObject("inquiry_ask")).allowed and may_ask(request.user, case, one, run)
        ],
    }
