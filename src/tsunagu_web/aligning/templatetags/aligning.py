"""What was agreed, beside the judgement it is about; and the way to the page of examples."""

from __future__ import annotations

from typing import Any

from django import template

from tsunagu_web.access import PageObject, authorize
from tsunagu_web.aligning.agreeing import about
from tsunagu_web.aligning.examples import LOOK
from tsunagu_web.casework.process import current_process

register = template.Library()


@register.inclusion_tag("aligning/parts/beside.html")
def agreements(moves: list[Any]) -> dict[str, Any]:
    """The agreements about the judgements among these moves."""
    return {"agreements": about(current_process(), moves)}


@register.inclusion_tag("aligning/parts/links.html", takes_context=True)
def aligning_links(context: dict[str, Any]) -> dict[str, Any]:
    """Links to the examples, for who may open them."""
    may = authorize(context["request"].user, LOOK, PageObject("aligning")).allowed
    return {"shares": [one for one in current_process().shares if one.examples] if may else []}
