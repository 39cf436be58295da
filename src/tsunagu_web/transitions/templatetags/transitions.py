"""引きつぎ on the page of a case."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu.base.clock import JAPAN
from tsunagu_web.casework.models import Case
from tsunagu_web.reading import age_and_grade
from tsunagu_web.transitions.declared import current_transition
from tsunagu_web.transitions.owed import may_write, standing

register = template.Library()


@register.inclusion_tag("transitions/parts/of_case.html", takes_context=True)
def transitions_of_case(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The way to the page of each child that comes to the next school, for who hands it over."""
    user, run, rules, found = context["request"].user, context["run"], current_transition(), []
    for child in run.serving.children_of(case.household_code):
        step = rules.step_of(child, run.as_of)
        if step is None or may_write(user, case, child, run) is None:
            continue
        row = standing().filter(child_code=child.child_code, crossing=step[1]).first()
        # Who came to a school before anybody had the case has nothing to be handed on.
        if row is None and case.opened_at.astimezone(JAPAN).date() >= step[1]:
            continue
        words = age_and_grade(child.sex, child.age, child.grade)
        found.append((child.child_code, words, step[0].label, row, row is not None and hasattr(row, "received")))
    return {"case": case, "children": found if case.ended_at is None else []}
