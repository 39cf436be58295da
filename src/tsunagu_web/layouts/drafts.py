"""Which draft a page is about, or the same answer as for a page that does not exist."""

from __future__ import annotations

from django.http import HttpRequest

from tsunagu.base.errors import RefusedError
from tsunagu.drafting import Draft, open_draft
from tsunagu_web.access import PageObject, Refused
from tsunagu_web.town import home_folder


def draft_or_absent(request: HttpRequest, name: str) -> Draft:
    """The draft of that name. Raises Refused where there is none."""
    try:
        return open_draft(home_folder(), name)
    except RefusedError:
        raise absent(request) from None


def absent(request: HttpRequest) -> Refused:
    """There is nothing here."""
    row = request.row  # type: ignore[attr-defined]
    return Refused(row.action, PageObject(row.name), request.decision)  # type: ignore[attr-defined]
