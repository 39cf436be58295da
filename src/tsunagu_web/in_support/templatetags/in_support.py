"""What waits for the worker in charge, on the page of a case."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.casework.models import Case
from tsunagu_web.in_support.finding import findings_for

register = template.Library()


@register.inclusion_tag("in_support/parts/of_case.html", takes_context=True)
def findings_of_case(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """How many children of this household have a finding that this worker has not read."""
    found = findings_for(context["run"], context["request"].user)
    return {"waiting": sum(one.waits and one.child.household_code == case.household_code for one in found)}
