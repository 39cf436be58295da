"""How a page leaves: rendered, recorded, committed — then sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsunagu_web import audit
from tsunagu_web.access import Decision, PageObject


def show(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    children: Iterable[str] = (),
    thing: object = None,
    decision: Decision | None = None,
    field_classes: Iterable[str] | None = None,
    status: int = 200,
    result: str = "",
) -> HttpResponse:
    """Render a page and commit its row in the record before anything is sent.

    `children`: codes of every child the page shows. `thing` and `decision` default to the page itself and the gate's
    decision; a page about one child passes its own. `field_classes`: what the page carries, when that is less than granted.
    `result`: what the record says, when the status does not tell (a search that found nobody within reach was refused).
    """
    used: Decision = decision or request.decision  # type: ignore[attr-defined]
    request.shown_under = used  # type: ignore[attr-defined]
    response = render(request, template, context, status=status)
    row = request.row  # type: ignore[attr-defined]
    with transaction.atomic():
        audit.record(
            user=request.user,
            action=row.action,
            object=thing or PageObject(row.name),
            purpose=used.purpose,
            result=result or ("ok" if status < 400 else "error"),
            children=children,
            field_classes=used.field_classes() if field_classes is None else field_classes,
        )
    request.recorded = True  # type: ignore[attr-defined]
    return response
