"""What a case's page says of each move."""

from __future__ import annotations

from django import template

from tsunagu_web.casework import behind, places
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import Move

register = template.Library()


@register.filter
def section_told(section: str, hides: bool) -> str:
    """The section of who wrote something, a gap where it is a school's and places are hidden."""
    return places.section_told(section, hides=hides)


@register.simple_tag
def lacking(case: Case, move: Move) -> list[str]:
    """What must be recorded before the move can be made, in words."""
    return [one.label for one in behind.lacking(case, move)]
