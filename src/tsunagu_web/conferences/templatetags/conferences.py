"""What meetings decided, on the page of a case."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.casework.models import Case
from tsunagu_web.conferences.calling import kind_of
from tsunagu_web.conferences.emergency import emergency_decisions, may_hold
from tsunagu_web.conferences.models import ChildDecision
from tsunagu_web.conferences.rechecking import rechecks
from tsunagu_web.conferences.sheet import said_of

register = template.Library()


@register.inclusion_tag("conferences/parts/decisions.html", takes_context=True)
def conference_decisions(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The meetings a case was or will be on, and the decisions on the children this page shows, newest first."""
    request, run = context["request"], context["run"]
    codes = [code for code, _ in context["children"]]
    rows = ChildDecision.objects.filter(item__case=case, child_code__in=codes).select_related("decider", "by")
    items = case.agenda_items.select_related("meeting").order_by("-meeting__held_on", "-id")
    return {
        "case": case,
        "meetings": [(item.meeting, kind_of(item.meeting)) for item in items],
        "said": [said_of(run, row, request.shown_under.grants, request.user) for row in rows.order_by("-id")],
    }


@register.inclusion_tag("conferences/parts/recheck_of_case.html", takes_context=True)
def case_recheck(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """What changed for the children of a decided case since, and where somebody decides about it."""
    found = rechecks(context["run"], context["request"].user, only=case)
    return {"recheck": found[0] if found else None}


@register.inclusion_tag("conferences/parts/emergency_of_case.html", takes_context=True)
def case_emergency(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Of a household in danger: what the 緊急受理会議 decided since, and the button that holds one now."""
    return {
        "case": case,
        "csrf_token": context["csrf_token"],
        "decided": emergency_decisions([case]).get(case.pk),
        "may": may_hold(context["request"].user, case),
    }
