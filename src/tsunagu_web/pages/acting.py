"""How a change leaves: done and recorded in one transaction. A refusal inside the block undoes both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.http import HttpRequest

from tsunagu_web import audit


@contextmanager
def acting(request: HttpRequest, thing: object) -> Iterator[None]:
    """Record what the block does to `thing` (its text names it) under the page's own action, in the block's transaction."""
    row = request.row  # type: ignore[attr-defined]
    decision = request.decision  # type: ignore[attr-defined]
    with transaction.atomic():
        yield
        audit.record(user=request.user, action=row.action, object=thing, purpose=decision.purpose, result="ok")
    request.recorded = True  # type: ignore[attr-defined]
