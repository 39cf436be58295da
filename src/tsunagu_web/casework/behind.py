"""What stands behind a move: a meeting that took place, an answer, a task. A state that says more than was done misleads."""

from __future__ import annotations

from tsunagu.base.errors import RefusedError
from tsunagu_web.casework.models import Case
from tsunagu_web.casework.process import Behind, Move


def lacking(case: Case, move: Move) -> list[Behind]:
    """What is still missing before this move may be made, in the order of the declaration."""
    return [one for one in move.behind if not _stands(case, one)]


def refuse_nothing_behind(case: Case, move: Move) -> None:
    """Raises RefusedError C261 while something is missing."""
    missing = lacking(case, move)
    if missing:
        raise RefusedError(
            "C261",
            f"「{move.label}」には、まだ{'と、'.join(one.label for one in missing)}がありません",
            "先にそれを記録してから、もう一度進めてください",
        )


def _stands(case: Case, behind: Behind) -> bool:
    """Whether one of what it names was done since the case came by the newest of its moves `since`."""
    came = case.events.filter(move__in=behind.since).order_by("-seq").first()
    since = came.at if came else case.opened_at
    held = case.agenda_items.filter(meeting__closing__why_not_held__isnull=True)
    found = [
        behind.held and held.filter(meeting__kind=behind.held, meeting__closing__at__gte=since).exists(),
        behind.called and held.filter(meeting__kind=behind.called, at__gte=since).exists(),
        behind.answered and case.sheets.filter(stopped__isnull=True, answers__at__gte=since).exists(),
        behind.task
        and case.tasks.filter(versions__at__gte=since, versions__seq=1).exclude(versions__state="dropped").exists(),
        behind.contact
        and case.contacts.filter(at__gte=since, withdrawal__isnull=True, role__in=behind.contact).exists(),
    ]
    return any(found)
