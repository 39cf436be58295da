"""移管 on the page of a case."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.access import authorize
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.reading import things_of
from tsunagu_web.transfers.moving import standing, transfer_things

register = template.Library()


@register.inclusion_tag("transfers/parts/of_case.html", takes_context=True)
def transfer_of_case(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The way to the page, for who hands cases over; and where the case went."""
    user, run, handed = context["request"].user, context["run"], standing(case)
    may = any(authorize(user, "transfer.do", thing).allowed for thing in transfer_things(case, run))
    receives = any(authorize(user, "came.look", thing).allowed for thing in things_of(case, run))
    shown = may and (case.ended_at is None or handed is not None)
    return {
        "case": case,
        "may": shown,
        "handed": handed,
        "replied": handed is not None and hasattr(handed, "reply"),
        "receives": receives and (case.origin == Case.MOVED_IN or case.came_files.exists()),
        "came": case.came_files.count() if receives else 0,
    }
