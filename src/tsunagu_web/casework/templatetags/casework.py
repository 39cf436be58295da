"""What a case's page says of each move."""

from __future__ import annotations

from django import template

from tsunagu_web.casework import behind
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import Move

register = template.Library()


@register.simple_tag
def lacking(case: Case, move: Move) -> list[str]:
    """What must be recorded before the move can be made, in words."""
    return [one.label for one in behind.lacking(case, move)]
