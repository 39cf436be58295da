"""妊婦 on the page of a case."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.access import authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.expecting.births import proposals, standing_answers
from tsunagu_web.expecting.carrying import open_pregnancies
from tsunagu_web.expecting.models import BirthAnswer

register = template.Library()


@register.inclusion_tag("expecting/parts/of_case.html", takes_context=True)
def expecting_of_case(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Whose pregnancy the case carries, children that wait for an answer, and from which pregnancy its children came."""
    user, run = context["request"].user, context["run"]
    if not any(authorize(user, "pregnancy.look", thing).allowed for thing in things_of(case, run)):
        return {"women": []}
    women = list(case.pregnancies.select_related("woman"))
    opened = list(open_pregnancies().filter(case=case)) if case.ended_at is None else []
    before = standing_answers().filter(case=case, answer=BirthAnswer.JOINED).exclude(pregnancy__case=case)
    return {
        "case": case,
        "women": women,
        "born": len(proposals(run, opened)) if opened else 0,
        "before": before.select_related("pregnancy__case"),
    }
